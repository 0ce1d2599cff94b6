"""The amounts of money that a text names, in whole euros a year."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Doc, Token

from routewijzer.understanding.lexicon import Match, matches
from routewijzer.understanding.numbers import Figure, Number, find_numbers

_COUNTED = frozenset("% procent percent fte jaar jaren uur dagen weken jr".split())
_NUMBERED = frozenset("post begrotingspost artikel art programma nr paragraaf -".split())
#: Names of amounts that are told in another rhythm than the year.
_TIMES = {"bedragen:maand": 12, "bedragen:kwartaal": 4}


def amounts_in(doc: Doc) -> list[Figure]:
    """The amounts in a text, in order, and `geen budget` as zero; `kind` is how each is written.

    Years, percentages, phone and section numbers are left out.
    """
    tokens, clause = doc._.tokens, doc._.clauses
    cues = matches(doc, "bedragen")
    found = [
        Figure(_yearly(number, clause, cues), number.first, number.last, _kind(number))
        for number in find_numbers(tokens)
        if not _is_other(number, tokens)
    ]
    taken = {place for figure in found for place in range(figure.first, figure.last + 1)}
    for cue in cues:
        if cue.name == "bedragen:nul" and not taken & set(range(cue.first, cue.last + 1)):
            found.append(Figure(0, cue.first, cue.last, "nothing"))
            break
    return found


def _kind(number: Number) -> str:
    return f"{'money' if number.money else 'plain'}{' scaled' if number.scaled else ''}"


def _yearly(number: Number, clause: Sequence[int], cues: Sequence[Match]) -> int:
    for name, times in _TIMES.items():
        if any(c.name == name and c.first > number.last and clause[c.first] == clause[number.last] for c in cues):
            return round(number.value * times)
    return round(number.value)


def _is_other(number: Number, tokens: Sequence[Token]) -> bool:
    word = tokens[number.first].norm_
    after = tokens[number.last + 1].norm_ if number.last + 1 < len(tokens) else ""
    before = tokens[number.first - 1].norm_ if number.first else ""
    if after in _COUNTED:
        return True
    if number.first != number.last or number.money or number.scaled:
        return False
    is_year = re.fullmatch(r"(19|20)\d\d", word)
    is_code = re.fullmatch(r"0\d+", word) or (before in _NUMBERED and number.value < 10_000)
    is_word = number.value < 50 and word.isalpha() and number.value > 0
    return bool(is_year or is_code or is_word)
