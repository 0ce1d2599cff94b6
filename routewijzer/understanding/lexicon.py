"""Word lists of `kennisbank/taal` as a phrase matcher over tokens.

A list is text with commas between the entries. An entry is one or more words; `stem*`, `*stem` and `*stem*` stand for
any word that begins with, ends in or holds the stem, and `..` for at most three words in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from routewijzer.understanding.contract import TAAL, load_yaml
from routewijzer.understanding.text import Token, normal

GAP = ".."
MAX_GAP = 3


@dataclass(frozen=True)
class Match:
    """A phrase of list `name` found over the tokens `first`..`last` (both included)."""

    name: str
    first: int
    last: int


class _Node:
    """A place in the tree of phrases: the lists of which a phrase ends here, and what may follow, at once or after a gap."""

    __slots__ = ("after_gap", "following", "names")

    def __init__(self) -> None:
        self.names: list[str] = []
        self.following: dict[int, _Node] = {}
        self.after_gap: dict[int, _Node] = {}


class Matcher:
    """Finds the phrases of many word lists in one pass over the tokens."""

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
        self._cache: dict[str, tuple[int, ...]] = {}

    def _add(self, name: str, words: Sequence[str]) -> None:
        children, node = self._first, None
        for word in words:
            if word == GAP and node is not None:
                children = node.after_gap
                continue
            node = children.setdefault(self._atom(word), _Node())
            children = node.following
        if node is not None:
            node.names.append(name)

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

    def atoms(self, word: str) -> tuple[int, ...]:
        """The numbers of all patterns that `word` fits."""
        known = self._cache.get(word)
        if known is None:
            found = list(self._exact.get(word, ()))
            for length in self._lengths[0]:
                if length > len(word):
                    break
                found += self._prefix.get(word[:length], ())
            for length in self._lengths[1]:
                if length > len(word):
                    break
                found += self._suffix.get(word[-length:], ())
            found += [number for stem, number in self._infix if stem in word]
            known = tuple(found)
            if len(self._cache) < 50_000:
                self._cache[word] = known
        return known

    def find(self, tokens: Sequence[Token], words: Sequence[str] | None = None) -> list[Match]:
        """All matches in `tokens`; `words` may give corrected forms to look at in place of the written ones."""
        words = words or [token.norm for token in tokens]
        atoms = [self.atoms(word) for word in words]
        found = []
        for first, here in enumerate(atoms):
            reached = [(self._first[atom], first) for atom in here if atom in self._first]
            while reached:
                node, last = reached.pop()
                found += [Match(name, first, last) for name in node.names]
                if node.following and last + 1 < len(atoms):
                    reached += [(node.following[a], last + 1) for a in atoms[last + 1] if a in node.following]
                if node.after_gap:
                    wanted = dict(node.after_gap)
                    for place in range(last + 1, min(last + 2 + MAX_GAP, len(atoms))):
                        reached += [(wanted.pop(atom), place) for atom in atoms[place] if atom in wanted]
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
def matcher(*files: str) -> Matcher:
    """One matcher over the lists of the files; list `visie.geen` of `waarden` matches as `waarden:visie.geen`."""
    return Matcher({f"{file}:{name}": text for file in files for name, text in word_lists(file).items()})


def stems(entries: Iterable[str]) -> set[str]:
    """The plain words in word lists, without wildcards: the vocabulary that spelling is corrected against."""
    return {
        normal(word) for entry in entries for word in entry.replace(",", " ").split() if "*" not in word and word != GAP
    }
