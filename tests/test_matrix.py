"""The outcome matrix and the picture of the flow are made from the data, and docs/ holds the newest of both."""

import datetime
import random

import pytest
from test_advice_rules import SCALES, route

from routewijzer import knowledge
from routewijzer.advice import ingredient_status
from routewijzer.flow import flow
from routewijzer.matrix import condition_text, decision_rows, matrix
from routewijzer.options import rule_leaves

DOCS = knowledge.ROOT / "docs"


@pytest.fixture(scope="module")
def made(kb):
    """The matrix."""
    return matrix(kb)


def test_the_document_is_the_newest(kb, made):
    assert (DOCS / "uitkomstenmatrix.md").read_text(encoding="utf-8") == made, "python -m routewijzer matrix > docs/..."
    assert (DOCS / "gespreksverloop.svg").read_text(encoding="utf-8") == flow(kb), (
        "python -m routewijzer flow > docs/..."
    )


def test_it_names_every_route_ingredient_close_call_and_finding(kb, made):
    for item in kb.ingredients:
        assert f"Ingrediënt {item['nummer']}: {item['naam']} (paragraaf 6)" in made
    for item in (*kb.findings, *kb.close_calls):
        assert f"| {item['id']}" in made
    assert all(f"| route {number} |" in made for number in (1, 2, 3))
    assert "Akkoord (ja of nee)" in made
    for row in (line for line in made.splitlines() if line.startswith("|")):
        assert row.endswith("|")


def test_its_rows_hold_for_any_answers(kb, made):
    """Each set of answers fits one row of the table of routes, and that row gives the route of a plain reading."""
    pick = random.Random(5)
    lines = made[made.index("## Welke route") :].split("\n\n")[2].splitlines()
    header, *rows = ([cell.strip() for cell in line.strip("|").split(" | ")] for line in (lines[0], *lines[2:]))
    slots = {question.short: question.slot for question in kb.questions}
    for _ in range(300):
        answers = {slot: pick.choice(values) for slot, values in SCALES.items()}
        fitting = [row for row in rows if all(_fits(kb, slots[n], c, answers) for n, c in zip(header[:-1], row))]
        assert [row[-1] for row in fitting] == [f"route {route(answers)}"]


def _fits(kb, slot, cell, answers):
    if cell == "maakt niet uit":
        return True
    if kb.slots[slot].kind != "multi":
        return kb.question(slot).label(answers[slot]) in cell.split(" / ")
    count = len(answers[slot])
    return any(_counts(part, count) for part in cell.split(" / "))


def _counts(words, count):
    number = int(next(word for word in words.split() if word.isdigit()))
    if "of meer" in words:
        return count >= number
    if "hoogstens" in words:
        return count <= number
    return number <= count <= int(words.split()[-1])


def test_an_answer_that_makes_no_difference_is_drawn_together(kb):
    item = kb.ingredients[1]
    today = datetime.date(2026, 11, 24)
    rows = decision_rows(kb, ["visie", "ambities"], rule_leaves(kb), lambda a: ingredient_status(item, a, today))
    assert [row[0] for row in rows] == ["maakt niet uit"] * 3
    assert [row[-1] for row in rows] == ["aanwezig", "gedeeltelijk", "ontbreekt"]


def test_a_condition_reads_as_words(kb):
    condition = {
        "alle": [
            {"slot": "visie", "op": "is_niet", "value": "geen"},
            {
                "een": [
                    {"slot": "smoc", "op": "minstens", "value": 3},
                    {"ingredient": 2, "op": "is", "value": "aanwezig"},
                ]
            },
            {"niet": {"slot": "waardering", "op": "bevat", "value": "vrijwilligersdag"}},
            {"slot": "beleid_jaar", "op": "ouder_dan", "value": 4},
            {"slot": "smoc_bekend", "op": "is", "value": True},
        ]
    }
    words = condition_text(kb, condition)
    assert words.startswith(
        "Visie op vrijwillige inzet: niet geen visie en (Basisfuncties: 3 of meer of ingrediënt 2: aanwezig)"
    )
    assert "niet (Waardering: met een vrijwilligersdag)" in words and "meer dan 4 jaar geleden" in words


def test_the_flow_shows_every_question_and_every_condition(kb):
    picture = flow(kb)
    assert all(question.short in picture for question in kb.questions)
    assert picture.count("alleen als") == sum(question.condition is not None for question in kb.questions)
