"""Word lists of `kennisbank/taal` as a phrase matcher over tokens.

A list is text with commas between the entries. An entry is one or more words; `stem*`, `*stem` and `*stem*` stand for
any word that begins with, ends in or holds the stem, and `..` for at most three words in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from spacy.tokens import Doc

from routewijzer.understanding.contract import TAAL, load_yaml
from routewijzer.understanding.text import normal

GAP = ".."
MAX_GAP = 3


class Match(NamedTuple):
    """A phrase of list `name` found over the tokens `first`..`last` (both included)."""

    name: str
    first: int
    last: int


class _Fit(NamedTuple):
    """What a word fits: patterns by number, lists in which it is an entry by itself, phrases that it may begin."""

    atoms: tuple[int, ...]
    names: tuple[str, ...]
    phrases: tuple[tuple[tuple[int, ...], str], ...]


class Matcher:
    """Finds the phrases of many word lists in one pass over the words."""

    def __init__(self, lists: dict[str, str]) -> None:
        self._atoms: dict[str, int] = {}
        self._exact: dict[str, list[int]] = {}
        self._prefix: dict[str, list[int]] = {}
        self._suffix: dict[str, list[int]] = {}
        self._infix: list[tuple[str, int]] = []
        self._phrases: dict[int, list[tuple[tuple[int, ...], str]]] = {}
        for name, entries in lists.items():
            for entry in str(entries).split(","):
                self._add(name, entry.split())
        self._lengths = (
            sorted({len(s) for s in self._prefix}),
            sorted({len(s) for s in self._suffix}),
        )
        self._cache: dict[str, _Fit] = {}

    def _add(self, name: str, words: Sequence[str]) -> None:
        if words:
            atoms = tuple(-1 if word == GAP else self._atom(word) for word in words)
            self._phrases.setdefault(atoms[0], []).append((atoms, name))

    def _atom(self, word: str) -> int:
        if word in self._atoms:
            return self._atoms[word]
        number = self._atoms[word] = len(self._atoms)
        head, tail = word.startswith("*"), word.endswith("*")
        stem = normal(word.strip("*"))
        if head and tail:
            self._infix.append((stem, number))
        elif tail:
            self._prefix.setdefault(stem, []).append(number)
        elif head:
            self._suffix.setdefault(stem, []).append(number)
        else:
            self._exact.setdefault(stem, []).append(number)
        return number

    def _fit(self, word: str) -> _Fit:
        known = self._cache.get(word)
        if known is None:
            atoms = list(self._exact.get(word, ()))
            for length in self._lengths[0]:
                if length > len(word):
                    break
                atoms += self._prefix.get(word[:length], ())
            for length in self._lengths[1]:
                if length > len(word):
                    break
                atoms += self._suffix.get(word[-length:], ())
            atoms += [number for stem, number in self._infix if stem in word]
            begun = [phrase for atom in atoms for phrase in self._phrases.get(atom, ())]
            names = tuple(name for phrase, name in begun if len(phrase) == 1)
            known = _Fit(tuple(atoms), names, tuple(one for one in begun if len(one[0]) > 1))
            if len(self._cache) < 50_000:
                self._cache[word] = known
        return known

    def find(self, words: Sequence[str]) -> list[Match]:
        """All matches in the normalised words."""
        fits = [self._fit(word) for word in words]
        found = []
        for place, fit in enumerate(fits):
            for name in fit.names:
                found.append(Match(name, place, place))
            for phrase, name in fit.phrases:
                last = _follow(phrase, fits, place)
                if last is not None:
                    found.append(Match(name, place, last))
        return found


def _follow(phrase: tuple[int, ...], fits: Sequence[_Fit], place: int) -> int | None:
    """The place of the phrase's last token when the phrase stands at `place`, else None."""
    index = 1
    while index < len(phrase):
        if phrase[index] == -1:
            wanted = phrase[index + 1]
            for step in range(1, MAX_GAP + 2):
                if place + step < len(fits) and wanted in fits[place + step].atoms:
                    place += step
                    break
            else:
                return None
            index += 2
            continue
        place += 1
        if place >= len(fits) or phrase[index] not in fits[place].atoms:
            return None
        index += 1
    return place


@cache
def word_lists(file: str) -> dict[str, str]:
    """The word lists of one file of `kennisbank/taal`, by name; nested lists get `outer.inner` as name."""
    flat: dict[str, str] = {}
    for name, value in load_yaml(TAAL / f"{file}.yml").items():
        if isinstance(value, dict):
            flat.update({f"{name}.{inner}": str(text) for inner, text in value.items()})
        else:
            flat[name] = str(value)
    return flat


@cache
def _matcher(file: str) -> Matcher:
    return Matcher({f"{file}:{name}": text for name, text in word_lists(file).items()})


def matches(doc: Doc, file: str) -> list[Match]:
    """Where the lists of a file stand in `doc._.words`; `visie.geen` of `waarden` matches as `waarden:visie.geen`.

    They are looked for when first asked for, and kept with the doc.
    """
    if file not in doc.user_data:
        doc.user_data[file] = _matcher(file).find(doc._.words)
    return doc.user_data[file]
