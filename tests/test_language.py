"""The language work of spaCy: tokens, sentences, and a model that is switched on by configuration."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.lookups import Lookups

from routewijzer.knowledge import ROOT
from routewijzer.understanding import Understanding, ensure_trained, language
from routewijzer.understanding.data import Example
from routewijzer.understanding.features import features, features_of
from routewijzer.understanding.language import parse
from routewijzer.understanding.sentences import sentences
from routewijzer.understanding.values import Values, Voices, train_network


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("vrijwilligers-beleid en/of sport", "vrijwilligers - beleid en / of sport"),
        ("B&W wil foto's, zo'n tien", "B&W wil foto's , zo'n tien"),
        ("in '17 was 't 80k (2e keer)", "in '17 was 't 80 k ( 2 e keer )"),
        ("€45.000,- of 1.250.000,50 euro.", "€ 45.000 , - of 1.250.000,50 euro ."),
        ("Wat?!  Ja...\n\n'nee'", "Wat ? ! Ja . . . ' nee '"),
        ("'s-Gravenhage", "'s - Gravenhage"),
    ],
)
def test_tokens_are_what_the_rules_need(text, tokens):
    assert [token.text for token in parse(text)._.tokens] == tokens.split()


@given(st.one_of(st.text(), st.text(alphabet="ab1é’'&.,-€ \n\u0301_")))
def test_tokens_and_the_space_between_give_back_the_text(text):
    doc = parse(text)
    end = 0
    for token in doc._.tokens:
        assert not text[end : token.idx].strip()
        end = token.idx + len(token)
        assert text[token.idx : end] == token.text
    assert not text[end:].strip()
    assert len(doc._.tokens) == len(doc._.words) == len(doc._.clauses) == len(doc._.negated)
    assert [token for part in sentences(doc) for token in part.tokens] == doc._.tokens


def test_sentences_of_a_pasted_note():
    text = (
        "Vrijwilligersbeleid 2021\n\n"
        "De gemeenteraad heeft de nota in 2021 vastgesteld, samen met de wethouder van\n"
        "welzijn. Dit kost ca. 40 uur per jaar (o.a. voor dhr. Jansen)! Wat volgt?\n"
        "- sport en cultuur\n"
        "- zorg\n"
        "Samenwerking\n"
        "wij doen dat graag. de rest komt later"
    )
    found = sentences(parse(text))
    assert [" ".join(text[part.start : part.end].split()) for part in found] == [
        "Vrijwilligersbeleid 2021",
        "De gemeenteraad heeft de nota in 2021 vastgesteld, samen met de wethouder van welzijn.",
        "Dit kost ca. 40 uur per jaar (o.a. voor dhr. Jansen)!",
        "Wat volgt?",
        "- sport en cultuur",
        "- zorg",
        "Samenwerking wij doen dat graag.",
        "de rest komt later",
    ]
    assert [part.heading for part in found] == [True] + [False] * 7


def test_a_negation_stays_within_its_line():
    doc = parse("wij hebben geen\nSteunpunt voor sport")
    assert [word for word, denied in zip(doc._.words, doc._.negated) if denied] == ["wij", "hebben"]


def test_the_pipeline_does_not_grow_for_ever(monkeypatch):
    monkeypatch.setattr(language, "_MOST_WORDS", 100)
    for number in range(300):
        language.nlp()(f"woord{chr(97 + number % 26)}{'x' * (number // 26)}")
    assert len(language.nlp().vocab) <= 110


@pytest.fixture
def model(tmp_path: Path, monkeypatch) -> Path:
    """A small Dutch model on disk that knows two lemmas, switched on."""
    nlp = spacy.blank("nl")
    lookups = Lookups()
    lookups.add_table("lemma_lookup", {"verenigingen": "vereniging", "clubje": "club", "clubs": "club"})
    nlp.add_pipe("lemmatizer", config={"mode": "lookup"}).initialize(lookups=lookups)
    nlp.to_disk(tmp_path / "model")
    caches = (language._pipeline, language.parse, features)
    for cached in caches:
        cached.cache_clear()
    monkeypatch.setenv(language.MODEL, str(tmp_path / "model"))
    yield tmp_path / "model"
    for cached in caches:
        cached.cache_clear()


def test_a_model_that_is_configured_gives_lemmas_to_learn_from(model):
    doc = parse("De clubs en B&W in Breda")
    assert language.lemmas(doc._.tokens) == "de club en b&w in breda".split()
    assert doc._.words == "de clubs en b&w in plaatsnaam".split()
    assert len(features("de clubs")) == 4
    assert set(features("clubs")[3]) == set(features("clubje")[3])
    assert str(model) in language.model_version()


def test_answers_are_learned_and_read_with_lemmas(model):
    texts = [("visie", "geen", "die is er nog niet"), ("visie", "eigenstandig", "wij hebben een eigen visie")]
    examples = {"visie": [Example(text, label, "toets") for _, label, text in texts for _ in range(3)]}
    examples["sectoren"] = [Example("clubs", "sport", "toets"), Example("musea", "cultuur", "toets")] * 3
    seen = features_of([e.text for given in examples.values() for e in given])
    values = Values(Voices.train(examples, seen), train_network(examples, seen))
    chances = values.chances("visie", "een eigen visie")
    assert chances["eigenstandig"] > chances["geen"]


@pytest.fixture(scope="session")
def trained() -> Path:
    """The folder of the understanding that learned without a model."""
    return ensure_trained()


def test_what_learned_without_a_model_is_not_read_with_one(trained, model):
    with pytest.raises(ValueError, match="train again"):
        Understanding.load(trained)


def test_a_model_that_cannot_be_loaded_is_one_clear_sentence():
    done = subprocess.run(
        [sys.executable, "-m", "routewijzer", "train"],
        cwd=ROOT,
        env=os.environ | {language.MODEL: "nl_bestaat_niet"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.strip().splitlines() == [
        "RW_SPACY_MODEL: 'nl_bestaat_niet' is not installed or not a spaCy model of this version."
    ]
