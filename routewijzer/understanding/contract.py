"""What the understanding reads of the knowledge base: slots with their values, button labels, glossary terms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

#: The project's root, wherever it is installed.
ROOT = Path(__file__).resolve().parents[2]
KENNISBANK = ROOT / "kennisbank"
TAAL = KENNISBANK / "taal"
UITINGEN = KENNISBANK / "uitingen"

#: Kinds of slot that a classifier reads, and those that have a value out of a closed set or a number.
CLASSIFIED = ("category", "multi", "bool")
CLOSED = ("category", "multi", "bool", "year", "amount")


@dataclass(frozen=True)
class SlotInfo:
    """One slot: kind and values of the contract, and the button texts that stand for a value."""

    name: str
    kind: str
    values: tuple[str, ...]
    labels: tuple[tuple[str, str], ...]


def load_yaml(path: Path) -> Any:
    """The content of a YAML file, with the fast loader where it is built."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 (both loaders are the safe kind)


@lru_cache(maxsize=1)
def slots() -> dict[str, SlotInfo]:
    """All slots in the order of the contract; a bool has the values `ja` and `nee` here."""
    contract = load_yaml(KENNISBANK / "contract" / "slots.yml")["slots"]
    labels: dict[str, list[tuple[str, str]]] = {}
    for path in sorted((KENNISBANK / "vragen").glob("*.yml")):
        for question in load_yaml(path).get("vragen") or []:
            for value, option in (question.get("opties") or {}).items():
                # YAML reads a bare ja/nee as text, but yes/no style files could give a bool.
                key = {True: "ja", False: "nee"}.get(value, value) if isinstance(value, bool) else str(value)
                labels.setdefault(question["slot"], []).append((key, str(option["label"])))
    found = {}
    for name, spec in contract.items():
        values = tuple(str(v) for v in spec.get("values", ()))
        if spec["type"] == "bool":
            values = ("ja", "nee")
        found[name] = SlotInfo(name, spec["type"], values, tuple(labels.get(name, ())))
    return found


@lru_cache(maxsize=1)
def intents() -> tuple[str, ...]:
    """The intent names of the contract."""
    return tuple(load_yaml(KENNISBANK / "contract" / "acts.yml")["acts"])


@lru_cache(maxsize=1)
def glossary() -> tuple[str, ...]:
    """Every written form of every glossary term, longest first."""
    forms = set()
    for entry in load_yaml(KENNISBANK / "begrippen.yml"):
        forms.add(str(entry["term"]))
        forms.update(str(form) for form in entry.get("ook") or ())
    return tuple(sorted(forms, key=lambda form: (-len(form), form)))


def to_value(slot: SlotInfo, label: str) -> Any:
    """The contract's value for a training label: a bool for ja/nee, a list for a multi slot, else the label."""
    if slot.kind == "bool":
        return {"ja": True, "nee": False}[label]
    if slot.kind == "multi":
        names = [] if label == "[]" else label.split("+")
        return [value for value in slot.values if value in names]
    if slot.kind in ("year", "amount"):
        return int(label)
    return label
