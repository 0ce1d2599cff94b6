"""Reading policy prose: what is stated is found with its evidence, what only looks like it is left alone."""

from __future__ import annotations

import pytest

from routewijzer.understanding import Understanding, ensure_trained
from routewijzer.understanding.contract import TAAL, load_yaml
from routewijzer.understanding.data import TextError
from routewijzer.understanding.passages import Reader
from routewijzer.understanding.passages_data import prose
from routewijzer.understanding.passages_rules import Rules


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Understanding.load(ensure_trained()).passages


def values(reader: Reader, text: str) -> dict:
    return {slot: found.value for slot, found in reader.read(text).items()}


def test_note_yields_what_it_states(reader: Reader) -> None:
    text = (
        "Vrijwilligersbeleid gemeente Kleiburg\n"
        "De raad van Kleiburg heeft op 3 maart 2020 de nota Vrijwilligerswerk vastgesteld. Het is een zelfstandige "
        "nota, los van het sociaal domein.\n"
        "Voor het vrijwilligersbeleid is jaarlijks € 72.000 beschikbaar, volledig uit het programma Welzijn.\n"
        "De gemeente betaalt voor alle vrijwilligers een verzekering en vergoedt de VOG."
    )
    read = values(reader, text)
    assert read["gemeente"] == "Kleiburg"
    assert read["beleid_jaar"] == 2020
    assert read["beleid_positie"] == "zelfstandig"
    assert read["budget"] == 72000
    assert read["budget_bron"] == "een_domein"
    assert read["randvoorwaarden"] == ["vog", "vrijwilligersverzekering"]


def test_evidence_is_the_sentence_that_carries_the_value(reader: Reader) -> None:
    text = "Het weer was mooi. De gemeente heeft geen visie op vrijwilligerswerk vastgelegd. Daarna was er koffie."
    found = reader.read(text)["visie"]
    assert found.value == "geen"
    (start, end), *_ = found.spans
    assert text[start:end] == "De gemeente heeft geen visie op vrijwilligerswerk vastgelegd."


def test_every_value_of_a_list_has_its_evidence_and_stands_in_the_order_of_the_contract(reader: Reader) -> None:
    text = (
        "Het steunpunt verzorgt cursussen voor vrijwilligers. Verder bemiddelt het steunpunt vrijwilligers naar "
        "organisaties en regelt het de maatschappelijke stage."
    )
    found = reader.read(text)["steunpunt_taken"]
    assert found.value == ["matchen", "deskundigheidsbevordering", "maatschappelijke_stage"]
    assert len(found.spans) == 3
    assert "cursussen" in text[slice(*found.spans[1])]


@pytest.mark.parametrize(
    "text",
    [
        "Vrijwilligers zijn goud waard en wij zijn trots op hen.",
        "De gemeente Utrecht, een buurgemeente, heeft een zelfstandige vrijwilligerscentrale en een openbaar kader.",
        "De provincie trekt jaarlijks € 2 miljoen uit voor vrijwilligers in de zorg.",
        "Zou het niet mooi zijn als de gemeente een vrijwilligersprijs had?",
        "De fractie pleit in een motie voor een gratis VOG voor vrijwilligers.",
        "De zaal is open van negen tot vijf en de koffie is gratis.",
        "",
    ],
)
def test_what_states_nothing_of_the_own_municipality_yields_no_value(reader: Reader, text: str) -> None:
    assert set(values(reader, text)) <= {"gemeente"}


def test_a_draft_is_a_renewal_and_no_adopted_policy(reader: Reader) -> None:
    read = values(
        reader, "Op dit moment werken wij aan een nieuwe nota vrijwilligersbeleid; het concept is bijna klaar."
    )
    assert read.get("vernieuwing") == "bezig"
    assert "beleid_positie" not in read
    assert "beleid_jaar" not in read


def test_the_renewal_of_another_document_is_not_that_of_the_policy(reader: Reader) -> None:
    other = "Onze gemeente steunt vrijwilligers. De sportnota wordt op dit moment vernieuwd."
    assert "vernieuwing" not in values(reader, other)


def test_a_municipality_named_in_passing_is_not_the_own(reader: Reader) -> None:
    text = (
        "Wij maken al jaren samen met de verenigingen ons vrijwilligersbeleid. Ieder jaar bespreken wij in de raad wat "
        "er beter kan, en iedere vereniging mag daarbij haar zegje doen. Onze ambtenaren schrijven het verslag. "
        "De gemeente Breda deed eerder iets soortgelijks."
    )
    assert "gemeente" not in values(reader, text)


def test_the_policy_year_is_told_from_other_years(reader: Reader) -> None:
    text = (
        "De subsidieverordening is van 2021 en loopt tot en met 2026. Het vrijwilligersbeleid is door de raad "
        "vastgesteld in 2018. In 2023 is de subsidieregeling geëvalueerd."
    )
    assert values(reader, text)["beleid_jaar"] == 2018


@pytest.mark.parametrize(
    "text",
    [
        "Het vrijwilligersbeleid kent een subsidie van ten hoogste € 5.000 per aanvraag per jaar.",
        "Voor de start van het vrijwilligersbeleid is eenmalig € 40.000 uitgetrokken.",
        "Het steunpunt ontvangt jaarlijks € 190.000 voor vrijwilligerswerk.",
    ],
)
def test_other_sums_are_no_yearly_budget(reader: Reader, text: str) -> None:
    assert "budget" not in values(reader, text)


def test_the_name_of_a_steunpunt_says_nothing_of_its_form(reader: Reader) -> None:
    assert "steunpunt" not in values(reader, "De vrijwilligerscentrale is verhuisd naar het Stationsplein.")


def test_the_vision_of_the_steunpunt_is_not_that_of_the_municipality(reader: Reader) -> None:
    assert "visie" not in values(reader, "Het steunpunt heeft een eigen visie op vrijwilligerswerk opgeschreven.")


def test_an_answer_is_read_with_its_question(reader: Reader) -> None:
    read = values(
        reader, "Heeft onze gemeente een steunpunt vrijwilligerswerk? Dat is er niet, een steunpunt hebben wij niet."
    )
    assert read.get("steunpunt") == "geen"


def test_the_items_of_a_list_are_read_with_what_introduces_them(reader: Reader) -> None:
    text = "De gemeente regelt voor vrijwilligers:\n- een verzekering;\n- de kosten van de VOG.\n"
    found = reader.read(text)["randvoorwaarden"]
    assert found.value == ["vog", "vrijwilligersverzekering"]
    assert [text[start:end] for start, end in found.spans] == ["- de kosten van de VOG.", "- een verzekering;"]


def test_a_heading_says_what_the_sentence_under_it_is_about(reader: Reader) -> None:
    text = (
        "Steunpunt vrijwilligerswerk\nHet is een zelfstandige stichting met een eigen bestuur. Zij ontvangt jaarlijks "
        "subsidie van de gemeente."
    )
    read = values(reader, text)
    assert read.get("steunpunt") == "zelfstandig"
    assert read.get("steunpunt_gesubsidieerd") is True


def test_a_contradiction_makes_less_sure(reader: Reader) -> None:
    one = "Het vrijwilligersbeleid wordt elk jaar geëvalueerd."
    both = f"{one} Verderop staat iets anders. Het vrijwilligersbeleid wordt niet geëvalueerd, nooit gedaan ook."
    alone = reader.read(one)["evaluatie"]
    assert "evaluatie" not in reader.read(both) or reader.read(both)["evaluatie"].confidence < alone.confidence


def test_stored_reader_reads_the_same(tmp_path) -> None:
    text = "De gemeente betaalt voor alle vrijwilligers de VOG en een verzekering."
    understanding = Understanding.load(ensure_trained())
    understanding.save(tmp_path)
    assert Understanding.load(tmp_path).passages.read(text) == understanding.passages.read(text)


def test_a_rule_with_an_unknown_concept_is_refused() -> None:
    content = load_yaml(TAAL / "passages.yml")
    content["regels"]["visie"]["geen"] = ["-visei"]
    with pytest.raises(ValueError, match="visei"):
        Rules(content)


@pytest.mark.parametrize("line", ["visie=groot | tekst", "kleur=rood | tekst", "visie=geen", "budget=veel | tekst"])
def test_a_label_outside_the_contract_is_refused_with_its_place(tmp_path, line: str) -> None:
    (tmp_path / "nota.w1.txt").write_text(f"# nota\n{line}\n", encoding="utf-8")
    with pytest.raises(TextError, match="nota.w1.txt:2"):
        prose(tmp_path)
