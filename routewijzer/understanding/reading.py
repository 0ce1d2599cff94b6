"""What is understood of a text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Found:
    """A value that a text states: how sure, and the places text[start:end] that carry it (one per value when multi)."""

    value: Any
    confidence: float
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Reading:
    """What was understood of a turn.

    `act` is an intent of the contract; `found` what is noted per slot; `doubt` two readings per slot of which
    the person is asked to choose one; `term` the glossary term asked for when the act is `define`.
    """

    act: str
    act_confidence: float
    found: Mapping[str, Found] = field(default_factory=dict)
    doubt: Mapping[str, list[Found]] = field(default_factory=dict)
    term: str | None = None
