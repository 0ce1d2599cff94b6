"""The advice: ingredients, route, alternatives and findings that follow from the answers (report, section 6).

All rules are data in `kennisbank/`; this module only evaluates them and keeps a trace of what each conclusion rests on.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from routewijzer import trace as tracing
from routewijzer.conditions import Answers, Condition, Truth, evaluate, has_value, slots_of
from routewijzer.interview import effective, relevance
from routewijzer.knowledge import KnowledgeBase
from routewijzer.options import possible_values, route_slots, rule_leaves

AANWEZIG, GEDEELTELIJK, ONTBREEKT, ONBEKEND = "aanwezig", "gedeeltelijk", "ontbreekt", "onbekend"
#: From worst to best, for comparing outcomes; `onbekend` has no place in it.
STATUS_ORDER = (ONTBREEKT, GEDEELTELIJK, AANWEZIG)


@dataclass(frozen=True)
class Reason:
    """One criterion under a conclusion: what it says of these answers, and what it rests on."""

    id: str
    truth: Truth
    text: str
    section: str
    slots: Mapping[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """JSON form: id, outcome, text, section and the slots read with their values (None: not asked)."""
        return {
            "id": self.id,
            "outcome": self.truth.value,
            "text": self.text,
            "section": self.section,
            "slots": dict(self.slots),
        }


@dataclass(frozen=True)
class Ingredient:
    """An ingredient with its status and the reasons for it."""

    number: int
    status: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Advice:
    """The whole outcome. `route` is None while what is known leaves more than one route open."""

    route: int | None
    candidates: tuple[int, ...]
    route_reasons: tuple[Reason, ...]
    alternatives: tuple[Mapping[str, Any], ...]
    ingredients: Mapping[int, Ingredient]
    findings: tuple[Mapping[str, Any], ...]
    missing: tuple[str, ...]
    version: str
    trace: tracing.Trace


def _reason(
    criterion: Mapping[str, Any], answers: Answers, today: datetime.date, statuses: Mapping[int, str]
) -> Reason:
    truth = evaluate(criterion["als"], answers, today, statuses)
    key = {Truth.TRUE: "wel", Truth.FALSE: "niet"}.get(truth, "onbekend")
    return Reason(
        criterion["id"],
        truth,
        criterion[key].strip(),
        str(criterion["paragraaf"]),
        {slot: answers.get(slot) for slot in slots_of(criterion["als"])},
    )


def ingredient_status(item: Mapping[str, Any], answers: Answers, today: datetime.date) -> str:
    """The status of one ingredient, after the typed rules of section 6.

    What the known answers leave open is `onbekend`, unless it is certain that some part is there: when `ontbreekt` is
    excluded, the status is at least `gedeeltelijk`.
    """
    if evaluate(item["regels"][AANWEZIG]["als"], answers, today) is Truth.TRUE:
        return AANWEZIG
    absent = evaluate(item["regels"][ONTBREEKT]["als"], answers, today)
    return {Truth.TRUE: ONTBREEKT, Truth.FALSE: GEDEELTELIJK}.get(absent, ONBEKEND)


def ingredient_statuses(kb: KnowledgeBase, answers: Answers, today: datetime.date) -> dict[int, str]:
    """Status per ingredient (1 to 5)."""
    return {item["nummer"]: ingredient_status(item, answers, today) for item in kb.ingredients}


def route_candidates(
    kb: KnowledgeBase, answers: Answers, today: datetime.date, statuses: Mapping[int, str]
) -> tuple[int, ...]:
    """The routes that the answers leave possible: one when the outcome is certain, in order of number."""
    outcomes = {
        route["nummer"]: evaluate(route["als"], answers, today, statuses) for route in kb.routes if "als" in route
    }
    certain = [number for number, truth in outcomes.items() if truth is Truth.TRUE]
    if certain:
        return (min(certain),)
    possible = {number for number, truth in outcomes.items() if not truth.known}
    if not possible or _between_is_possible(kb, answers, today):
        possible |= {route["nummer"] for route in kb.routes if route.get("anders")}
    return tuple(sorted(possible))


def _between_is_possible(kb: KnowledgeBase, answers: Answers, today: datetime.date) -> bool:
    """True when some way of answering what is open leaves every route with a rule of its own aside."""
    rules = [route["als"] for route in kb.routes if "als" in route]
    tests = rule_leaves(kb)
    waiting = [slot for slot in route_slots(kb) if not has_value(answers, slot)]
    return _can_all_fail(kb, dict(answers), rules, tests, waiting, today)


def _can_all_fail(
    kb: KnowledgeBase,
    answers: dict[str, Any],
    rules: list[Condition],
    tests: Mapping[str, list[Condition]],
    waiting: list[str],
    today: datetime.date,
) -> bool:
    statuses = ingredient_statuses(kb, answers, today)
    outcomes = [evaluate(rule, answers, today, statuses) for rule in rules]
    if Truth.TRUE in outcomes:
        return False
    if all(outcome is Truth.FALSE for outcome in outcomes):
        return True
    if not waiting:
        return True
    slot, rest = waiting[0], waiting[1:]
    return any(
        _can_all_fail(kb, answers | {slot: value}, rules, tests, rest, today)
        for value in reversed(possible_values(kb, answers, slot, tests[slot], today))
    )


def missing_slots(
    kb: KnowledgeBase,
    answers: Answers,
    candidates: tuple[int, ...],
    statuses: Mapping[int, str],
    today: datetime.date,
) -> tuple[str, ...]:
    """The slots without a real answer that routes (while open) and ingredients rest on, most influential first.

    Only a part of a rule that is still open counts: what can no longer change the outcome is not asked for.
    """
    weights: dict[str, float] = {}
    ingredients = {item["nummer"]: item for item in kb.ingredients}

    def add(condition: Condition, weight: float) -> None:
        if evaluate(condition, answers, today, statuses).known:
            return
        parts = condition.get("alle") or condition.get("een") or ([condition["niet"]] if "niet" in condition else [])
        for part in parts:
            add(part, weight)
        if "slot" in condition:
            weights[condition["slot"]] = weights.get(condition["slot"], 0.0) + weight
        elif "ingredient" in condition:  # through an ingredient it counts half
            add(ingredients[condition["ingredient"]]["regels"][ONTBREEKT]["als"], weight / 2)

    if len(candidates) > 1:
        for route in kb.routes:
            if "als" in route and route["nummer"] in candidates:
                add(route["als"], 8.0 if route["nummer"] == 1 else 4.0)
    for item in kb.ingredients:
        if statuses[item["nummer"]] in (ONBEKEND, GEDEELTELIJK):
            for rule in item["regels"].values():
                add(rule["als"], 1.0)
    order = {slot: place for place, slot in enumerate(kb.slots)}
    relevant = relevance(kb, answers)
    return tuple(
        sorted(
            (slot for slot in weights if relevant[slot] is not Truth.FALSE),
            key=lambda slot: (-weights[slot], order[slot]),
        )
    )


def applying_findings(kb: KnowledgeBase, answers: Answers, today: datetime.date) -> tuple[Mapping[str, Any], ...]:
    """The findings whose condition holds for these answers, in the report's order, with those that always apply."""
    return tuple(
        finding
        for finding in kb.findings
        if finding.get("altijd") or evaluate(finding["als"], answers, today) is Truth.TRUE
    )


def advise(
    kb: KnowledgeBase,
    answers: Answers,
    today: datetime.date | None = None,
    origins: tracing.Origins | None = None,
) -> Advice:
    """The advice on `answers` (slot -> value of the contract); `today` defaults to the current date.

    `origins` says per slot where its value came from (`trace.Origin`); it stands in the trace and changes nothing else.
    """
    today = today or datetime.date.today()
    counting = effective(kb, answers)
    statuses = ingredient_statuses(kb, counting, today)
    candidates = route_candidates(kb, counting, today, statuses)
    route = candidates[0] if len(candidates) == 1 else None
    by_number = {item["nummer"]: item for item in kb.routes}
    reasons = tuple(
        _reason(criterion, counting, today, statuses)
        for number in candidates
        for criterion in by_number[number]["criteria"]
    )
    ingredients = {
        item["nummer"]: Ingredient(
            item["nummer"],
            statuses[item["nummer"]],
            tuple(_reason(criterion, counting, today, statuses) for criterion in item["criteria"]),
        )
        for item in kb.ingredients
    }
    alternatives = _alternatives(kb, counting, today, statuses, candidates, by_number)
    findings = applying_findings(kb, counting, today)
    close = tuple(item["id"] for item in alternatives if item["close"])
    return Advice(
        route=route,
        candidates=candidates,
        route_reasons=reasons,
        alternatives=alternatives,
        ingredients=ingredients,
        findings=findings,
        missing=missing_slots(kb, counting, candidates, statuses, today),
        version=kb.version,
        trace=tracing.build(kb, counting, today, statuses, candidates, findings, close, origins),
    )


def _alternatives(
    kb: KnowledgeBase,
    answers: Answers,
    today: datetime.date,
    statuses: Mapping[int, str],
    candidates: tuple[int, ...],
    by_number: Mapping[int, Mapping[str, Any]],
) -> tuple[Mapping[str, Any], ...]:
    """The other routes in play: every candidate while the route is open, else those of the close calls that hold."""
    if len(candidates) > 1:
        return tuple(
            {"route": number, "close": False, "text": by_number[number]["voor_wie"].strip(), "section": "6"}
            for number in candidates
        )
    found: dict[int, Mapping[str, Any]] = {}
    for call in kb.close_calls:
        other = [number for number in call["routes"] if number != candidates[0]]
        if len(other) == 1 and evaluate(call["als"], answers, today, statuses) is Truth.TRUE:
            found.setdefault(
                other[0],
                {
                    "id": call["id"],
                    "route": other[0],
                    "close": True,
                    "text": call["tekst"].strip(),
                    "decides": call["beslist"].strip(),
                    "slots": list(call["slots"]),
                    "section": "6",
                },
            )
    return tuple(found.values())
