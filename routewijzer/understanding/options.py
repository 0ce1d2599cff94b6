"""Answers that point at an option of the question: its label, its number, "de tweede"."""

from __future__ import annotations

import re
from functools import cache

from routewijzer.understanding.contract import slots
from routewijzer.understanding.language import normal_text
from routewijzer.understanding.lexicon import word_lists

_ORDER = ("eerste", "tweede", "derde", "vierde")
#: Words that may stand around the option pointed at.
_FILLERS = frozenset("de het optie nummer keuze antwoord dan dus toch graag en ik kies doe maar is denk".split())


@cache
def _labels(slot: str) -> dict[str, str]:
    """Option labels, value names and numbers, normalised, to the value."""
    found = {normal_text(value.replace("_", " ")): value for value in slots()[slot].values}
    found |= {normal_text(label): value for value, label in slots()[slot].labels}
    options = list(dict.fromkeys(value for value, _ in slots()[slot].labels))
    lists = word_lists("concepten")
    for place, value in enumerate(options):
        found.setdefault(str(place + 1), value)
        for word in lists[_ORDER[place]].split(",") if place < len(_ORDER) else ():
            found.setdefault(normal_text(word), value)
    return found


def says_nothing(slot: str, text: str) -> bool:
    """Whether `text` is a short reply that only means something at other questions ("allebei")."""
    slots_of = _loose().get(normal_text(text))
    return slots_of is not None and slot not in slots_of


@cache
def _loose() -> dict[str, set[str]]:
    return {text: set(names.split(", ")) for text, names in word_lists("losse_antwoorden").items()}


def chosen(slot: str, text: str) -> str | None:
    """The value (values joined by `+` for a multi slot) whose option `text` points at and nothing else, or None."""
    words = normal_text(text)
    labels = _labels(slot)
    if words in labels:
        return labels[words]
    row = re.fullmatch(r"(?:de )?(eerste|laatste) (twee|2|drie|3)", words)
    if row and slots()[slot].kind == "multi":
        options, count = list(dict.fromkeys(value for value, _ in slots()[slot].labels)), 2 + (row[2] in ("drie", "3"))
        return "+".join(options[:count] if row[1] == "eerste" else options[-count:])
    rest = [word for word in words.split() if word not in _FILLERS]
    if not rest or len(rest) > 4:
        return None
    picked = [labels.get(word) for word in rest]
    if any(value is None for value in picked):
        return None
    if slots()[slot].kind == "multi":
        return "+".join(value for value in slots()[slot].values if value in picked)
    return picked[0] if len(set(picked)) == 1 else None
