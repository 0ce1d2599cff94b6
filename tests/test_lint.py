"""The linter catches each kind of fault that the content can have."""

import copy
import dataclasses
import shutil

import pytest

from routewijzer.knowledge import KENNISBANK, Option
from routewijzer.lint import can_hold, condition_faults, file_faults, lint, text_warnings, warnings

VISIE_GEEN = {"slot": "visie", "op": "is", "value": "geen"}
VISIE_GEKOPPELD = {"slot": "visie", "op": "is", "value": "gekoppeld"}


def changed(kb, part, change):
    """`kb` with a copy of one `part`, on which `change` has been let loose."""
    content = copy.deepcopy(getattr(kb, part))
    change(content)
    return dataclasses.replace(kb, **{part: content})


def changed_question(kb, slot, **values):
    """`kb` with another question for `slot`."""
    questions = {name: kb.question(name) for name in kb.slots}
    questions[slot] = dataclasses.replace(questions[slot], **values)
    return dataclasses.replace(kb, _questions=questions)


def test_the_knowledge_base_is_sound_and_reads_well(kb):
    assert file_faults() == []
    assert lint(kb) == []
    assert warnings() == []


@pytest.fixture
def folder(tmp_path):
    """A copy of the content to spoil."""
    return shutil.copytree(KENNISBANK, tmp_path / "kennisbank", ignore=shutil.ignore_patterns("uitingen", "schema"))


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        ("bevindingen.yml", "soort: bevinding\n", "soort: mening\n", "'mening'"),
        ("bevindingen.yml", 'paragraaf: "3.1"', 'paragraaf: "3.9"', "3.9"),
        ("bevindingen.yml", "  altijd: true\n", "", "0"),
        ("bevindingen.yml", "op: is,", "op: lijkt_op,", "als"),
        ("ingredienten.yml", "nummer: 5", "nummer: 7", "7"),
        ("routes.yml", "voor_wie:", "voor_wei:", "voor_wei"),
        ("verslag.yml", 'woorden: "meestal"', "woorden: 3", "3"),
        ("versie.yml", '"1.0.0"', '"een"', "'een'"),
        ("rapport.yml", 'paragraaf: "2"', "paragraaf: 2", "2"),
        ("begrippen.yml", "  term:", "  woord:", "term"),
        ("vragen/01-gemeente.yml", "    waarom:", "    reden:", "waarom"),
        ("vragen/02-visie.yml", "label:", "etiket:", "label"),
        ("gesprek.yml", 'sla_over: "Sla over"', 'sla_over: ""', "sla_over"),
        ("portaal.yml", "naam: ", "naam: [", "cannot be read"),
        ("taal/jaren.yml", "raden:", "raden: {}\nraden_ook:", "raden"),
    ],
)
def test_a_file_against_its_schema_is_named_with_the_place(folder, name, old, new, fault):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = file_faults(folder)
    assert found and all(line.startswith(f"{name}: ") for line in found)
    assert any(fault in line for line in found)


@pytest.mark.parametrize(
    ("condition", "fault"),
    [
        ({"slot": "visies", "op": "is", "value": "geen"}, "unknown slot 'visies'"),
        ({"slot": "visie", "op": "is", "value": "breed"}, "unknown value 'breed'"),
        ({"slot": "visie", "op": "lijkt_op", "value": "geen"}, "unknown operator"),
        ({"slot": "visie", "op": "minstens", "value": 2}, "minstens is for multi"),
        ({"slot": "visie", "op": "ouder_dan", "value": 2}, "ouder_dan is for year"),
        ({"ingredient": 6, "op": "is", "value": "ontbreekt"}, "unknown ingredient"),
        ({"alle": [VISIE_GEEN, VISIE_GEKOPPELD]}, "can never hold"),
        ({"alle": [VISIE_GEEN, {"niet": {"een": [VISIE_GEEN, VISIE_GEKOPPELD]}}]}, "can never hold"),
        ({"alle": [{"slot": "sectoren", "op": op, "value": 3} for op in ("minstens", "is")]}, "unknown value 3"),
    ],
)
def test_a_faulty_condition_is_named(kb, condition, fault):
    assert any(fault in found for found in condition_faults(kb, condition))


def test_a_rule_on_an_answer_that_its_own_question_excludes_can_never_fire(kb):
    without = {"slot": "steunpunt", "op": "is", "value": "geen"}
    subsidised = {"slot": "steunpunt_gesubsidieerd", "op": "is", "value": True}
    assert not can_hold(kb, {"alle": [without, subsidised]})
    assert can_hold(kb, {"een": [without, subsidised]})


@pytest.mark.parametrize(
    ("part", "change", "fault"),
    [
        ("ingredients", lambda of: of[0]["regels"].update(ontbreekt=of[0]["regels"]["aanwezig"]), "I1: a contra"),
        ("routes", lambda of: of[2].update(als=of[0]["als"]), "R1: a contradiction"),
        ("findings", lambda of: of[1].pop("paragraaf"), "B02: text without a section"),
        ("findings", lambda of: of[1].update(paragraaf="7"), "B02: unknown section"),
        ("findings", lambda of: of[1].pop("aantal"), "interviews deel van een bredere visie: the count"),
        ("findings", lambda of: of[1].update(id="B99"), "interviews deel van een bredere visie: unknown finding"),
        ("findings", lambda of: of[1].update(id="B03"), "B03 stands twice"),
        ("findings", lambda of: of[1].update(thema=["visies"]), "B02: unknown slot 'visies'"),
        ("findings", lambda of: of[1].update(als={"alle": [VISIE_GEEN, VISIE_GEKOPPELD]}), "B02: can never hold"),
        ("close_calls", lambda of: of[0].update(slots=["visies"]), "T12: unknown slot"),
        ("routes", lambda of: of[0]["memo"]["doel"].append("Zonder bron."), "R1: memo line without a section"),
        ("routes", lambda of: of[0]["memo"]["doel"].append("{stad} (paragraaf 6)."), "R1 memo: unknown slot 'stad'"),
    ],
)  # fmt: skip
def test_a_fault_in_the_rules_or_their_texts_is_named(kb, part, change, fault):
    assert any(found.startswith(fault) for found in lint(changed(kb, part, change)))


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"why": " "}, "question visie has no waarom"),
        ({"explanation": ""}, "question visie has no toelichting"),
        ({"examples": ()}, "question visie has no voorbeelden"),
        ({"options": ()}, "question visie: its options"),
        ({"section": "9"}, "question visie: unknown section"),
        ({"item": "E1"}, "question visie stands at item E1"),
        ({"condition": {"slot": "procesrol", "op": "gevuld"}}, "question visie depends on procesrol"),
    ],
)
def test_a_question_without_what_it_needs_is_named(kb, values, fault):
    assert any(found.startswith(fault) for found in lint(changed_question(kb, "visie", **values)))


def test_an_option_without_a_label_is_named(kb):
    options = tuple(Option(option.value, " ", "") for option in kb.question("visie").options)
    assert "question visie: option 'geen' has no label" in lint(changed_question(kb, "visie", options=options))


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("Dit is kort. " + "woord " * 30 + "woord.", "31 words"),
        ("Wij besluiten conform de nota.", "officialese: 'conform'"),
        ("Ten aanzien van beleid geldt dit.", "officialese"),
        ("Wil je dat?", "'je' where u is meant"),
        ("Met jouw plan.", "'jouw'"),
    ],
)
def test_a_sentence_that_reads_badly_gets_a_warning(text, warning):
    assert any(warning in found for found in text_warnings(text))


def test_plain_sentences_get_no_warning():
    assert list(text_warnings("U kiest zelf. " * 20)) == []
