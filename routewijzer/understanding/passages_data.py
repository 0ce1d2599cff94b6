"""What the passage reader learns from: labelled policy prose, and answers long enough to be understood alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from routewijzer.understanding.contract import CLASSIFIED, UITINGEN, slots, to_value
from routewijzer.understanding.data import NOTHING, TextError, answers

#: Words from which an answer mostly says itself what it is about; shorter ones lean on the question.
LONG_ANSWER = 15


@dataclass(frozen=True)
class Sentence:
    """One sentence of policy prose with all that it states by itself: slot -> value of the contract."""

    text: str
    values: dict[str, Any]
    genre: str
    writer: str


def sentences() -> list[Sentence]:
    """All examples: the labelled sentences and the long answers. Raises TextError for an unknown label."""
    return prose() + long_answers()


def prose(folder: Path = UITINGEN / "passages") -> list[Sentence]:
    """The labelled sentences. Raises TextError, naming file and line, for a label that the contract does not know."""
    found = []
    for path in sorted(folder.glob("*.txt")):
        genre, writer = path.name.split(".")[0], path.name.split(".")[-2]
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            line = line.strip()
            if line and not line.startswith("#"):
                label, bar, text = line.partition(" | ")
                if not bar or not text.strip():
                    raise TextError(f"{path.name}:{number}: no ' | ' with a text behind it")
                found.append(Sentence(text.strip(), _values(label, f"{path.name}:{number}"), genre, writer))
    return found


def long_answers() -> list[Sentence]:
    """The unambiguous answers of at least LONG_ANSWER words, each with the value of the slot that was asked."""
    found = []
    for slot, info in slots().items():
        if info.kind in CLASSIFIED:
            for example in answers(slot):
                if not example.alternative and len(example.text.split()) >= LONG_ANSWER:
                    stated = {} if example.label in (NOTHING, "[]") else {slot: to_value(info, example.label)}
                    found.append(Sentence(example.text, stated, "antwoord", example.writer))
    return found


def _values(label: str, place: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if label.strip() == "-":
        return values
    for pair in label.split(";"):
        slot, _, text = (part.strip() for part in pair.partition("="))
        info = slots().get(slot)
        if info is None:
            raise TextError(f"{place}: no slot {slot!r}")
        if info.kind == "text":
            values[slot] = text
            continue
        if info.kind in ("year", "amount"):
            fits = text.isdigit()
        else:
            fits = set(text.split("+")) <= set(info.values)
        if not fits:
            raise TextError(f"{place}: {text!r} is no value of {slot}")
        values[slot] = to_value(info, text)
    return values
