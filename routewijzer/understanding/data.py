"""The texts of `kennisbank/uitingen`, as training examples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from routewijzer.understanding.contract import UITINGEN, intents, slots

#: The label of a text that states no value.
NOTHING = "-"


class TextError(ValueError):
    """A line of `kennisbank/uitingen` that does not fit its format; the message names file, line and fault."""


@dataclass(frozen=True)
class Example:
    """One text with its label (`alternative`: the other fair reading), and who wrote it."""

    text: str
    label: str
    writer: str
    alternative: str | None = None


def _lines(folder: Path, name: str) -> Iterator[tuple[str, str, str]]:
    """(place, writer, line) for every text line of `folder/name.<writer>.txt`."""
    for path in sorted(folder.glob(f"{name}.*.txt")):
        writer = path.name.split(".")[-2]
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            line = line.strip()
            if line and not line.startswith("#"):
                yield f"{path.name}:{number}", writer, line


def _split(place: str, line: str) -> tuple[str, str]:
    label, bar, text = line.partition(" | ")
    if not bar or not text.strip():
        raise TextError(f"{place}: no ' | ' with a text behind it")
    return label.strip(), text.strip()


def answers(slot: str) -> list[Example]:
    """The answers to the question about `slot`. Raises TextError for a label that the contract does not know."""
    info = slots()[slot]
    found = []
    for place, writer, line in _lines(UITINGEN / "antwoorden", slot):
        label, text = _split(place, line)
        label, _, other = (part.strip() for part in label.partition("~"))
        for one in (label, other):
            if one and not _fits(info.kind, info.values, one):
                raise TextError(f"{place}: {one!r} is no value of {slot}")
        found.append(Example(text, label, writer, other or None))
    return found


def _fits(kind: str, values: tuple[str, ...], label: str) -> bool:
    if label == NOTHING or (label == "[]" and kind == "multi"):
        return True
    if kind == "multi":
        return set(label.split("+")) <= set(values)
    if kind == "year":
        return label.isdigit() or (label.startswith("j-") and label[2:].isdigit())
    if kind == "amount":
        return label.isdigit()
    return label in values


def acts() -> list[Example]:
    """The turns that are no answer, labelled by intent; for `define` the term stands in `alternative`."""
    found = []
    for intent in intents():
        for place, writer, line in _lines(UITINGEN / "handelingen", intent):
            if intent == "define":
                term, text = _split(place, line)
                found.append(Example(text, intent, writer, term))
            else:
                found.append(Example(line, intent, writer))
    return found


def mixed() -> list[tuple[str, Example]]:
    """The turns that interrupt and answer in one breath, labelled by intent, each with the slot it answers.

    The value stands in `alternative`.
    """
    found = []
    for place, writer, line in _lines(UITINGEN / "handelingen", "gemengd"):
        label, text = _split(place, line)
        intent, semicolon, stated = (part.strip() for part in label.partition(";"))
        slot, _, value = (part.strip() for part in stated.partition("="))
        if intent not in intents() or not semicolon or slot not in slots():
            raise TextError(f"{place}: {label!r} is not `intent ; slot=value`")
        found.append((slot, Example(text, intent, writer, value)))
    return found


def open_answers() -> list[Example]:
    """Answers to the open questions, labelled by slot: their `# slot` line says which question was asked.

    Any other comment is only that.
    """
    found = []
    for path in sorted((UITINGEN / "handelingen").glob("antwoord_open.*.txt")):
        slot = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            line = line.strip()
            if line.startswith("#"):
                named = line.strip("#: ")
                slot = named if named in slots() else slot
            elif line:
                found.append(Example(line, slot, path.name.split(".")[-2]))
    return found
