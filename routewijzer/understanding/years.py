"""The years that a text names: `2016`, `'17`, `tweeduizend twaalf`, `zes jaar geleden`, `vorig voorjaar`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from spacy.tokens import Doc, Token

from routewijzer.understanding.numbers import Figure, digits, word_number
from routewijzer.understanding.text import is_word

EARLIEST = 1980
_COUNTED = frozenset("vrijwilligers inwoners euro mensen leden uur verenigingen".split())
_SEASONS = frozenset("jaar jaartje jr voorjaar najaar zomer winter herfst lente".split())
_LAST = frozenset("vorig vorige verleden voorgaand".split())
_THIS = frozenset("dit deze".split())
_YEARS = frozenset("jaar jaren jaartje jaartjes jr".split())
_AGO = frozenset("geleden terug oud her alweer".split())
_BEFORE_SHORT = frozenset("uit van sinds in eind begin medio".split())
_AFTER_SHORT = frozenset(("", ".", ",", "is", "en", "door", "dacht", "denk", "ongeveer", "alweer", "nog"))


def years_in(doc: Doc, today: date) -> list[Figure]:
    """The years in a text, in order; `kind` is how each is written: digits, short, words, relative."""
    tokens, place = doc._.tokens, 0
    found: list[Figure] = []
    while place < len(tokens):
        figure = _at(tokens, place, today)
        if figure is None:
            place += 1
            continue
        found.append(figure)
        place = figure.last + 1
    return found


def _word(tokens: Sequence[Token], place: int) -> str:
    return tokens[place].norm_ if 0 <= place < len(tokens) else ""


def _small(word: str) -> int | None:
    """The value of a number from 1 to 60, in digits or a word."""
    value = digits(word) if word.isdigit() else word_number(word)
    return int(value) if value is not None and value == int(value) and 0 < value <= 60 else None


def _at(tokens: Sequence[Token], place: int, today: date) -> Figure | None:
    word, following, before = tokens[place].norm_, _word(tokens, place + 1), _word(tokens, place - 1)
    if re.fullmatch(r"(19|20)\d\d", word):
        is_year = following not in _COUNTED and before != "€" and EARLIEST <= int(word) <= today.year + 15
        return Figure(int(word), place, place, "digits") if is_year else None
    if re.fullmatch(r"'\d\d", word):
        return _short(int(word[1:]), place, place, today)
    if following in _SEASONS and word in _LAST | _THIS | {"afgelopen"}:
        past = word in _LAST or (word == "afgelopen" and following in _YEARS)
        return Figure(today.year - past, place, place + 1, "relative")
    if word.startswith("tweeduizend") or (word == "twee" and following == "duizend"):
        return _two_thousand(tokens, place, today)
    if word.startswith("negentien") and len(word) > len("negentien"):
        value = word_number(word)
        return Figure(int(value), place, place, "words") if value and EARLIEST <= value <= 1999 else None
    return _relative(tokens, place, today) or _two_digits(tokens, place, today)


def _short(two: int, first: int, last: int, today: date) -> Figure | None:
    year = 2000 + two if two <= today.year % 100 + 2 else 1900 + two
    return Figure(year, first, last, "short") if year >= EARLIEST else None


def _two_digits(tokens: Sequence[Token], place: int, today: date) -> Figure | None:
    """`twintig twaalf`, `twee en twintig`, `uit zestien`, and a short text that is only `19`."""
    word = tokens[place].norm_
    if word == "twintig":
        more = _small(_word(tokens, place + 1))
        if more is not None and 10 <= more <= today.year % 100 + 1:
            return Figure(2000 + more, place, place + 1, "words")
    last, value = place, _small(word)
    if value is not None and value < 10 and _word(tokens, place + 1) == "en" and _word(tokens, place + 2) == "twintig":
        last, value = place + 2, value + 20
    alone = sum(is_word(token.norm_) for token in tokens) <= 2
    if value is None or not 5 <= value <= today.year % 100:
        return None
    led = _word(tokens, place - 1) in _BEFORE_SHORT and _word(tokens, last + 1) in _AFTER_SHORT
    return _short(value, place, last, today) if alone or led or last > place else None


def _two_thousand(tokens: Sequence[Token], place: int, today: date) -> Figure | None:
    word, last = tokens[place].norm_, place
    if word == "twee":
        last = place + 1
    elif word != "tweeduizend":
        whole = word_number(word)
        known = whole is not None and 2000 <= whole <= today.year + 5
        return Figure(int(whole), place, place, "words") if whole is not None and known else None
    if _word(tokens, last + 1) == "en":
        last += 1
    more = _small(_word(tokens, last + 1))
    if more is None or more > 40 or _word(tokens, last + 2) in _COUNTED:
        return None
    return Figure(2000 + more, place, last + 1, "words")


def _relative(tokens: Sequence[Token], place: int, today: date) -> Figure | None:
    """`zes jaar geleden`, `een jaar of vijf terug`, `al twaalf jaar`, `een jaartje of zes`, `twee decennia geleden`."""
    word, following = tokens[place].norm_, _word(tokens, place + 1)
    number = _small(word)
    if number is None:
        return None
    if word == "een" and following in _YEARS and _word(tokens, place + 2) in ("of", "a"):
        counted, last = _small(_word(tokens, place + 3)), place + 3
        if counted is None or _word(tokens, last) == "een":
            return None
        return Figure(today.year - counted, place, last + (_word(tokens, last + 1) in _AGO), "relative")
    if following in ("decennium", "decennia") and _word(tokens, place + 2) in _AGO:
        return Figure(today.year - 10 * number, place, place + 2, "relative")
    if following in _YEARS:
        if _word(tokens, place + 2) in _AGO:
            return Figure(today.year - number, place, place + 2, "relative")
        return Figure(today.year - number, place, place + 1, "lasting") if word != "een" else None
    # "twee of drie jaar terug": the first number borrows what follows the second.
    joined = following in ("of", "a", ",", "tot") and _small(_word(tokens, place + 2)) is not None
    if joined and _word(tokens, place + 3) in _YEARS and _word(tokens, place + 4) in _AGO:
        return Figure(today.year - number, place, place, "relative")
    return None
