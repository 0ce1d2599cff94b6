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


class _Node:
    """A place in the tree of phrases: the lists of which one ends here, and what may follow, at once or after a gap."""

    __slots__ = ("after_gap", "following", "names")

    def __init__(self) -> None:
        # Most are the end of a phrase: nothing is kept for what does not follow.
        self.names: tuple[str, ...] = ()
        self.following: dict[int, _Node] | None = None
        self.after_gap: dict[int, _Node] | None = None


class _Fit(NamedTuple):
    """What a word fits: patterns by number, lists in which it is an entry by itself, phrases that it may begin."""

    atoms: tuple[int, ...]
    names: tuple[str, ...]
    begun: tuple[_Node, ...]


class Matcher:
    """Finds the phrases of many word lists in one pass over the words."""

    def __init__(self, lists: dict[str, str]) -> None:
        self._atoms: dict[str, int] = {}
        self._exact: dict[str, list[int]] = {}
        self._prefix: dict[str, list[int]] = {}
        self._suffix: dict[str, list[int]] = {}
        self._infix: list[tuple[str, int]] = []
        self._first: dict[int, _Node] = {}
        for name, entries in lists.items():
            for entry in str(entries).split(","):
                self._add(name, entry.split())
        self._lengths = (
            sorted({len(s) for s in self._prefix}),
            sorted({len(s) for s in self._suffix}),
        )
        self._cache: dict[str, _Fit] = {}

    def _add(self, name: str, words: Sequence[str]) -> None:
        node: _Node | None = None
        for place, word in enumerate(words):
            if word == GAP:
                continue
            if node is None:
                level = self._first
            elif words[place - 1] == GAP:
                level = node.after_gap = node.after_gap or {}
            else:
                level = node.following = node.following or {}
            node = level.setdefault(self._atom(word), _Node())
        if node is not None:
            node.names += (name,)

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
            nodes = [self._first[atom] for atom in atoms if atom in self._first]
            names = tuple(name for node in nodes for name in node.names)
            known = _Fit(tuple(atoms), names, tuple(n for n in nodes if n.following or n.after_gap))
            if len(self._cache) < 50_000:
                self._cache[word] = known
        return known

    def find(self, words: Sequence[str]) -> list[Match]:
        """All matches in the normalised words."""
        fits = [self._fit(word) for word in words]
        found = []
        for first, fit in enumerate(fits):
            found += [Match(name, first, first) for name in fit.names]
            reached = [(node, first) for node in fit.begun]
            while reached:
                node, last = reached.pop()
                if last > first:
                    found += [Match(name, first, last) for name in node.names]
                if node.following and last + 1 < len(fits):
                    reached += [(node.following[a], last + 1) for a in fits[last + 1].atoms if a in node.following]
                if node.after_gap:
                    # The nearest place counts, for each word that may follow.
                    wanted = dict(node.after_gap)
                    for place in range(last + 1, min(last + 2 + MAX_GAP, len(fits))):
                        reached += [(wanted.pop(atom), place) for atom in fits[place].atoms if atom in wanted]
        return found


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
