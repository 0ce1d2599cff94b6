"""From what was found in a text to proposals: order, quotes, pages, words for how sure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routewijzer import intake
from routewijzer.intake import MAX_QUOTE, Text, propose
from routewijzer.understanding import Found

PAGES = (
    "Onze gemeente heeft een eigen visie.",
    "Het steunpunt krijgt elk jaar subsidie.\nWij werken samen met welzijn",
    "en zorg.\n\nHet budget is € 45.000.",
)


def found_in(text, **values):
    """What an understanding would give: slot -> value, with the place of each of these words."""
    return {
        slot: Found(
            value, 0.8, tuple((text.text.index(words), text.text.index(words) + len(words)) for words in places)
        )
        for slot, (value, *places) in values.items()
    }


def test_a_sentence_that_goes_on_over_a_page_stays_one_and_another_page_begins_anew():
    text = Text.of(PAGES)
    assert "welzijn\nen zorg" in text.text
    assert "visie.\n\nHet steunpunt" in text.text


@given(st.lists(st.text(alphabet="aB. \n", max_size=12), min_size=1, max_size=8))
def test_every_place_of_every_page_leads_back_to_its_page(pages):
    text = Text.of(pages)
    for number, (page, start) in enumerate(zip(pages, text.starts), 1):
        assert text.text[start : start + len(page)] == page
        for place in range(start, start + len(page)):
            assert text.page(place) == number


def test_a_proposal_has_its_value_its_words_and_the_page_they_stand_on(kb):
    text = Text.of(PAGES)
    found = found_in(text, visie=("eigenstandig", "Onze gemeente heeft een eigen visie."), budget=(45000, "€ 45.000"))
    visie, budget = propose(kb, text, found)
    assert (visie.slot, visie.value, visie.confidence) == ("visie", "eigenstandig", 0.8)
    assert [(quote.text, quote.page) for quote in visie.quotes] == [("Onze gemeente heeft een eigen visie.", 1)]
    assert [(quote.text, quote.page) for quote in budget.quotes] == [("€ 45.000", 3)]


def test_proposals_come_in_the_order_of_the_interview(kb):
    text = Text.of(PAGES)
    order = [question.slot for question in kb.questions]
    found = found_in(text, **{slot: ("x", "visie") for slot in reversed(order)})
    assert [one.slot for one in propose(kb, text, found)] == order


def test_values_that_stand_in_one_sentence_have_one_quote_and_others_one_each_in_order(kb):
    text = Text.of(PAGES)
    words = "Wij werken samen met welzijn\nen zorg."
    found = found_in(text, samenwerking_domeinen=(["zorg", "welzijn", "jeugd"], words, words, "Het steunpunt"))
    (proposal,) = propose(kb, text, found)
    assert [quote.text for quote in proposal.quotes] == ["Het steunpunt", "Wij werken samen met welzijn en zorg."]
    assert [quote.page for quote in proposal.quotes] == [2, 2]


def test_a_document_without_pages_has_quotes_without_a_page(kb):
    text = Text.of(PAGES[:1])
    (proposal,) = propose(kb, text, found_in(text, visie=("geen", "visie")), numbered=False)
    assert proposal.quotes[0].page is None


def test_a_quote_that_is_very_long_is_cut_between_words(kb):
    text = Text.of(["woord " * 500])
    (proposal,) = propose(kb, text, {"visie": Found("geen", 0.8, ((0, 2990),))})
    quote = proposal.quotes[0].text
    assert len(quote) <= MAX_QUOTE + 2 and quote.endswith("woord …")


def test_nothing_found_is_no_proposal(kb):
    assert propose(kb, Text.of(PAGES), {}) == ()


@pytest.mark.parametrize(("confidence", "words"), [(1.0, "vrij zeker"), (0.7, "waarschijnlijk"), (0.0, "onzeker")])
def test_how_sure_a_value_is_has_words(confidence, words):
    assert intake.certainty(confidence).startswith(words)


@pytest.mark.parametrize("count", [0, 1, 7])
def test_the_summary_says_how_many_were_found(count):
    assert ("geen" if count == 0 else str(count)) in intake.summary(count)


def test_a_value_is_described_in_the_words_of_the_interview_with_its_options(kb):
    visie = intake.described(kb, "visie", "geen")
    assert visie["tekst"] == kb.question("visie").label("geen")
    assert [option["waarde"] for option in visie["opties"]] == list(kb.slots["visie"].values)
    assert intake.described(kb, "budget", 45000) == {
        "slot": "budget",
        "kort": kb.question("budget").short,
        "vraag": kb.question("budget").text,
        "soort": "amount",
        "waarde": 45000,
        "tekst": "€ 45.000",
        "opties": [],
    }


def test_what_was_taken_over_reads_as_a_turn(kb):
    said = intake.taken_over(kb, {"visie": "geen", "budget": 1})
    assert kb.question("visie").short in said and kb.question("budget").short in said
    assert "iets" in intake.taken_over(kb, {})
