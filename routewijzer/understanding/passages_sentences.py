"""Sentences of policy prose as the reader sees them: concepts, context, fitting rules, limits and features."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from routewijzer.understanding.features import Families, lemma_features, number
from routewijzer.understanding.language import parse
from routewijzer.understanding.passages_facts import Fact, Mention, own_place, places
from routewijzer.understanding.passages_rules import Limit, View, rules
from routewijzer.understanding.sentences import Sentence, sentences
from routewijzer.understanding.text import clean, normal

#: Words near the start of a sentence that point back to what was just spoken of.
_BACK = frozenset(
    "het zij ze deze dit die dat daar daarvan daarvoor daarmee hij haar ervan ervoor er ook daarnaast verder tevens"
    " stichting organisatie hiervoor hiermee waarvoor daarbij daarin daartoe hierin bovendien".split()
)
_OPENING = 4
_STEUNPUNT_NAME = re.compile(
    r"(?:[Ss]teunpunt(?: [Vv]rijwillig\w*)?|[Vv]rijwilligers(?:centrale|punt|huis|centrum|steunpunt|winkel)),? "
    r"((?:De|Het) [A-Z]\w+|[A-Z]\w+(?: [A-Z]\w+)?)"
)
#: The length of the pieces of words that are features; longer and shorter ones as well gain little for much time.
_GRAM = 4
#: Concepts that a sentence takes over as its subject from the heading or the sentence before it.
_SUBJECTS = frozenset("steunpunt sptaak subsidie subsidieof afdelingen visie ambities vernieuwen kader impact".split())
#: Concepts that the whole text is about.
_TOPICS = frozenset("vw beleidvw".split())
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
        """The features: characters and words, concepts, rules that fit, and lemmas where a model gives them."""
        words = ["<", *self.sentence.words, ">"]
        text = [f"w{word}" for word in words]
        text += [f"w{one} {two}" for one, two in zip(words, words[1:])]
        for word in words[1:-1]:
            padded = f" {word} "
            text += [padded[place : place + _GRAM] for place in range(max(1, len(padded) - _GRAM + 1))]
        plain = self.view.plain | (self.view.near & _SUBJECTS) | (self.view.around & _TOPICS)
        concepts = [f"p{name}" for name in plain] + [f"d{name}" for name in self.view.negated]
        fitting = [f"r{slot}={value}" for slot, value in self.stated]
        return _numbers(text), _numbers(concepts), _numbers(fitting), *lemma_features(self.sentence.tokens)


def _numbers(names: Sequence[str]) -> np.ndarray:
    return np.unique(np.array([number(name) for name in names], np.uint32))


@dataclass(frozen=True)
class Passage:
    """A text as the rules see it: its sentences, those that go together, and the municipality it names as its own."""

    text: str
    sentences: tuple[Observed, ...]
    pairs: tuple[Observed, ...]
    place: Fact | None
    concepts: frozenset[str]


def observe(text: str) -> Passage:
    """The sentences of `text` in order, each with its concepts, the rules that fit and the limits that hold."""
    text = clean(text)
    book = rules()
    parts = sentences(parse(text))
    concepts = [book.concepts(part) for part in parts]
    concepts = _with_steunpunt(text, parts, concepts)
    around = frozenset(name for plain, _ in concepts for name in plain)
    limits = [book.limits_in(plain | denied) for plain, denied in concepts]
    others = [(part.start, part.end) for part, held in zip(parts, limits) if any(limit.elsewhere for limit in held)]
    mentions = places(text)
    home = own_place(text, mentions, others)
    foreign = _foreign(mentions, parts, home)
    found: list[Observed] = []
    heading: frozenset[str] = frozenset()
    for place, (part, (plain, denied)) in enumerate(zip(parts, concepts)):
        near = heading
        before = found[-1] if found and _goes_on(text[parts[place - 1].end : part.start], part) else None
        if before:
            near |= before.view.plain
            if place > 1 and _points_back(parts[place - 1]):
                near |= concepts[place - 2][0]
        seen = _observed(part, View(plain, denied, near, around), limits[place], foreign[place])
        found.append(seen)
        if part.heading:
            heading = plain
    return Passage(text, tuple(found), tuple(_pairs(text, found)), home, around)


def _with_steunpunt(
    text: str, parts: Sequence[Sentence], concepts: list[tuple[frozenset[str], frozenset[str]]]
) -> list[tuple[frozenset[str], frozenset[str]]]:
    """The concepts, with the steunpunt also where it goes by its proper name or in short ("the centre")."""
    names = {name for match in _STEUNPUNT_NAME.finditer(text) if len(name := match.group(1)) > 3}
    known = any("steunpunt" in plain for plain, _ in concepts)
    return [
        (plain | {"steunpunt", "sptaak"}, denied)
        if any(name in text[part.start : part.end] for name in names) or (known and "spkort" in plain)
        else (plain, denied)
        for part, (plain, denied) in zip(parts, concepts)
    ]


def _observed(part: Sentence, view: View, limits: tuple[Limit, ...], foreign: bool) -> Observed:
    idle = part.heading or part.words[-1] == "?" or foreign
    return Observed(part, view, frozenset() if idle else frozenset(rules().stated(view)), limits, idle)


def _pairs(text: str, found: Sequence[Observed]) -> Iterator[Observed]:
    """Two sentences read as one, where the second answers the first, goes on about it or is an item of its list."""
    intro = None
    for one, two in zip(found, found[1:]):
        first, second = one.sentence, two.sentence
        gap = text[first.end : second.start]
        if first.words[-1] == ":":
            intro = one
        elif intro and not _is_item(first):
            intro = None
        if two.idle:
            continue
        if intro and (one is intro or _is_item(second)):
            yield _pair(intro, two)
        elif first.words[-1] == "?" and "\n\n" not in gap:
            yield _pair(one, two)
        elif not one.idle and _points_back(second) and _goes_on(gap, second):
            yield _pair(one, two)


def _pair(one: Observed, two: Observed) -> Observed:
    """Two sentences as one, in place of both; an item of a list stands for itself."""
    view = View(one.view.plain | two.view.plain, one.view.negated | two.view.negated, one.view.near, two.view.around)
    start = two.sentence.start if _is_item(two.sentence) else one.sentence.start
    part = Sentence(
        start,
        two.sentence.end,
        [*one.sentence.tokens, *two.sentence.tokens],
        [*one.sentence.words, *two.sentence.words],
    )
    return _observed(part, view, tuple({*one.limits, *two.limits}), False)


def _is_item(sentence: Sentence) -> bool:
    return sentence.words[0] in ("-", "*", "•", "–") or sentence.words[-1] == ";"


def _goes_on(gap: str, sentence: Sentence) -> bool:
    """Whether a sentence belongs with the one before it: in the same paragraph, or pointing back to it."""
    return "\n" not in gap or ("\n\n" not in gap and _points_back(sentence))


def _points_back(sentence: Sentence) -> bool:
    return not _BACK.isdisjoint(sentence.words[:_OPENING])


def _foreign(mentions: Sequence[Mention], parts: Sequence[Sentence], own: Fact | None) -> list[bool]:
    """Per sentence whether it speaks of another municipality by name, or goes on about one."""
    names = [(normal(name), start) for name, start, _, weight in mentions if weight >= 0.3]
    flags: list[bool] = []
    for part in parts:
        words = set(part.words)
        here = [name for name, start in names if part.start <= start < part.end]
        if words & _OWN or (own and normal(str(own.value)) in here):
            flags.append(False)
        elif any(own is None or name != normal(str(own.value)) for name in here):
            flags.append(True)
        else:
            opening = set(part.words[:_OPENING])
            flags.append(bool(flags and flags[-1] and opening & _THERE))
    return flags
