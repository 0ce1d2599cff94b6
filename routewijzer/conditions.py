"""Typed conditions on answers, evaluated with four values.

A condition is data: a leaf `{slot, op, value}` or a node `{alle: [...]}`, `{een: [...]}`, `{niet: ...}`.
A missing answer is never false: a slot that was asked without result gives ONBEKEND, one that was not asked gives
NIET_GEVRAAGD, so that advice never rests on what nobody said (docs/adr/0001-four-values.md).
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import Any

Answers = Mapping[str, Any]
Condition = Mapping[str, Any]

ONBEKEND = "onbekend"
OVERGESLAGEN = "overgeslagen"
#: Markers for a question that was asked and not answered.
MARKERS = (ONBEKEND, OVERGESLAGEN)


class Truth(Enum):
    """Outcome of a condition; the order of strength for what is open is UNKNOWN before NOT_ASKED."""

    TRUE = "waar"
    FALSE = "onwaar"
    UNKNOWN = "onbekend"
    NOT_ASKED = "niet_gevraagd"

    @property
    def known(self) -> bool:
        """True when asking more cannot change the outcome."""
        return self in (Truth.TRUE, Truth.FALSE)


def _of(value: bool) -> Truth:
    return Truth.TRUE if value else Truth.FALSE


def has_value(answers: Answers, slot: str) -> bool:
    """True when `slot` holds a real answer: not missing and not one of the MARKERS. An empty list is an answer."""
    value = answers.get(slot)
    return value is not None and value not in MARKERS


_OPERATORS: dict[str, Callable[[Any, Any, datetime.date], bool]] = {
    "is": lambda given, wanted, _: given == wanted,
    "is_niet": lambda given, wanted, _: given != wanted,
    "een_van": lambda given, wanted, _: given in wanted,
    "bevat": lambda given, wanted, _: wanted in given,
    "minstens": lambda given, wanted, _: len(given) >= wanted,
    "hoogstens": lambda given, wanted, _: len(given) <= wanted,
    "ouder_dan": lambda given, wanted, today: today.year - given > wanted,
    "gevuld": lambda given, wanted, _: True,
}
OPERATORS = tuple(_OPERATORS)


def _open(outcomes: Iterable[Truth]) -> Truth:
    """The open outcome of several: NOT_ASKED when asking can still settle it, else UNKNOWN."""
    return Truth.NOT_ASKED if Truth.NOT_ASKED in outcomes else Truth.UNKNOWN


def evaluate(
    condition: Condition,
    answers: Answers,
    today: datetime.date,
    ingredients: Mapping[int, str] | None = None,
) -> Truth:
    """Evaluate `condition` on `answers` (slot -> value).

    `today` counts for `ouder_dan` (years). `ingredients` maps an ingredient's number (1 to 5) to its status, for
    leaves of the form `{ingredient, op, value}`; an ingredient that is `onbekend` is open.
    Raises KeyError on an operator or node that does not exist (the linter refuses such data).
    """
    if "alle" in condition:
        outcomes = [evaluate(part, answers, today, ingredients) for part in condition["alle"]]
        if Truth.FALSE in outcomes:
            return Truth.FALSE
        return Truth.TRUE if all(o is Truth.TRUE for o in outcomes) else _open(outcomes)
    if "een" in condition:
        outcomes = [evaluate(part, answers, today, ingredients) for part in condition["een"]]
        if Truth.TRUE in outcomes:
            return Truth.TRUE
        return Truth.FALSE if all(o is Truth.FALSE for o in outcomes) else _open(outcomes)
    if "niet" in condition:
        outcome = evaluate(condition["niet"], answers, today, ingredients)
        return {Truth.TRUE: Truth.FALSE, Truth.FALSE: Truth.TRUE}.get(outcome, outcome)
    operator = _OPERATORS[condition["op"]]
    if "ingredient" in condition:
        status = (ingredients or {}).get(condition["ingredient"], ONBEKEND)
        return Truth.NOT_ASKED if status == ONBEKEND else _of(operator(status, condition.get("value"), today))
    given = answers.get(condition["slot"])
    if given is None:
        return Truth.NOT_ASKED
    if isinstance(given, str) and given in MARKERS:
        return Truth.UNKNOWN
    return _of(operator(given, condition.get("value"), today))


def leaves(condition: Condition) -> Iterable[Condition]:
    """All leaves of `condition`, from left to right."""
    for node in ("alle", "een"):
        if node in condition:
            for part in condition[node]:
                yield from leaves(part)
            return
    if "niet" in condition:
        yield from leaves(condition["niet"])
        return
    yield condition


def slots_of(condition: Condition) -> list[str]:
    """The slots that `condition` reads, each once, in order of appearance (ingredient leaves read none themselves)."""
    return list(dict.fromkeys(leaf["slot"] for leaf in leaves(condition) if "slot" in leaf))
