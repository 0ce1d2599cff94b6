"""A text as numbered features: character and word n-grams, and concepts with whether a negation reaches them."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from routewijzer.understanding.lexicon import matcher
from routewijzer.understanding.places import mask_places
from routewijzer.understanding.scope import negated
from routewijzer.understanding.text import Token, tokenize

#: The feature numbers per family, in order and once each.
Families = tuple[np.ndarray, ...]
#: How much each family weighs: characters, words, concepts.
WEIGHTS = (1.0, 0.7, 1.2)
_NONE = np.array([], np.uint32)


def number(name: str) -> int:
    """The number of a named feature."""
    return zlib.crc32(name.encode())


def features(text: str) -> Families:
    """The features of `text` in three families: characters, words, concepts."""
    tokens = mask_places(tokenize(text), text)
    characters = np.concatenate([_NONE, *(_characters(token.norm) for token in tokens)])
    families = (characters, np.array(_words(tokens), np.uint32), np.array(_concepts(tokens), np.uint32))
    return tuple(np.unique(family) for family in families)


@lru_cache(maxsize=8192)
def _characters(norm: str) -> np.ndarray:
    """The runs of two to five characters in one word; words come back often, so they are kept."""
    word = f" {norm} "
    runs = [word[at : at + size] for size in (2, 3, 4, 5) for at in range(max(1, len(word) - size + 1))]
    return np.array([number(run) for run in runs], np.uint32)


def _words(tokens: Sequence[Token]) -> list[int]:
    words = ["<"] + [token.norm for token in tokens] + [">"]
    found = [number("w" + word) for word in words]
    found += [number(f"w{one} {two}") for one, two in zip(words, words[1:])]
    found += [number(f"w{one} {two} {three}") for one, two, three in zip(words, words[1:], words[2:])]
    return found


def _concepts(tokens: Sequence[Token]) -> list[int]:
    scope = negated(tokens, matcher("bereik").find(tokens))
    names = []
    for match in matcher("concepten", "waarden").find(tokens):
        sign = "!" if any(scope[match.first : match.last + 1]) else ""
        names.append(f"c{sign}{match.name}")
    return [number(name) for name in names]
