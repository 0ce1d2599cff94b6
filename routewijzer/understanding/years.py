"""The year of the policy itself among the years a text names: `2016`, `'17`, `tweeduizend twaalf`, `zes jaar geleden`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from routewijzer.understanding.lexicon import matcher
from routewijzer.understanding.numbers import digits, word_number
from routewijzer.understanding.scope import clauses
from routewijzer.understanding.text import Token, tokenize

EARLIEST = 1980


@dataclass(frozen=True)
class YearReading:
    """A year with its evidence and how sure it is (0..1); `against` when its context speaks of something else."""

    year: int
    start: int
    end: int
    confidence: float
    against: bool = False


@dataclass(frozen=True)
class _Candidate:
    year: int
    first: int
    last: int
    kind: str  # digits, short, words, relative


def read_years(text: str, today: date, asked: bool = True) -> list[YearReading]:
    """The years that may be the policy's own, best first; an empty list when the text names none.

    `asked`: the text answers the question for the year, so that a bare year counts.
    """
    tokens = tokenize(text)
    candidates = _candidates(tokens, today)
    if not candidates:
        return []
    numbers = clauses(tokens)
    cues: dict[str, list[tuple[int, int]]] = {}
    for match in matcher("jaren").find(tokens):
        cues.setdefault(match.name.split(":")[1], []).append((match.first, match.last))
    scored = []
    for candidate in candidates:
        score, against = _score(candidate, tokens, numbers, cues, today)
        scored.append((score, candidate, against))
    fit = [item for item in scored if not item[2]]
    if not fit:
        return [YearReading(c.year, tokens[c.first].start, tokens[c.last].end, 0.2, True) for _, c, _ in scored]
    fit.sort(key=lambda item: (-item[0], -item[1].year))
    alternatives = _alternatives(tokens, fit)
    best = fit[0]
    rival = next((item for item in fit[1:] if item[1].year != best[1].year), None)
    confidence = 0.985
    if alternatives:
        confidence = 0.55
    elif rival is not None:
        confidence = 0.97 if best[0] - rival[0] >= 1.5 else (0.85 if best[0] - rival[0] >= 0.9 else 0.6)
    if best[0] < 0:
        confidence = min(confidence, 0.6)
    if not asked and best[0] < 1.5:
        confidence = min(confidence, 0.3)
    readings = [YearReading(best[1].year, tokens[best[1].first].start, tokens[best[1].last].end, confidence)]
    if rival is not None:
        readings.append(
            YearReading(
                rival[1].year, tokens[rival[1].first].start, tokens[rival[1].last].end, min(0.9 - confidence / 2, 0.45)
            )
        )
    return readings


def _candidates(tokens: Sequence[Token], today: date) -> list[_Candidate]:
    found: list[_Candidate] = []
    place = 0
    while place < len(tokens):
        candidate = _at(tokens, place, today)
        if candidate is None:
            place += 1
            continue
        found.append(candidate)
        place = candidate.last + 1
    return found


def _word(tokens: Sequence[Token], place: int) -> str:
    return tokens[place].norm if 0 <= place < len(tokens) else ""


def _small_number(word: str) -> int | None:
    value = digits(word) if word.isdigit() else word_number(word)
    return int(value) if value is not None and value == int(value) and 0 < value <= 60 else None


def _at(tokens: Sequence[Token], place: int, today: date) -> _Candidate | None:
    word = tokens[place].norm
    if re.fullmatch(r"(19|20)\d\d", word):
        year = int(word)
        following = _word(tokens, place + 1)
        if (
            following in ("vrijwilligers", "inwoners", "euro", "mensen", "leden", "uur", "verenigingen")
            or _word(tokens, place - 1) == "€"
        ):
            return None
        if EARLIEST <= year <= today.year + 15:
            return _Candidate(year, place, place, "digits")
        return None
    short = re.fullmatch(r"'(\d\d)", word)
    if short:
        return _short(int(short.group(1)), place, place, today)
    if word in ("jaar", "jaartje", "jr") and _word(tokens, place - 1) in (
        "vorig",
        "vorige",
        "dit",
        "afgelopen",
        "verleden",
        "voorgaand",
    ):
        if _word(tokens, place - 1) == "dit":
            return _Candidate(today.year, place - 1, place, "relative")
        return _Candidate(today.year - 1, place - 1, place, "relative")
    if word in ("voorjaar", "najaar", "zomer", "winter", "herfst", "lente") and _word(tokens, place - 1) in (
        "vorig",
        "vorige",
        "afgelopen",
        "verleden",
    ):
        return _Candidate(
            today.year - 1 if _word(tokens, place - 1) != "afgelopen" else today.year, place - 1, place, "relative"
        )
    if word in ("tweeduizend", "twee") or word.startswith("tweeduizend"):
        return _two_thousand(tokens, place, today)
    if word == "twintig":
        more = _small_number(_word(tokens, place + 1))
        if (
            more is not None
            and 10 <= more <= (today.year % 100) + 1
            and _word(tokens, place + 1) not in ("een", "jaar")
        ):
            return _Candidate(2000 + more, place, place + 1, "words")
    if word.startswith("negentien") and len(word) > 12:
        value = word_number(word)
        if value and EARLIEST <= value <= 1999:
            return _Candidate(int(value), place, place, "words")
    relative = _relative(tokens, place, today)
    if relative is not None:
        return relative
    # "uit zestien", "sinds negentien", "najaar van negentien"
    if _word(tokens, place - 1) in ("uit", "van", "sinds", "in", "eind", "begin", "medio"):
        number = word_number(word) if word.isalpha() else (int(word) if re.fullmatch(r"0[1-9]|[12]\d", word) else None)
        if number is not None and word not in ("een", "twee", "drie", "vier") and 5 <= number <= today.year % 100:
            if _word(tokens, place + 1) in (
                "",
                ".",
                ",",
                "is",
                "en",
                "door",
                "dacht",
                "denk",
                "ongeveer",
                "alweer",
                "nog",
            ):
                return _short(int(number), place, place, today)
    return None


def _short(two: int, first: int, last: int, today: date) -> _Candidate | None:
    year = 2000 + two if two <= today.year % 100 + 2 else 1900 + two
    return _Candidate(year, first, last, "short") if year >= EARLIEST else None


def _two_thousand(tokens: Sequence[Token], place: int, today: date) -> _Candidate | None:
    word = tokens[place].norm
    last = place
    if word == "twee" and _word(tokens, place + 1) == "duizend":
        value, last = 2000.0, place + 1
    elif word == "tweeduizend":
        value = 2000.0
    else:
        whole = word_number(word) if word.startswith("tweeduizend") else None
        if whole is not None and 2000 <= whole <= today.year + 5:
            return _Candidate(int(whole), place, place, "words")
        return None
    following = _word(tokens, last + 1)
    if following == "en":
        last += 1
        following = _word(tokens, last + 1)
    more = _small_number(following) if following else None
    if more is not None and more <= 40 and _word(tokens, last + 2) not in ("euro", "vrijwilligers"):
        return _Candidate(int(value + more), place, last + 1, "words")
    return None


def _relative(tokens: Sequence[Token], place: int, today: date) -> _Candidate | None:
    """`zes jaar geleden`, `een jaar of vijf terug`, `acht jaar oud`, `een jaartje of zes`, `een decennium geleden`."""
    number = _small_number(tokens[place].norm)
    if number is None:
        return None
    if (
        tokens[place].norm == "een"
        and _word(tokens, place + 1) in ("jaar", "jaartje", "jaren")
        and _word(tokens, place + 2) in ("of", "a")
    ):
        counted = _small_number(_word(tokens, place + 3))
        if counted is None or _word(tokens, place + 3) == "een":
            return None
        last = place + 3
        if _word(tokens, last + 1) in ("geleden", "terug", "oud"):
            last += 1
        return _Candidate(today.year - counted, place, last, "relative")
    if tokens[place].norm == "een" and _word(tokens, place + 1) == "decennium":
        return (
            _Candidate(today.year - 10, place, place + 1, "relative")
            if _word(tokens, place + 2) in ("geleden", "terug", "oud")
            else None
        )
    if _word(tokens, place + 1) not in ("jaar", "jaren", "jaartjes", "jr"):
        # "twee of drie jaar terug": the first number borrows what follows the second.
        if _word(tokens, place + 1) in ("of", "a", ",", "tot") and _small_number(_word(tokens, place + 2)) is not None:
            if _word(tokens, place + 3) in ("jaar", "jaren", "jr") and _word(tokens, place + 4) in (
                "geleden",
                "terug",
                "oud",
            ):
                return _Candidate(today.year - number, place, place, "relative")
        return None
    last = place + 1
    closing = _word(tokens, place + 2)
    if closing in ("geleden", "terug", "oud", "her", "alweer"):
        return _Candidate(today.year - number, place, last + 1, "relative")
    if _word(tokens, place - 1) == "al" and closing in ("", ".", ","):
        return None
    return None


def _near(spans: Sequence[tuple[int, int]], numbers: list[int], candidate: _Candidate, reach: int = 0) -> int:
    """How many cue spans stand in the candidate's clause (or within `reach` tokens of it)."""
    clause = numbers[candidate.first]
    return sum(
        1
        for first, last in spans
        if (numbers[first] == clause or abs(first - candidate.last) <= reach or abs(candidate.first - last) <= reach)
        and not (candidate.first <= first <= candidate.last)
    )


def _score(
    candidate: _Candidate,
    tokens: Sequence[Token],
    numbers: list[int],
    cues: dict[str, list[tuple[int, int]]],
    today: date,
) -> tuple[float, bool]:
    """Points for being the policy's year, and whether the context says it is another year."""
    score = 0.0
    score += min(_near(cues.get("voor", ()), numbers, candidate), 2) * 0.7
    score += min(_near(cues.get("sterk", ()), numbers, candidate), 2) * 1.0
    tegen = _near(cues.get("tegen", ()), numbers, candidate)
    strong = _near(cues.get("sterk", ()), numbers, candidate)
    before = _word(tokens, candidate.first - 1)
    before2 = _word(tokens, candidate.first - 2)
    if (
        before in ("tot", "t/m", "uiterlijk")
        or (before in ("en", "met") and before2 in ("tot",))
        or (before == "met" and before2 == "en")
    ):
        return -5.0, True
    # The second year of "2018-2022" is the end of a term.
    if before in ("-", "–", "/") and re.fullmatch(r"(19|20)\d\d", before2) and before != "/":
        return -5.0, True
    if candidate.year > today.year:
        return -5.0, True
    if before in ("sinds",) and before2 in ("hier", "pas", "werk"):
        return -5.0, True
    if before == "niet" or (before in ("van", "uit", "in") and before2 == "niet"):
        return -5.0, True
    if tegen and strong < tegen:
        return -3.0, True
    if _near(cues.get("oud", ()), numbers, candidate):
        score -= 1.2
    if _near(cues.get("toekomst", ()), numbers, candidate) and candidate.year >= today.year:
        score -= 0.8
    # Later years weigh a little more: the last revision is what is asked.
    score += (candidate.year - 2000) * 0.02
    if before in ("-", "/") and before2.isdigit() and len(before2) <= 2:
        score += 0.3
    return score, False


def _alternatives(tokens: Sequence[Token], fit: Sequence[tuple[float, _Candidate, bool]]) -> bool:
    """Whether the text offers two years itself: `2015 of 2016`, `2012/2013`, `tussen 2013 en 2014`, `7 à 8 jaar geleden`."""
    places = sorted((item[1].first, item[1].last, item[1].year) for item in fit)
    for (_, last, year), (first, _, other) in zip(places, places[1:]):
        between = [t.norm for t in tokens[last + 1 : first]]
        if abs(year - other) <= 2 and between and len(between) <= 4:
            joined = set(between)
            if (
                joined & {"of", "/", "a", "misschien"}
                or ("en" in joined and any(t.norm == "tussen" for t in tokens[:last]))
                or between == [","]
                and any(t.norm in ("geleden", "terug") for t in tokens)
            ):
                return True
    return False
