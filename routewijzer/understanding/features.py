"""A text as numbered features: character and word n-grams, and concepts with whether a negation reaches them."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from spacy.tokens import Doc, Token

from routewijzer.understanding.language import lemmas, parse
from routewijzer.understanding.lexicon import matches

#: The feature numbers per family, in order and once each.
Families = tuple[np.ndarray, ...]
#: How much each family weighs: characters, words, concepts, lemmas.
WEIGHTS = (1.0, 0.7, 1.2, 0.7)
_NONE = np.array([], np.uint32)


def number(name: str) -> int:
    """The number of a named feature."""
    return zlib.crc32(name.encode())


@lru_cache(maxsize=32)
def features(text: str) -> Families:
    """The features of `text` in families: characters, words, concepts, and lemmas where a model gives them."""
    doc = parse(text)
    words = doc._.words
    characters = np.concatenate([_NONE, *(_characters(word) for word in words)])
    families = (characters, np.array(_words(words), np.uint32), np.array(_concepts(doc), np.uint32))
    return *(np.unique(family) for family in families), *lemma_features(doc._.tokens)


def features_of(texts: Sequence[str]) -> dict[str, Families]:
    """The features of many texts, to be looked up while training."""
    return {text: features(text) for text in texts}


def lemma_features(tokens: Sequence[Token]) -> tuple[np.ndarray, ...]:
    """The lemmas as a family of features; no family without a model."""
    found = lemmas(tokens)
    return () if found is None else (np.unique(np.array([number("l" + lemma) for lemma in found], np.uint32)),)


@lru_cache(maxsize=8192)
def _characters(norm: str) -> np.ndarray:
    """The runs of two to five characters in one word; words come back often, so they are kept."""
    word = f" {norm} "
    runs = [word[at : at + size] for size in (2, 3, 4, 5) for at in range(max(1, len(word) - size + 1))]
    return np.array([number(run) for run in runs], np.uint32)


def _words(words: Sequence[str]) -> list[int]:
    words = ["<", *words, ">"]
    found = [number("w" + word) for word in words]
    found += [number(f"w{one} {two}") for one, two in zip(words, words[1:])]
    found += [number(f"w{one} {two} {three}") for one, two, three in zip(words, words[1:], words[2:])]
    return found


def _concepts(doc: Doc) -> list[int]:
    negated = doc._.negated
    names = []
    for match in (*matches(doc, "concepten"), *matches(doc, "waarden")):
        sign = "!" if any(negated[match.first : match.last + 1]) else ""
        names.append(f"c{sign}{match.name}")
    return [number(name) for name in names]
