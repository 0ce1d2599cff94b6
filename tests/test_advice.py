"""Ingredients and routes follow the typed rules of the report's section 6."""

import datetime
import itertools

import pytest

from routewijzer.advice import advise, ingredient_statuses, route_candidates
from routewijzer.conditions import Truth, evaluate

IN_ORDER = {
    "visie": "eigenstandig",
    "beleid_positie": "zelfstandig",
    "beleid_jaar": 2025,
    "sectoren": ["sport", "cultuur", "natuur", "zorg_welzijn", "jeugd"],
    "domeinen_betrokken": "ja",
    "participatief": "samen_met_veld",
    "smoc": ["stimuleren", "makelen", "ondersteunen"],
    "samenwerking": "structureel",
    "ambities": "gezamenlijk",
    "afstemming_doelen": "ja",
    "subsidiegrondslag": "maatschappelijke_doelen",
    "steunpunt": "zelfstandig",
    "toetsingskader": "ja",
    "impactmeting": "in_ontwikkeling",
}


def statuses(kb, today, **answers):
    return ingredient_statuses(kb, answers, today)


def test_a_municipality_with_all_in_order_gets_route_3_and_every_ingredient(kb, today):
    advice = advise(kb, IN_ORDER, today)
    assert advice.route == 3
    assert {item.status for item in advice.ingredients.values()} == {"aanwezig"}
    assert advice.alternatives == ()


@pytest.mark.parametrize("change", [{"visie": "geen"}, {"beleid_positie": "geen"}])
def test_no_vision_or_no_policy_gives_route_1(kb, today, change):
    assert advise(kb, IN_ORDER | change, today).route == 1


@pytest.mark.parametrize(
    "change",
    [
        {"visie": "gekoppeld"},
        {"samenwerking": "incidenteel"},
        {"domeinen_betrokken": "nee"},
        {"participatief": "intern"},
        {"ambities": "geen"},
    ],
)
def test_what_lies_between_gives_route_2(kb, today, change):
    assert advise(kb, IN_ORDER | change, today).route == 2


@pytest.mark.parametrize(
    ("change", "other"),
    [
        ({"visie": "gekoppeld", "beleid_positie": "geen"}, 2),
        ({"beleid_positie": "geen"}, 3),
        ({"beleid_jaar": 2015}, 1),
        ({"samenwerking": "incidenteel"}, 3),
        ({"visie": "gekoppeld"}, 3),
    ],
)
def test_a_close_call_names_the_other_route_and_what_decides(kb, today, change, other):
    alternatives = advise(kb, IN_ORDER | change, today).alternatives
    assert [item["route"] for item in alternatives] == [other]
    assert alternatives[0]["decides"] and alternatives[0]["close"]


def test_without_answers_the_route_is_open_and_asks_what_decides_most(kb, today):
    advice = advise(kb, {}, today)
    assert advice.route is None and advice.candidates == (1, 2, 3)
    assert set(advice.missing[:2]) == {"visie", "beleid_positie"}
    assert {item.status for item in advice.ingredients.values()} == {"onbekend"}


@pytest.mark.parametrize(
    ("number", "answers", "status"),
    [
        (1, {"participatief": "samen_met_veld"}, "gedeeltelijk"),
        (1, {"participatief": "geraadpleegd"}, "gedeeltelijk"),
        (1, {"participatief": "intern"}, "ontbreekt"),
        (1, {"subsidiegrondslag": "maatschappelijke_doelen"}, "onbekend"),
        (2, {"ambities": "gemeente_alleen"}, "gedeeltelijk"),
        (2, {"ambities": "onbekend"}, "onbekend"),
        (3, {"visie": "geen"}, "onbekend"),
        (3, {"visie": "geen", "sectoren": ["sport"]}, "ontbreekt"),
        (3, {"visie": "geen", "sectoren": list("abcd"), "domeinen_betrokken": "ja"}, "gedeeltelijk"),
        (3, {"visie": "eigenstandig"}, "gedeeltelijk"),
        (3, {"visie": "gekoppeld", "domeinen_betrokken": "nee", "sectoren": ["zorg_welzijn"]}, "ontbreekt"),
        (4, {"steunpunt": "geen", "smoc": []}, "ontbreekt"),
        (4, {"steunpunt": "geen", "smoc": ["makelen", "stimuleren"]}, "gedeeltelijk"),
        (4, {"steunpunt": "zorgorganisatie", "smoc": ["makelen", "stimuleren", "continueren"]}, "gedeeltelijk"),
        (5, {"toetsingskader": "nee", "impactmeting": "nee"}, "ontbreekt"),
        (5, {"toetsingskader": "nee"}, "onbekend"),
        (5, {"toetsingskader": "ja"}, "gedeeltelijk"),
        (5, {"toetsingskader": "ja", "impactmeting": "ja"}, "aanwezig"),
    ],
)
def test_the_status_of_an_ingredient_follows_the_criteria(kb, today, number, answers, status):
    assert statuses(kb, today, **answers)[number] == status


ROUTE_SLOTS = {
    "visie": ["eigenstandig", "gekoppeld", "geen", None],
    "beleid_positie": ["zelfstandig", "onderdeel", "geen", None],
    "domeinen_betrokken": ["ja", "deels", "nee", None],
    "samenwerking": ["structureel", "incidenteel", "nee", None],
    "participatief": ["samen_met_veld", "intern", None],
    "ambities": ["gezamenlijk", "geen", None],
}


def test_filling_in_an_answer_never_brings_back_a_route_that_was_excluded(kb, today):
    for combination in itertools.product(*ROUTE_SLOTS.values()):
        answers = {slot: value for slot, value in zip(ROUTE_SLOTS, combination) if value is not None}
        before = route_candidates(kb, answers, today, ingredient_statuses(kb, answers, today))
        assert before
        for slot, values in ROUTE_SLOTS.items():
            if slot not in answers:
                for value in values[:-1]:
                    more = answers | {slot: value}
                    after = route_candidates(kb, more, today, ingredient_statuses(kb, more, today))
                    assert set(after) <= set(before)


def test_every_finding_can_fire_and_be_blocked(kb, today):
    for finding in kb.findings:
        if finding.get("altijd"):
            continue
        outcomes = {evaluate(finding["als"], answers, today) for answers in _samples(kb, finding["als"])}
        assert {Truth.TRUE, Truth.FALSE} <= outcomes or "gevuld" in str(finding["als"]), finding["id"]


def _samples(kb, condition):
    from routewijzer.conditions import slots_of

    def values(name):
        slot = kb.slots[name]
        if slot.kind == "multi":
            return [[], *([value] for value in slot.values), list(slot.values)]
        return {"bool": [True, False], "year": [2005, 2026], "amount": [1000], "text": ["x"]}.get(
            slot.kind, slot.values
        )

    names = slots_of(condition)
    for combination in itertools.product(*(values(name) for name in names)):
        yield dict(zip(names, combination))


def test_all_rows_of_the_report_are_there(kb):
    assert [finding["id"] for finding in kb.findings] == [f"B{number:02}" for number in range(1, 45)]
    assert [item["nummer"] for item in kb.ingredients] == [1, 2, 3, 4, 5]
    assert [item["nummer"] for item in kb.routes] == [1, 2, 3]


def test_the_advice_takes_the_current_date_by_default(kb):
    age = datetime.date.today().year - 5
    assert advise(kb, IN_ORDER | {"beleid_jaar": age}).alternatives[0]["route"] == 1
