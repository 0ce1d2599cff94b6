"""The start memo: from a route to a plan that the person edits (`routes.yml`, filled from the answers)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from routewijzer.advice import Advice
from routewijzer.conditions import Answers, Truth, evaluate, has_value
from routewijzer.interview import effective
from routewijzer.knowledge import KnowledgeBase
from routewijzer.wording import entry, municipality, say, value_label

#: With more routes than this still possible there is no plan yet.
MOST_ROUTES = 2


@dataclass(frozen=True)
class Step:
    """One step with its result. `own_reading` marks what the report does not say in so many words."""

    text: str
    result: str
    section: str
    own_reading: bool

    @property
    def source(self) -> str:
        """The section it rests on, marked when it is an own reading."""
        key = "memo.eigen_lezing_bij" if self.own_reading else "algemeen.paragraaf"
        return say(key, paragraaf=self.section)

    def as_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {"text": self.text, "result": self.result, "section": self.section, "own_reading": self.own_reading}


@dataclass(frozen=True)
class Memo:
    """A start memo for one route; every part is a list of sentences, `agreements` per party."""

    route: int
    name: str
    reason: tuple[str, ...]
    aim: tuple[str, ...]
    participants: tuple[str, ...]
    steps: tuple[Step, ...]
    agreements: Mapping[str, tuple[str, ...]]

    def as_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {
            "route": self.route,
            "name": self.name,
            "reason": list(self.reason),
            "aim": list(self.aim),
            "participants": list(self.participants),
            "steps": [step.as_dict() for step in self.steps],
            "agreements": {party: list(lines) for party, lines in self.agreements.items()},
        }


def _fields(kb: KnowledgeBase, answers: Answers) -> dict[str, str]:
    """Every answered slot in words, for the {fields} of a sentence."""
    filled = {slot: value_label(kb, slot, value) for slot, value in answers.items() if has_value(answers, slot)}
    return {**filled, "gemeente": municipality(answers)}


def memo(kb: KnowledgeBase, answers: Answers, number: int, today: datetime.date | None = None) -> Memo:
    """The start memo of route `number`, filled from `answers`. Raises StopIteration on a route that does not exist."""
    today = today or datetime.date.today()
    counting = effective(kb, answers)
    fields = _fields(kb, counting)
    route = next(route for route in kb.routes if route["nummer"] == number)
    parts = route["memo"]

    def holds(item: Mapping[str, Any]) -> bool:
        return "als" not in item or evaluate(item["als"], counting, today) is Truth.TRUE

    def part(name: str, lines: list[Any]) -> tuple[str, ...]:
        items = [{"tekst": line} if isinstance(line, str) else line for line in lines]
        items += [item for item in entry("memo.uit_antwoorden") if item["deel"] == name]
        return tuple(item["tekst"].strip().format(**fields) for item in items if holds(item))

    steps = tuple(
        Step(
            step["tekst"].format(**fields),
            step["resultaat"].format(**fields),
            str(step["paragraaf"]),
            bool(step["eigen_lezing"]),
        )
        for step in parts["stappen"]
        if holds(step)
    )
    return Memo(
        route=number,
        name=route["naam"],
        reason=part("aanleiding", parts["aanleiding"]),
        aim=part("doel", parts["doel"]),
        participants=part("deelnemers", parts["deelnemers"]),
        steps=steps,
        agreements={party: part(party, lines) for party, lines in parts["afspraken"].items()},
    )


def memos(kb: KnowledgeBase, answers: Answers, advice: Advice, today: datetime.date | None = None) -> tuple[Memo, ...]:
    """A memo for each route that is still possible; none while there are more than MOST_ROUTES."""
    if len(advice.candidates) > MOST_ROUTES:
        return ()
    return tuple(memo(kb, answers, number, today) for number in advice.candidates)
