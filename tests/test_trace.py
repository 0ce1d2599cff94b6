"""Under every conclusion stands what it rests on, and the chat can tell it."""

import datetime

import pytest
from test_advice import IN_ORDER
from test_change import HALF_KNOWN, LINKED, NOTHING_YET

from routewijzer.advice import advise
from routewijzer.trace import explain_ingredient, explain_route, origin_text

CASES = [IN_ORDER, LINKED, NOTHING_YET, HALF_KNOWN, {}]


def test_every_conclusion_has_rule_answers_section_and_version(kb, today):
    trace = advise(kb, LINKED, today).trace
    assert trace.version == kb.version and trace.date == today
    nodes = list(trace.root.walk())
    for item in (*kb.routes, *kb.ingredients):
        node = trace.node(item["id"])
        assert node.section == str(item["paragraaf"])
        assert {part.id for part in node.parts} >= {criterion["id"] for criterion in item["criteria"]}
    read = {read.slot: read.value for node in nodes for read in node.reads}
    assert read["visie"] == "gekoppeld" and read["toetsingskader"] == "nee"
    with pytest.raises(KeyError):
        trace.node("R9")


def test_a_value_keeps_where_it_came_from(kb, today):
    origin = {"bron": "document", "citaat": "een visie op meedoen", "pagina": 4}
    trace = advise(kb, LINKED, today, {"visie": origin}).trace
    reads = [read for node in trace.root.walk() for read in node.reads]
    assert {str(read.origin) for read in reads if read.slot == "visie"} == {str(origin)}
    assert all(read.origin is None for read in reads if read.slot != "visie")
    without = advise(kb, LINKED, today)
    assert advise(kb, LINKED, today, {"visie": origin}).candidates == without.candidates


@pytest.mark.parametrize(
    ("origin", "words"),
    [
        (None, ""),
        ({"bron": "gesprek"}, "gezegd in het gesprek"),
        ({"bron": "gesprek", "beurt": 12}, "gezegd in het gesprek, beurt 12"),
        ({"bron": "document", "citaat": "x", "pagina": 2}, "uit een document, pagina 2: 'x'"),
        ({"bron": "adviseur"}, "ingevuld door een adviseur"),
    ],
)
def test_an_origin_reads_as_words(origin, words):
    assert origin_text(origin) == words


@pytest.mark.parametrize("answers", CASES, ids=["in order", "linked", "nothing yet", "half known", "empty"])
def test_the_chat_can_tell_why_this_route_and_this_ingredient(kb, today, answers):
    advice = advise(kb, answers, today)
    for lines in (explain_route(advice), *(explain_ingredient(advice, number) for number in range(1, 6))):
        assert len(lines) <= 16
        assert "{" not in "".join(lines) and all(line.strip() for line in lines)
        assert lines[-1] == f"Dit volgt uit versie {kb.version} van de inhoud."
    if advice.route is not None:
        assert f"route {advice.route}" in explain_route(advice)[0] and "paragraaf 6" in explain_route(advice)[0]


def test_why_an_ingredient_is_missing_names_the_answers(kb, today):
    lines = explain_ingredient(advise(kb, NOTHING_YET, today), 2)
    assert "ontbreekt nog" in lines[0] and "paragraaf 6" in lines[0]
    assert any(line.startswith("- ") and "(Ambities: geen ambities)" in line for line in lines)
    with pytest.raises(KeyError):
        explain_ingredient(advise(kb, {}, today), 6)


def test_an_open_route_says_which_answers_decide(kb, today):
    lines = explain_route(advise(kb, {"visie": "eigenstandig"}, today))
    assert "nog niet vast" in lines[0]
    assert any("Plaats van het beleid, Andere afdelingen betrokken en Samenwerking" in line for line in lines)


def test_a_close_call_is_told_with_what_decides(kb, today):
    lines = explain_route(advise(kb, IN_ORDER | {"samenwerking": "incidenteel"}, today))
    assert any("dicht bij elkaar" in line and "past route 3 beter" in line for line in lines)


def test_the_age_of_the_policy_counts_on_the_day_of_the_advice(kb):
    answers = IN_ORDER | {"beleid_jaar": 2020}
    assert advise(kb, answers, datetime.date(2024, 6, 1)).alternatives == ()
    assert [item["id"] for item in advise(kb, answers, datetime.date(2025, 6, 1)).alternatives] == ["T13"]
