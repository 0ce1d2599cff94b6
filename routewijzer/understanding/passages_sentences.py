"""Sentences of policy prose as the reader sees them: concepts, context, fitting rules, limits and features."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from routewijzer.understanding.features import Families
from routewijzer.understanding.passages_rules import Limit, View, rules
from routewijzer.understanding.text import Sentence, Token, clean, sentences

#: Words near the start of a sentence that point back to what was just spoken of.
_BACK = frozenset(
    "het zij ze deze dit die dat daar daarvan daarvoor daarmee hij haar ervan ervoor er ook daarnaast verder tevens"
    " stichting organisatie hiervoor hiermee waarvoor daarbij daarin daartoe hierin bovendien".split()
)
_OPENING = 4


@dataclass(frozen=True)
class Observed:
    """One sentence with what was seen in it: `stated` holds the (slot, value) pairs of the rules that fit."""

    start: int
    end: int
    tokens: tuple[Token, ...]
    view: View
    stated: frozenset[tuple[str, str]]
    limits: tuple[Limit, ...]
    idle: bool

    def limited(self, slot: str) -> bool:
        """Whether a limit keeps this sentence from stating a value for `slot`."""
        return any(limit.for_slot(slot) for limit in self.limits)

    @cached_property
    def families(self) -> Families:
        """The features: characters and words, concepts, rules that fit."""
        words = ["<"] + [token.norm for token in self.tokens] + [">"]
        text = [f"w{word}" for word in words]
        text += [f"w{one} {two}" for one, two in zip(words, words[1:])]
        text += [f"w{one} {two} {three}" for one, two, three in zip(words, words[1:], words[2:])]
        for word in words[1:-1]:
            padded = f" {word} "
            for size in (2, 3, 4, 5):
                text += [padded[place : place + size] for place in range(max(1, len(padded) - size + 1))]
        concepts = [f"p{name}" for name in self.view.plain] + [f"d{name}" for name in self.view.negated]
        fitting = [f"r{slot}={value}" for slot, value in self.stated]
        return _numbers(text), _numbers(concepts), _numbers(fitting)


def _numbers(names: Sequence[str]) -> list[int]:
    return [zlib.crc32(name.encode()) for name in names]


def observe(text: str) -> list[Observed]:
    """The sentences of `text` in order, each with its concepts, the rules that fit and the limits that hold."""
    cleaned = clean(text)
    book = rules()
    parts = sentences(cleaned)
    concepts = [book.concepts(part.tokens) for part in parts]
    around = frozenset(name for plain, _ in concepts for name in plain)
    found = []
    heading: frozenset[str] = frozenset()
    for place, (part, (plain, denied)) in enumerate(zip(parts, concepts)):
        near = heading
        if place and _points_back(part) and "\n\n" not in cleaned[parts[place - 1].end : part.start]:
            near |= concepts[place - 1][0]
        view = View(plain, denied, near, around)
        idle = part.heading or part.tokens[-1].norm == "?"
        stated = frozenset() if idle else frozenset(book.stated(view))
        limits = tuple(book.limited(view))
        found.append(Observed(part.start, part.end, tuple(part.tokens), view, stated, limits, idle))
        if part.heading:
            heading = plain
    return found


def _points_back(sentence: Sentence) -> bool:
    return any(token.norm in _BACK for token in sentence.tokens[:_OPENING])
