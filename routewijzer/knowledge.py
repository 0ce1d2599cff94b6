"""The knowledge base (`kennisbank/`) as typed objects. Loading reads YAML only; `routewijzer.lint` checks it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from routewijzer.conditions import Condition

ROOT = Path(__file__).resolve().parent.parent
KENNISBANK = ROOT / "kennisbank"

#: Option keys of a bool slot and the values they stand for.
BOOL_OPTIONS = {"ja": True, "nee": False}

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path) -> Any:
    """The content of a YAML file. Raises yaml.YAMLError on a broken file, OSError where it cannot be read."""
    with path.open(encoding="utf-8") as handle:
        return yaml.load(handle, Loader=_Loader)


@dataclass(frozen=True)
class Slot:
    """A slot of the contract: `kind` is category, multi, bool, year, amount or text."""

    name: str
    kind: str
    item: str
    about: str
    values: tuple[str, ...] = ()

    @property
    def closed(self) -> bool:
        """True when the slot is answered by choosing among options."""
        return self.kind in ("category", "multi", "bool")


@dataclass(frozen=True)
class Option:
    """One value of a closed question with its label on a button and what tells it apart."""

    value: Any
    label: str
    explanation: str


@dataclass(frozen=True)
class Question:
    """One question of the interview. `section` is the report section its reason rests on."""

    slot: str
    block: str
    item: str
    section: str
    short: str
    text: str
    explanation: str
    why: str
    examples: tuple[str, ...]
    options: tuple[Option, ...]
    snelscan: bool
    condition: Condition | None

    def label(self, value: Any) -> str:
        """The option label of `value`. Raises KeyError when it is not an option."""
        for option in self.options:
            if option.value == value:
                return option.label
        raise KeyError(value)


@dataclass(frozen=True)
class Block:
    """A block of the interview, asked by one form."""

    name: str
    title: str
    form: str
    intro: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class KnowledgeBase:
    """Everything under `kennisbank/` that the domain reads."""

    version: str
    slots: Mapping[str, Slot]
    acts: tuple[str, ...]
    blocks: Mapping[str, Block]
    findings: tuple[Mapping[str, Any], ...]
    ingredients: tuple[Mapping[str, Any], ...]
    routes: tuple[Mapping[str, Any], ...]
    close_calls: tuple[Mapping[str, Any], ...]
    glossary: tuple[Mapping[str, Any], ...]
    report: Mapping[str, Any]
    texts: Mapping[str, Any]
    _questions: Mapping[str, Question] = field(repr=False, default_factory=dict)

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions in the order of the interview."""
        return tuple(self._questions.values())

    def question(self, slot: str) -> Question:
        """The question that fills `slot`. Raises KeyError when there is none."""
        return self._questions[slot]


def _question(data: Mapping[str, Any], block: str, slot: Slot) -> Question:
    options = tuple(
        Option(
            BOOL_OPTIONS[str(value)] if slot.kind == "bool" else value,
            option["label"],
            option.get("uitleg", ""),
        )
        for value, option in (data.get("opties") or {}).items()
    )
    return Question(
        slot=slot.name,
        block=block,
        item=str(data["item"]),
        section=str(data["paragraaf"]),
        short=data["kort"],
        text=data["vraag"],
        explanation=data["toelichting"],
        why=data["waarom"],
        examples=tuple(data.get("voorbeelden") or ()),
        options=options,
        snelscan=bool(data.get("snelscan")),
        condition=data.get("als"),
    )


def load_slots(directory: Path = KENNISBANK) -> dict[str, Slot]:
    """The slots of the contract, by name, in the contract's order."""
    raw = read_yaml(directory / "contract" / "slots.yml")["slots"]
    return {
        name: Slot(name, entry["type"], str(entry["item"]), entry["about"], tuple(entry.get("values") or ()))
        for name, entry in raw.items()
    }


@lru_cache(maxsize=4)
def load(directory: Path = KENNISBANK) -> KnowledgeBase:
    """Load the knowledge base of `directory` (read once per process).

    Raises OSError or yaml.YAMLError when a file is missing or broken, KeyError when a field is missing.
    """
    slots = load_slots(directory)
    blocks: dict[str, Block] = {}
    for path in sorted((directory / "vragen").glob("*.yml")):
        raw = read_yaml(path)
        questions = tuple(_question(item, raw["blok"], slots[item["slot"]]) for item in raw["vragen"])
        blocks[raw["blok"]] = Block(raw["blok"], raw["titel"], raw["formulier"], raw["intro"], questions)
    routes = read_yaml(directory / "routes.yml")
    return KnowledgeBase(
        version=str(read_yaml(directory / "versie.yml")["versie"]),
        slots=slots,
        acts=tuple(read_yaml(directory / "contract" / "acts.yml")["acts"]),
        blocks=blocks,
        findings=tuple(read_yaml(directory / "bevindingen.yml")),
        ingredients=tuple(read_yaml(directory / "ingredienten.yml")),
        routes=tuple(routes["routes"]),
        close_calls=tuple(routes["tussen"]),
        glossary=tuple(read_yaml(directory / "begrippen.yml")),
        report=read_yaml(directory / "rapport.yml"),
        texts=read_yaml(directory / "gesprek.yml"),
        _questions={q.slot: q for block in blocks.values() for q in block.questions},
    )
