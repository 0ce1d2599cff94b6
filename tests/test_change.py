"""What would change the outcome is computed and holds both ways; two intakes can be compared."""

import datetime
import itertools
import random

import pytest
from test_advice import IN_ORDER

from routewijzer.advice import advise
from routewijzer.change import (
    BETTER,
    FORWARD,
    change_sentences,
    double_changes,
    improves,
    outcome,
    single_changes,
    would_change,
)
from routewijzer.compare import compare, what_if, what_if_sentences
from routewijzer.conditions import MARKERS
from routewijzer.options import rule_leaves

LINKED = {
    "gemeente": "Altena",
    "visie": "gekoppeld",
    "beleid_positie": "onderdeel",
    "beleidsterrein": ["welzijn"],
    "beleid_jaar": 2016,
    "sectoren": ["sport", "zorg_welzijn"],
    "domeinen_betrokken": "deels",
    "participatief": "geraadpleegd",
    "smoc": ["makelen"],
    "samenwerking": "incidenteel",
    "ambities": "gemeente_alleen",
    "afstemming_doelen": "deels",
    "subsidievormen": ["waarderingssubsidie"],
    "subsidiegrondslag": "historisch",
    "steunpunt": "welzijnsorganisatie",
    "toetsingskader": "nee",
    "impactmeting": "nee",
}
NOTHING_YET = LINKED | {"visie": "geen", "beleid_positie": "geen", "ambities": "geen", "participatief": "intern"}
HALF_KNOWN = {"visie": "eigenstandig", "domeinen_betrokken": "ja", "smoc": ["makelen"], "steunpunt": "onbekend"}
WITHOUT_SUBSIDY = IN_ORDER | {"subsidievormen": ["geen"], "afstemming_doelen": "nee"}
CASES = [IN_ORDER, LINKED, NOTHING_YET, HALF_KNOWN, WITHOUT_SUBSIDY, {}]


def _random_answers(kb, seed):
    """Answers on the slots that rules read, some of them missing or unknown."""
    pick = random.Random(seed)
    answers = {}
    for slot in rule_leaves(kb):
        values = kb.slots[slot].values
        kind = pick.random()
        if kind < 0.15:
            continue
        if kind < 0.25:
            answers[slot] = pick.choice(MARKERS)
        elif kb.slots[slot].kind == "multi":
            answers[slot] = [value for value in values if value != "geen" and pick.random() < 0.4]
        else:
            answers[slot] = pick.choice(values)
    return answers


def _every_value(slot):
    if slot.kind == "multi":
        few = range(len(slot.values) + 1) if len(slot.values) < 6 else (0, 1, 2, 3, 4, 5, len(slot.values))
        for count in few:
            yield from (list(chosen) for chosen in itertools.islice(itertools.combinations(slot.values, count), 12))
    elif slot.kind == "bool":
        yield from (True, False)
    elif slot.kind == "year":
        yield from (1995, 2021, 2022, 2026)
    else:
        yield from slot.values or ("iets", 3)[slot.kind == "amount" :][:1]


def _differs(before, after):
    return after.route != before.route or any(
        improves(before.statuses[number], status) for number, status in after.statuses.items()
    )


@pytest.mark.parametrize("number", range(46))
def test_every_listed_change_gives_the_outcome_it_promises(kb, today, number):
    answers = CASES[number] if number < len(CASES) else _random_answers(kb, number)
    for change in (*single_changes(kb, answers, today), *double_changes(kb, answers, today)[:3]):
        for value in (None, *change.same):
            changed = change.answers if value is None else dict.fromkeys(change.answers, value)
            after = advise(kb, {**answers, **changed}, today)
            assert after.candidates == change.after.candidates
            assert {n: item.status for n, item in after.ingredients.items()} == change.after.statuses
        assert _differs(change.before, change.after)
        assert change.text.startswith("Als ") and ", dan " in change.text


@pytest.mark.parametrize("number", range(26))
def test_no_unlisted_single_change_leads_to_another_route_or_a_better_ingredient(kb, today, number):
    answers = CASES[number] if number < len(CASES) else _random_answers(kb, number)
    before = outcome(kb, answers, today)
    promised = {(next(iter(c.answers)), c.after.route) for c in single_changes(kb, answers, today)}
    outcomes = {(next(iter(c.answers)), str(c.after)) for c in single_changes(kb, answers, today)}
    for slot in kb.slots.values():
        for value in _every_value(slot):
            after = outcome(kb, {**answers, slot.name: value}, today)
            if _differs(before, after):
                assert (slot.name, after.route) in promised, (slot.name, value)
                assert (slot.name, str(after)) in outcomes, (slot.name, value)


def test_at_most_three_are_shown_and_the_rest_is_not_lost(kb, today):
    for answers in CASES:
        changes = would_change(kb, answers, today)
        assert 0 < len(changes.shown) <= 3
        slots = [slot for change in changes.shown for slot in change.answers]
        assert len(slots) == len(set(slots)) or len(changes.shown[-1].answers) == 2
        singles = {str(change) for change in single_changes(kb, answers, today)}
        assert singles <= {str(change) for change in changes.shown + changes.others}


def test_a_change_that_leads_on_comes_first(kb, today):
    shown = would_change(kb, IN_ORDER | {"samenwerking": "incidenteel", "toetsingskader": "nee"}, today).shown
    assert shown[0].kind == FORWARD and shown[0].answers == {"samenwerking": "structureel"}
    assert shown[1].kind == BETTER


def test_two_changes_are_shown_only_where_one_does_not_lead_on(kb, today):
    assert len(would_change(kb, LINKED, today).shown[-1].answers) == 2
    assert all(len(change.answers) == 1 for change in would_change(kb, IN_ORDER, today).shown)
    nearly = IN_ORDER | {"visie": "gekoppeld"}
    assert all(len(change.answers) == 1 for change in would_change(kb, nearly, today).shown)


def test_a_list_changes_by_as_few_values_as_the_rules_ask(kb, today):
    change = next(c for c in single_changes(kb, LINKED, today) if "smoc" in c.answers)
    assert set(change.answers["smoc"]) > {"makelen"} and len(change.answers["smoc"]) == 3
    assert "3 in plaats van 1" in change.text


def test_an_answer_that_does_not_count_is_no_change_and_its_condition_is(kb, today):
    kept = IN_ORDER | {"subsidievormen": ["geen"], "afstemming_doelen": "nee"}
    slots = {slot for change in single_changes(kb, kept, today) for slot in change.answers}
    assert "subsidiegrondslag" not in slots
    assert "subsidievormen" in slots


def test_what_is_not_known_is_said_as_something_that_may_turn_out(kb, today):
    assert all("Als blijkt dat" in change.text for change in single_changes(kb, {}, today))


def test_supposing_an_answer_shows_before_and_after(kb, today):
    before, after = what_if(kb, LINKED, {"toetsingskader": "ja"}, today)
    assert before.ingredients[5].status == "ontbreekt" and after.ingredients[5].status == "gedeeltelijk"
    lines = what_if_sentences(kb, LINKED, {"toetsingskader": "ja"}, today)
    assert lines[0] == "Stel dat er een transparant toetsingskader is."
    assert "ingrediënt 5" in lines[1] and any("ontbreekt" in line for line in lines[2:])
    assert "verandert er niets" in what_if_sentences(kb, LINKED, {"procesrol": "ervaren"}, today)[1]


def test_every_change_is_one_sentence_with_its_section(kb, today):
    for answers in CASES:
        for change in (*single_changes(kb, answers, today), *double_changes(kb, answers, today)):
            assert change.text.endswith("(paragraaf 6).")
            assert change.text.count(". ") == 0


def test_in_the_chat_the_changes_say_how_many_more_there_are(kb, today):
    lines = change_sentences(kb, LINKED, today)
    changes = would_change(kb, LINKED, today)
    assert lines[:-1] == [change.text for change in changes.shown]
    assert f"nog {len(changes.others)} andere" in lines[-1]


def test_an_answer_without_a_clause_of_its_own_is_supposed_in_the_words_of_its_question(kb, today):
    lines = what_if_sentences(kb, LINKED, {"procesrol": "ervaren"}, today)
    assert lines[0] == "Stel dat bij 'Uw procesrol' het antwoord 'ervaren' is."


def test_a_second_intake_shows_what_changed(kb, today):
    later = LINKED | {"toetsingskader": "ja", "samenwerking": "structureel", "gemeente_omvang": "klein"}
    result = compare(kb, LINKED, later, today, datetime.date(2024, 1, 1))
    assert {change.slot for change in result.answers} == {"toetsingskader", "samenwerking", "gemeente_omvang"}
    assert result.better == (5,) and result.worse == ()
    assert result.new_findings and "B17" in result.gone_findings
    assert compare(kb, LINKED, dict(LINKED), today).same
    worse = compare(kb, later, LINKED, today)
    assert worse.worse == (5,) and worse.better == ()
