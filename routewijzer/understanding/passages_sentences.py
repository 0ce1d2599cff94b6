"""Sentences of policy prose as the reader sees them: concepts, context, fitting rules, limits and features."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from routewijzer.understanding.features import Families
from routewijzer.understanding.passages_facts import Fact, own_place, places
from routewijzer.understanding.passages_rules import Limit, View, rules
from routewijzer.understanding.text import Sentence, clean, normal, sentences

#: Words near the start of a sentence that point back to what was just spoken of.
_BACK = frozenset(
    "het zij ze deze dit die dat daar daarvan daarvoor daarmee hij haar ervan ervoor er ook daarnaast verder tevens"
    " stichting organisatie hiervoor hiermee waarvoor daarbij daarin daartoe hierin bovendien".split()
)
_OPENING = 4
#: Words by which the municipality speaks of itself, also in a sentence that names another.
_OWN = frozenset("wij we ons onze".split())
#: Words that go on about the municipality named before.
_THERE = frozenset("daar zij die haar aldaar".split())


@dataclass(frozen=True)
class Observed:
    """One sentence with what was seen in it: `stated` holds the (slot, value) pairs of the rules that fit."""

    sentence: Sentence
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
        words = ["<"] + [token.norm for token in self.sentence.tokens] + [">"]
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


@dataclass(frozen=True)
class Passage:
    """A text as the rules see it: its sentences, and the municipality it is from when it names one."""

    sentences: tuple[Observed, ...]
    place: Fact | None
    concepts: frozenset[str]


def observe(text: str) -> Passage:
    """The sentences of `text` in order, each with its concepts, the rules that fit and the limits that hold."""
    text = clean(text)
    book = rules()
    parts = sentences(text)
    concepts = [book.concepts(part.tokens) for part in parts]
    around = frozenset(name for plain, _ in concepts for name in plain)
    limits = [book.limits_in(plain | denied) for plain, denied in concepts]
    others = [(part.start, part.end) for part, held in zip(parts, limits) if any(limit.elsewhere for limit in held)]
    place = own_place(text, others)
    foreign = _foreign(text, parts, place)
    found = []
    heading: frozenset[str] = frozenset()
    for number, (part, (plain, denied)) in enumerate(zip(parts, concepts)):
        near = heading
        if number and _points_back(part) and "\n\n" not in text[parts[number - 1].end : part.start]:
            near |= concepts[number - 1][0]
        view = View(plain, denied, near, around)
        idle = part.heading or part.tokens[-1].norm == "?" or foreign[number]
        stated = frozenset() if idle else frozenset(book.stated(view))
        found.append(Observed(part, view, stated, limits[number], idle))
        if part.heading:
            heading = plain
    return Passage(tuple(found), place, around)


def _points_back(sentence: Sentence) -> bool:
    return any(token.norm in _BACK for token in sentence.tokens[:_OPENING])


def _foreign(text: str, parts: Sequence[Sentence], own: Fact | None) -> list[bool]:
    """Per sentence whether it speaks of another municipality by name, or goes on about one."""
    names = [(normal(name), start) for name, start, _, weight in places(text) if weight >= 0.3]
    flags: list[bool] = []
    for part in parts:
        words = {token.norm for token in part.tokens}
        here = [name for name, start in names if part.start <= start < part.end]
        if words & _OWN or (own and normal(str(own.value)) in here):
            flags.append(False)
        elif any(own is None or name != normal(str(own.value)) for name in here):
            flags.append(True)
        else:
            opening = {token.norm for token in part.tokens[:_OPENING]}
            flags.append(bool(flags and flags[-1] and opening & _THERE))
    return flags
