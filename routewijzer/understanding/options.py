"""Answers that point at an option of the question: its label, its number, "de tweede"."""

from __future__ import annotations

import re
from functools import cache

from routewijzer.understanding.contract import slots
from routewijzer.understanding.language import normal_text
from routewijzer.understanding.lexicon import word_lists
from routewijzer.understanding.mentions import named

_ORDER = ("eerste", "tweede", "derde", "vierde")
#: Words that may stand around the option pointed at.
_FILLERS = frozenset("de het optie nummer keuze antwoord dan dus toch graag en ik kies doe maar is denk".split())
#: A bare no: an answer only where the contract has a value for it.
_NO = frozenset(("nee", "neen", "geen"))


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
    """Whether `text` is a short reply that only means something at other questions ("allebei", "nee" to "welke?")."""
    words = normal_text(text)
    # To "which of these?" none can be meant, and "geen" says so; "nee" may be to anything.
    refused = _NO - {"geen"} if slots()[slot].kind == "multi" else _NO
    if words in refused and slots()[slot].kind in ("multi", "category"):
        return not _NO & set(slots()[slot].values)
    slots_of = _loose().get(words)
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
    refusal = next((value for value in slots()[slot].values if value in _NO), None)
    if words in _NO and refusal:
        return refusal
    row = re.fullmatch(r"(?:de )?(eerste|laatste) (twee|2|drie|3)", words)
    if row and slots()[slot].kind == "multi":
        options, count = list(dict.fromkeys(value for value, _ in slots()[slot].labels)), 2 + (row[2] in ("drie", "3"))
        return "+".join(options[:count] if row[1] == "eerste" else options[-count:])
    if slots()[slot].kind == "multi" and (several := _all_but(slot, text)):
        return several
    own = set(slot.split("_"))
    rest = [word for word in words.split() if word not in _FILLERS and (word in labels or word not in own)]
    if " ".join(rest) in labels:
        return labels[" ".join(rest)]
    if not rest or len(rest) > 4:
        return None
    picked = [labels.get(word) for word in rest]
    if any(value is None for value in picked):
        return None
    if slots()[slot].kind == "multi":
        return "+".join(value for value in slots()[slot].values if value in picked)
    return picked[0] if len(set(picked)) == 1 else None


def volunteered(text: str) -> dict[str, str]:
    """The option of any question that `text` states in full, where the option itself names its question.

    "We hebben geen steunpunt" says so whatever was asked.
    """
    words = normal_text(text).split()
    while words and words[0] in _words_for("vulling"):
        words.pop(0)
    return _telling().get(" ".join(words), {})


@cache
def _telling() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for slot, info in slots().items():
        for value, label in info.labels:
            words = normal_text(label).split()
            while words and words[0] in {*_words_for("vulling"), "nee"}:
                words.pop(0)
            if len(words) > 1 and slot.split("_")[0] in words:
                found.setdefault(" ".join(words), {})[slot] = value
    return {words: one for words, one in found.items() if len(one) == 1}


def _all_but(slot: str, text: str) -> str | None:
    """The values (joined by `+`) of which `text` says no more than "all", "all but these" or "these but not those".

    All are the values that the contract names: neither `anders` nor `geen`. None when the text says anything else.
    """
    text = text.lower().strip(" .!")
    for pattern in _exclusions():
        if match := pattern.fullmatch(text):
            chosen, excluded = _everything(slot, match[1]) or _named(slot, match[1]), _named(slot, match[2])
            rest = [value for value in slots()[slot].values if value in chosen and value not in excluded]
            return "+".join(rest) if excluded and rest else None
    return "+".join(_everything(slot, text)) or None


@cache
def _exclusions() -> list[re.Pattern[str]]:
    phrases = [re.escape(phrase.strip()) for phrase in word_lists("keuzes")["uitsluiting"].split(",")]
    return [re.compile(rf"(.+?),?\s+{phrase.replace('X', '(.+?)')}", re.S) for phrase in phrases]


@cache
def _words_for(name: str) -> list[str]:
    return [word.strip() for word in word_lists("keuzes")[name].split(",")]


def _everything(slot: str, text: str) -> list[str]:
    """All values of the slot when `text` says "all" of them, else none."""
    words = normal_text(text).split()
    values = [value for value in slots()[slot].values if value not in ("anders", "geen")]
    numbers = {word: number for number, word in enumerate(_words_for("telwoorden"), 2)}
    counted = [numbers.get(word) or int(word) for word in words if word in numbers or word.isdecimal()]
    rest = [w for w in words if w not in numbers and not w.isdecimal() and w not in _words_for("vulling")]
    fits = rest and set(rest) <= set(_words_for("alles")) and set(counted) <= {len(values)}
    return values if fits else []


def _named(slot: str, text: str) -> list[str]:
    """The values that `text` lists, each by its own name; none when it says anything else."""
    words = normal_text(text)
    if words in _labels(slot):
        return [_labels(slot)[words]]
    parts = [part for part in re.split(r",|\b(?:en|of|noch)\b", text) if part.strip()]
    if len(parts) > 1:
        found = [_named(slot, part) for part in parts]
        return [value for values in found for value in values] if all(found) else []
    plain = " ".join(word for word in words.split() if word not in _words_for("vulling"))
    if plain in _labels(slot):
        return [_labels(slot)[plain]]
    places = named(slot, text).places if len(plain.split()) == 1 else {}
    return list(places) if len(places) == 1 else []
