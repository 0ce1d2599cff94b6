"""Checking answers that come from outside: names and values of `contract/slots.yml`."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from routewijzer.conditions import MARKERS
from routewijzer.knowledge import Slot


class AnswerError(ValueError):
    """An answer that the contract does not know; the message names slot and value in one sentence."""


def check(slots: Mapping[str, Slot], answers: Any) -> dict[str, Any]:
    """`answers` (slot -> value) when every slot and value is of the contract; empty values are left out.

    Raises AnswerError with one sentence naming what is wrong.
    """
    if not isinstance(answers, dict):
        raise AnswerError('expected a JSON object {"slot": value}')
    checked: dict[str, Any] = {}
    for name, value in answers.items():
        if name not in slots:
            raise AnswerError(f"unknown slot: {name!r}")
        if value is not None:
            _check_value(slots[name], value)
            checked[name] = value
    return checked


def _check_value(slot: Slot, value: Any) -> None:
    if isinstance(value, str) and value in MARKERS:
        return
    kind = slot.kind
    if kind == "multi":
        if not isinstance(value, list):
            raise AnswerError(f"slot {slot.name} takes a list of values, not {value!r}")
        for item in value:
            if item not in slot.values:
                raise AnswerError(f"unknown value for slot {slot.name}: {item!r}; known: {', '.join(slot.values)}")
        if len(set(value)) != len(value):
            raise AnswerError(f"slot {slot.name} names a value twice: {value!r}")
    elif kind == "category":
        if value not in slot.values:
            raise AnswerError(f"unknown value for slot {slot.name}: {value!r}; known: {', '.join(slot.values)}")
    elif kind == "bool":
        if not isinstance(value, bool):
            raise AnswerError(f"slot {slot.name} takes true or false, not {value!r}")
    elif kind in ("year", "amount"):
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise AnswerError(f"slot {slot.name} takes a whole number, not {value!r}")
        if kind == "year" and not 1900 <= value <= 2200:
            raise AnswerError(f"slot {slot.name} takes a year between 1900 and 2200, not {value!r}")
    elif not isinstance(value, str):
        raise AnswerError(f"slot {slot.name} takes text, not {value!r}")
    elif unfit := next(
        (char for char in value if unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\r\t"), ""
    ):
        raise AnswerError(f"slot {slot.name} holds a character that is no text: {unfit!r}")
