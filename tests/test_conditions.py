"""Conditions are evaluated with four values; a missing answer is never false."""

import datetime

import pytest

from routewijzer.conditions import Truth, evaluate, slots_of

TODAY = datetime.date(2026, 11, 24)
OWN = {"slot": "visie", "op": "is", "value": "eigenstandig"}
OLD = {"slot": "beleid_jaar", "op": "ouder_dan", "value": 4}
FIVE = {"slot": "sectoren", "op": "minstens", "value": 2}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"visie": "eigenstandig"}, Truth.TRUE),
        ({"visie": "geen"}, Truth.FALSE),
        ({"visie": "onbekend"}, Truth.UNKNOWN),
        ({"visie": "overgeslagen"}, Truth.UNKNOWN),
        ({}, Truth.NOT_ASKED),
    ],
)
def test_a_leaf_has_four_outcomes(answers, expected):
    assert evaluate(OWN, answers, TODAY) is expected


def test_one_false_part_settles_alle_whatever_is_missing():
    assert evaluate({"alle": [OWN, OLD]}, {"visie": "geen"}, TODAY) is Truth.FALSE


def test_one_true_part_settles_een_whatever_is_missing():
    assert evaluate({"een": [OWN, OLD]}, {"visie": "eigenstandig"}, TODAY) is Truth.TRUE


def test_open_parts_ask_on_while_asking_helps():
    assert evaluate({"alle": [OWN, OLD]}, {"visie": "onbekend"}, TODAY) is Truth.NOT_ASKED
    assert evaluate({"alle": [OWN, OLD]}, {"visie": "onbekend", "beleid_jaar": "onbekend"}, TODAY) is Truth.UNKNOWN


def test_niet_turns_what_is_known_and_leaves_what_is_open():
    assert evaluate({"niet": OWN}, {"visie": "geen"}, TODAY) is Truth.TRUE
    assert evaluate({"niet": OWN}, {}, TODAY) is Truth.NOT_ASKED


def test_age_counts_in_whole_years():
    assert evaluate(OLD, {"beleid_jaar": 2021}, TODAY) is Truth.TRUE
    assert evaluate(OLD, {"beleid_jaar": 2022}, TODAY) is Truth.FALSE


def test_an_empty_list_is_an_answer():
    assert evaluate(FIVE, {"sectoren": []}, TODAY) is Truth.FALSE


def test_slots_of_names_each_slot_once():
    assert slots_of({"alle": [OWN, {"niet": OLD}, {"een": [OWN, FIVE]}]}) == ["visie", "beleid_jaar", "sectoren"]
