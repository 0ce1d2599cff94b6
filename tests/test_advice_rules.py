"""Every combination of what the route rules read, against a second reading of section 6 in plain code.

`ingredients` and `route` below are written from the report's criteria, not from `kennisbank/`.
"""

import itertools
import math
import random

import pytest

from routewijzer.advice import (
    AANWEZIG,
    GEDEELTELIJK,
    ONTBREEKT,
    STATUS_ORDER,
    advise,
    ingredient_statuses,
    route_candidates,
)
from routewijzer.conditions import Truth, evaluate, slots_of
from routewijzer.options import classes, route_slots, rule_leaves

#: The answers that decide, from best to worst.
SCALES = {
    "visie": ["eigenstandig", "gekoppeld", "geen"],
    "beleid_positie": ["zelfstandig", "geen"],
    "domeinen_betrokken": ["ja", "deels", "nee"],
    "samenwerking": ["structureel", "incidenteel", "nee"],
    "sectoren": [
        ["sport", "cultuur", "natuur", "jeugd", "buurt"],
        ["sport", "cultuur", "natuur", "jeugd"],
        ["sport", "cultuur", "natuur"],
        ["sport", "cultuur"],
    ],
    "participatief": ["samen_met_veld", "geraadpleegd", "intern"],
    "subsidiegrondslag": ["maatschappelijke_doelen", "activiteiten"],
    "afstemming_doelen": ["ja", "deels"],
    "ambities": ["gezamenlijk", "gemeente_alleen", "geen"],
    "smoc": [["stimuleren", "makelen", "continueren"], ["makelen", "continueren"], ["makelen"]],
    "steunpunt": ["zelfstandig", "zorgorganisatie", "geen"],
    "toetsingskader": ["ja", "in_ontwikkeling", "nee"],
    "impactmeting": ["ja", "in_ontwikkeling", "nee"],
}


def one(a):
    if a["participatief"] == "intern":
        return ONTBREEKT
    goals = a["subsidiegrondslag"] == "maatschappelijke_doelen" or a["afstemming_doelen"] == "ja"
    return AANWEZIG if a["participatief"] == "samen_met_veld" and goals else GEDEELTELIJK


def two(a):
    return {"gezamenlijk": AANWEZIG, "gemeente_alleen": GEDEELTELIJK, "geen": ONTBREEKT}[a["ambities"]]


def three(a):
    sectors, others = len(a["sectoren"]), a["domeinen_betrokken"]
    if a["visie"] == "eigenstandig":
        complete = others == "ja" and a["samenwerking"] == "structureel" and sectors >= 5
        return AANWEZIG if complete else GEDEELTELIJK
    if a["visie"] == "geen":
        return GEDEELTELIJK if sectors >= 4 and others != "nee" else ONTBREEKT
    return ONTBREEKT if others == "nee" and sectors <= 2 else GEDEELTELIJK


def four(a):
    functions, partner = len(a["smoc"]), a["steunpunt"]
    if functions >= 3 and partner in ("zelfstandig", "welzijnsorganisatie", "gemeente"):
        return AANWEZIG
    return ONTBREEKT if partner == "geen" and functions <= 1 else GEDEELTELIJK


def five(a):
    framework, measure = a["toetsingskader"], a["impactmeting"]
    if framework == "ja" and measure != "nee":
        return AANWEZIG
    return ONTBREEKT if framework == "nee" and measure == "nee" else GEDEELTELIJK


INGREDIENTS = {1: one, 2: two, 3: three, 4: four, 5: five}


def route(a):
    if a["visie"] == "geen" or a["beleid_positie"] == "geen":
        return 1
    base = a["visie"] == "eigenstandig" and a["domeinen_betrokken"] != "nee" and a["samenwerking"] == "structureel"
    return 3 if base and all(INGREDIENTS[number](a) != ONTBREEKT for number in (1, 2, 3, 4)) else 2


def combinations(slots):
    for values in itertools.product(*(SCALES[slot] for slot in slots)):
        yield dict(zip(slots, values))


@pytest.fixture(scope="module")
def outcomes(kb, today):
    """Every combination of the slots that the route rules read -> route (values in the order of the scales)."""
    slots = [slot for slot in SCALES if slot in route_slots(kb)]
    found = {}
    for places in itertools.product(*(range(len(SCALES[slot])) for slot in slots)):
        answers = {slot: SCALES[slot][place] for slot, place in zip(slots, places)}
        found[places] = route_candidates(kb, answers, today, ingredient_statuses(kb, answers, today))
    return slots, found


def test_the_scales_hold_a_value_of_every_class_that_the_rules_tell_apart(kb, today):
    assert set(route_slots(kb)) <= set(SCALES)
    for slot, leaves in rule_leaves(kb).items():
        if slot not in SCALES:
            continue
        for group in classes(kb.slots[slot], None, leaves, today):
            seen = [evaluate(leaf, {slot: group[0]}, today) for leaf in leaves]
            assert any([evaluate(leaf, {slot: value}, today) for leaf in leaves] == seen for value in SCALES[slot]), (
                slot
            )


def test_every_combination_gives_the_one_route_of_a_plain_reading(outcomes):
    slots, found = outcomes
    assert len(found) == math.prod(len(SCALES[slot]) for slot in slots)
    for places, candidates in found.items():
        answers = {slot: SCALES[slot][place] for slot, place in zip(slots, places)}
        assert candidates == (route(answers),), answers
    assert {candidates[0] for candidates in found.values()} == {1, 2, 3}


def test_a_better_answer_never_leads_to_an_earlier_route(outcomes):
    _, found = outcomes
    for places, candidates in found.items():
        for slot, place in enumerate(places):
            if place:
                better = (*places[:slot], place - 1, *places[slot + 1 :])
                assert found[better][0] >= candidates[0]


@pytest.mark.parametrize("number", INGREDIENTS)
def test_every_combination_gives_the_status_of_a_plain_reading(kb, today, number):
    item = kb.ingredients[number - 1]
    slots = sorted({slot for rule in item["regels"].values() for slot in slots_of(rule["als"])})
    statuses = set()
    for answers in combinations(slots):
        status = ingredient_statuses(kb, answers, today)[number]
        assert status == INGREDIENTS[number](answers), answers
        statuses.add(status)
        for slot, value in answers.items():
            for better in SCALES[slot][: SCALES[slot].index(value)]:
                improved = ingredient_statuses(kb, {**answers, slot: better}, today)[number]
                assert STATUS_ORDER.index(improved) >= STATUS_ORDER.index(status), (answers, slot, better)
    assert statuses == set(STATUS_ORDER)


def test_what_is_open_leaves_exactly_the_routes_that_it_can_still_become(kb, today):
    pick = random.Random(6)
    slots = route_slots(kb)
    for _ in range(150):
        answers = {slot: pick.choice(SCALES[slot]) for slot in slots}
        waiting = pick.sample(slots, 4)
        known = {slot: value for slot, value in answers.items() if slot not in waiting}
        known.update({slot: "onbekend" for slot in waiting if pick.random() < 0.5})
        possible = {route({**known, **filled}) for filled in combinations(waiting)}
        assert set(route_candidates(kb, known, today, ingredient_statuses(kb, known, today))) == possible, known


def test_while_the_route_is_open_the_first_missing_answer_can_narrow_it(kb, today):
    pick = random.Random(7)
    slots = route_slots(kb)
    opened = 0
    for _ in range(200):
        answers = {slot: pick.choice(SCALES[slot]) for slot in pick.sample(slots, pick.randrange(len(slots)))}
        advice = advise(kb, answers, today)
        if advice.route is None:
            first, opened = advice.missing[0], opened + 1
            after = [advise(kb, {**answers, first: value}, today).candidates for value in SCALES[first]]
            assert any(len(candidates) < len(advice.candidates) for candidates in after), (answers, first)
    assert opened > 50


# --- everything else, pair by pair


def _values(slot):
    if slot.kind == "multi":
        return [None, "onbekend", [], *([value] for value in slot.values), [v for v in slot.values if v != "geen"]]
    if slot.kind in ("category", "bool"):
        return [None, "onbekend", "overgeslagen", *(slot.values or (True, False))]
    return [None, "onbekend", 1995, 2026]


@pytest.fixture(scope="module")
def pairs(kb):
    """Answers in which every two values of every two slots stand together: an orthogonal array over a prime.

    Free text is left out: no rule reads what it says.
    """
    prime = 41
    slots = {name: slot for name, slot in kb.slots.items() if slot.kind != "text"}
    assert len(slots) <= prime
    options = [_values(slot) for slot in slots.values()]
    rows = []
    for start, step in itertools.product(range(prime), repeat=2):
        row = {}
        for column, (name, values) in enumerate(zip(slots, options)):
            value = values[(start + step * column) % prime % len(values)]
            if value is not None:
                row[name] = value
        rows.append(row)
    return rows


def test_every_two_values_stand_together(kb, pairs):
    names = ("visie", "beleid_positie", "steunpunt", "sectoren", "budget", "procesrol")
    for one_slot, other in itertools.combinations(names, 2):
        seen = {(str(row.get(one_slot)), str(row.get(other))) for row in pairs}
        assert len(seen) == len(_values(kb.slots[one_slot])) * len(_values(kb.slots[other]))


def test_every_pair_of_answers_gives_an_advice_that_holds_together(kb, today, pairs):
    known = {str(section) for section in kb.report["paragrafen"]}
    for answers in pairs:
        advice = advise(kb, answers, today)
        assert advice.candidates and (advice.route in advice.candidates or len(advice.candidates) > 1)
        assert {item["route"] for item in advice.alternatives if item["close"]}.isdisjoint(advice.candidates)
        assert set(advice.missing).isdisjoint(s for s, v in answers.items() if v not in ("onbekend", "overgeslagen"))
        assert advice.findings[0]["id"] == "B01"
        for node in advice.trace.root.walk():
            assert node.section in known


def test_every_rule_fires_and_is_blocked(kb, today, pairs, outcomes):
    """Also the criteria, the findings, the steps of the memo and the close calls."""
    slots, found = outcomes
    rows = [*pairs[::3], *({s: SCALES[s][p] for s, p in zip(slots, places)} for places in list(found)[::211])]
    rules = dict(_rules(kb))
    fired, blocked = set(), set()
    for answers in rows:
        statuses = ingredient_statuses(kb, answers, today)
        for identifier, condition in rules.items():
            truth = evaluate(condition, answers, today, statuses)
            (fired if truth is Truth.TRUE else blocked).add(identifier)
    assert fired == set(rules)
    assert blocked == set(rules)


def _rules(kb):
    for item in kb.findings:
        if "als" in item:
            yield item["id"], item["als"]
    for item in (*kb.ingredients, *kb.routes):
        for criterion in item["criteria"]:
            yield criterion["id"], criterion["als"]
    for item in kb.ingredients:
        for rule in item["regels"].values():
            yield rule["id"], rule["als"]
    for item in kb.routes:
        if "als" in item:
            yield item["id"], item["als"]
        for step in item["memo"]["stappen"]:
            if "als" in step:
                yield step["id"], step["als"]
    for call in kb.close_calls:
        yield call["id"], call["als"]
