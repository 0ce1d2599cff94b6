"""The yearly budget among the amounts a text names; counts, one-offs and amounts of others are left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from routewijzer.understanding.lexicon import matcher
from routewijzer.understanding.numbers import Number, find_numbers
from routewijzer.understanding.scope import clauses
from routewijzer.understanding.text import Token, tokenize


@dataclass(frozen=True)
class AmountReading:
    """A yearly amount in whole euros with its evidence and how sure it is; `against` when it is another sort of sum."""

    amount: int
    start: int
    end: int
    confidence: float
    against: bool = False


def read_amounts(text: str, asked: bool = True) -> list[AmountReading]:
    """The amounts that may be the yearly budget, best first; `asked`: the text answers the question for it."""
    tokens = tokenize(text)
    numbers = clauses(tokens)
    cues: dict[str, list[tuple[int, int]]] = {}
    for match in matcher("bedragen").find(tokens):
        cues.setdefault(match.name.split(":")[1], []).append((match.first, match.last))
    scored: list[tuple[float, Number, bool]] = []
    for number in find_numbers(tokens):
        if _is_other(number, tokens):
            continue
        score, against = _score(number, tokens, numbers, cues)
        scored.append((score, number, against))
    fit = [item for item in scored if not item[2]]
    if not fit:
        zero = cues.get("nul")
        if zero and not scored and not cues.get("bijna_niet") and asked:
            first, last = zero[0]
            bare = len([t for t in tokens if t.is_word]) <= 12
            return [AmountReading(0, tokens[first].start, tokens[last].end, 0.985 if bare else 0.7)]
        return [AmountReading(_euros(n), n.start, n.end, 0.2, True) for _, n, _ in scored]
    pairs = _alternatives(tokens, fit)
    fit.sort(key=lambda item: (-item[0], item[1].start))
    best = fit[0]
    rival = next((item for item in fit[1:] if _euros(item[1]) != _euros(best[1])), None)
    confidence = 0.985
    if pairs is not None:
        first, second = pairs
        return [
            AmountReading(_euros(first), first.start, first.end, 0.55),
            AmountReading(_euros(second), second.start, second.end, 0.4),
        ]
    if rival is not None:
        confidence = 0.97 if best[0] - rival[0] >= 1.5 else (0.85 if best[0] - rival[0] >= 0.9 else 0.6)
    if not (best[1].money or best[1].scaled) and best[1].value < 1000:
        confidence = min(confidence, 0.4)
    if best[0] < 0:
        confidence = min(confidence, 0.6)
    if not asked and best[0] < 2.0:
        confidence = min(confidence, 0.3)
    readings = [AmountReading(_euros(best[1], tokens, cues, numbers), best[1].start, best[1].end, confidence)]
    if rival is not None:
        readings.append(AmountReading(_euros(rival[1]), rival[1].start, rival[1].end, min(0.9 - confidence / 2, 0.45)))
    return readings


def _euros(
    number: Number,
    tokens: Sequence[Token] = (),
    cues: dict[str, list[tuple[int, int]]] | None = None,
    numbers: Sequence[int] = (),
) -> int:
    value = number.value
    if cues and tokens:
        clause = numbers[number.last]
        for name, times in (("maand", 12), ("kwartaal", 4)):
            if any(numbers[first] == clause and first > number.last for first, _ in cues.get(name, ())):
                return round(value * times)
    return round(value)


def _is_other(number: Number, tokens: Sequence[Token]) -> bool:
    """Years, phone numbers, percentages, section numbers and the like are no amounts."""
    first = tokens[number.first].norm
    plain = number.first == number.last and not number.money and not number.scaled
    if plain and re.fullmatch(r"(19|20)\d\d", first):
        return True
    if plain and number.value < 50 and not first.isdigit() and first in ("een", "eentje", "twee", "drie", "vier"):
        return True
    after = tokens[number.last + 1].norm if number.last + 1 < len(tokens) else ""
    before = tokens[number.first - 1].norm if number.first else ""
    if after in ("%", "procent", "percent", "fte", "jaar", "jaren", "uur", "dagen", "weken", "jr"):
        return True
    if plain and re.fullmatch(r"0\d+", first):
        return True
    if (
        plain
        and before in ("post", "begrotingspost", "artikel", "art", "programma", "nr", "paragraaf", "-")
        and number.value < 1000
    ):
        return True
    return False


def _near(spans: Sequence[tuple[int, int]], numbers: Sequence[int], number: Number) -> int:
    clause = numbers[number.first]
    return sum(1 for first, last in spans if numbers[first] == clause and not (number.first <= first <= number.last))


def _score(
    number: Number, tokens: Sequence[Token], numbers: Sequence[int], cues: dict[str, list[tuple[int, int]]]
) -> tuple[float, bool]:
    """Points for being the yearly budget, and whether the context says it is another sort of sum."""
    score = 0.0
    if number.money or number.scaled:
        score += 1.0
    elif number.value < 100 and number.value:
        score -= 1.0
    yearly = _near(cues.get("voor", ()), numbers, number)
    score += min(yearly, 2) * 0.7
    score += min(_near(cues.get("nu", ()), numbers, number), 1) * 0.6
    # "exclusief 240.000 voor het vwc", "daarnaast": what is set apart is not the sum itself.
    apart = [first for first, _ in cues.get("apart", ()) if numbers[first] == numbers[number.first]]
    after = [first for first in apart if first < number.first]
    if after:
        return -3.0, True
    clause = numbers[number.first]
    against = [
        (first, last)
        for first, last in cues.get("tegen", ())
        if numbers[first] == clause and not any(first >= place for place in apart)
    ]
    if against:
        # What organisations or residents are counted or paid is another number; "voor vrijwilligers" is not.
        hard = [span for span in against if not _is_purpose(span, tokens)]
        if hard:
            return -3.0, True
    if _near(cues.get("oud", ()), numbers, number):
        before = tokens[number.first - 1].norm if number.first else ""
        score -= 1.2 if before not in ("naar",) else 0.0
    if number.first and tokens[number.first - 1].norm == "naar":
        score += 2.0
    score += min(number.first, 40) * 0.01  # of two alike, what was said last
    return score, False


def _is_purpose(span: tuple[int, int], tokens: Sequence[Token]) -> bool:
    """Whether the cue word is what the money is for (`voor alle vrijwilligers`) instead of what is counted."""
    return any(t.norm in ("voor", "aan", "met") for t in tokens[max(0, span[0] - 3) : span[0]]) and tokens[
        span[0]
    ].norm in ("vrijwilligers", "verenigingen", "organisaties", "inwoners", "mensen", "vrijwilligersprijs")


def _alternatives(tokens: Sequence[Token], fit: Sequence[tuple[float, Number, bool]]) -> tuple[Number, Number] | None:
    """Two amounts that the text offers itself: `60 of 80 duizend`, `een ton tot anderhalve ton`, `20 à 25k`."""
    ordered = sorted((item[1] for item in fit), key=lambda number: number.first)
    for one, two in zip(ordered, ordered[1:]):
        between = [t.norm for t in tokens[one.last + 1 : two.first]]
        if between and len(between) <= 3 and set(between) & {"of", "tot", "a", "en"}:
            if "en" in between and not any(t.norm == "tussen" for t in tokens[: one.first]):
                continue
            scale = next((s for s in (1e6, 1e5, 1e3) if two.scaled and two.value >= s), 1.0)
            if one.value * scale <= two.value * 3 and one.value < 1000 <= two.value and not one.scaled:
                one = Number(one.value * scale, one.start, one.end, one.first, one.last, one.money, True)
            return one, two
    return None
