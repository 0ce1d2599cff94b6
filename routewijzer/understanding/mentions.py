"""Where a text names the values of a multi slot (`kennisbank/taal/waarden.yml`), and the company they stand in.

The features of a value's company look the same for every value and slot: what is learned of "behalve X" or "X niet"
from one list of values holds for all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from spacy.tokens import Token

from routewijzer.understanding.contract import slots
from routewijzer.understanding.features import Families, number
from routewijzer.understanding.language import parse
from routewijzer.understanding.lexicon import Match, matches

#: Slots whose values are fields of policy share one list.
_SHARED = {"samenwerking_domeinen": "terrein", "steunpunt_domeinen": "terrein"}
_WINDOW = 4


@dataclass(frozen=True)
class Named:
    """The values of one slot in one text: per value the places that name it, and whether a negation reaches them."""

    tokens: Sequence[Token]
    places: Mapping[str, Sequence[Match]]
    scope: Sequence[bool]

    def is_negated(self, match: Match) -> bool:
        """Whether a negation or exclusion reaches this place."""
        return any(self.scope[match.first : match.last + 1])


def named(slot: str, text: str) -> Named:
    """Where `text` names values of the multi slot."""
    doc = parse(text)
    prefix = f"waarden:{_SHARED.get(slot, slot)}."
    places: dict[str, list[Match]] = {}
    for match in matches(doc, "waarden"):
        if match.name.startswith(prefix):
            places.setdefault(match.name[len(prefix) :], []).append(match)
    return Named(doc._.tokens, places, doc._.negated)


def company(slot: str, text: str) -> dict[str, Families]:
    """Per value of the multi slot the features of how `text` speaks of it."""
    seen = named(slot, text)
    clause = parse(text)._.clauses
    owners: dict[int, set[str]] = {}
    for value, found in seen.places.items():
        for match in found:
            for place in range(match.first, match.last + 1):
                owners.setdefault(place, set()).add(value)
    concepts = {match.name for match in matches(parse(text), "concepten")}
    result = {}
    unnamed = _numbers([f"no{t.norm_}" for t in seen.tokens])
    beside = [f"all{t.norm_}" for place, t in enumerate(seen.tokens) if place not in owners]
    for value in slots()[slot].values:
        here = seen.places.get(value)
        if here is None:
            result[value] = unnamed, _numbers(_state(slot, value, seen, (), concepts))
            continue
        words = list(beside)
        for match in here:
            words += around(seen.tokens, owners, value, match)
            words += [
                f"cl{t.norm_}"
                for place, t in enumerate(seen.tokens)
                if clause[place] == clause[match.first] and place not in owners
            ]
        result[value] = _numbers(words), _numbers(_state(slot, value, seen, here, concepts))
    return result


def _numbers(names: Sequence[str]) -> np.ndarray:
    return np.unique(np.array([number(name) for name in names], np.uint32))


def _state(slot: str, value: str, seen: Named, found: Sequence[Match], concepts: set[str]) -> list[str]:
    """Whether the value is named and how, with what else the text holds."""
    flags = [seen.is_negated(match) for match in found]
    state = "none" if not flags else "neg" if all(flags) else "mix" if any(flags) else "pos"
    names = [
        f"st={state}",
        f"n={min(len(seen.places), 4)}&{state}",
        f"more={len(found) > 1}&{state}",
        f"rest={value in ('anders', 'geen')}&{state}",
        f"len={min(len(seen.tokens) // 6, 4)}&{state}",
    ]
    names += [f"{state}&{name}" for name in concepts]
    if not found:
        names.append(f"none&neg={any(seen.scope)}")
    for match in found:
        entry = " ".join(t.norm_ for t in seen.tokens[match.first : match.last + 1])
        names.append(f"{slot}.{value}={entry}")
    return names


def around(tokens: Sequence[Token], owners: Mapping[int, set[str]], value: str, match: Match) -> list[str]:
    """Names of n-grams around the place `match`, with `value` itself as VAL and what else has owners as OTH."""
    line = ["<"] if match.first < _WINDOW else []
    at = 0
    for place in range(max(0, match.first - _WINDOW), min(len(tokens), match.last + 1 + _WINDOW)):
        if match.first <= place <= match.last:
            if place == match.first:
                at = len(line)
                line.append("VAL")
        elif place in owners and value not in owners[place]:
            if not line or line[-1] != "OTH":
                line.append("OTH")
        else:
            line.append(tokens[place].norm_)
    if match.last + _WINDOW >= len(tokens):
        line.append(">")
    names = []
    for place in range(len(line)):
        for size in (1, 2, 3):
            piece = line[place : place + size]
            if len(piece) == size and "VAL" in piece:
                names.append("x" + " ".join(piece))
            elif len(piece) == size and size < 3:
                names.append(("b" if place < at else "a") + " ".join(piece))
    return names
