"""What would change the outcome: every smallest change that leads to another route or a better ingredient.

Each change is computed by giving the advice again on the changed answers. `single_changes` holds all of them;
`would_change` the few that are shown.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from routewijzer.advice import (
    AANWEZIG,
    GEDEELTELIJK,
    ONBEKEND,
    STATUS_ORDER,
    ingredient_status,
    ingredient_statuses,
    route_candidates,
)
from routewijzer.conditions import Answers, has_value, slots_of
from routewijzer.interview import effective
from routewijzer.knowledge import KnowledgeBase
from routewijzer.options import classes, deciding_slots, distance, route_slots, rule_leaves
from routewijzer.wording import entry, enumerate_dutch, say, value_label

#: How many changes are shown at most.
SHOWN = 3
#: Order of usefulness: a later route, a better ingredient, then what leads elsewhere.
FORWARD, BETTER, ELSEWHERE = 0, 1, 2


@dataclass(frozen=True)
class Outcome:
    """What an advice comes down to: the routes still possible and the status of every ingredient."""

    candidates: tuple[int, ...]
    statuses: Mapping[int, str]

    @property
    def route(self) -> int | None:
        """The route, or None while more than one is possible."""
        return self.candidates[0] if len(self.candidates) == 1 else None


@dataclass(frozen=True)
class Change:
    """Other answers and the outcome they give. `same` lists values of a single changed slot with the same effect.

    `fits` is False when it undoes a given answer while the route waits for others.
    """

    answers: Mapping[str, Any]
    same: tuple[Any, ...]
    before: Outcome
    after: Outcome
    size: int
    fits: bool
    text: str

    @property
    def another_route(self) -> bool:
        """True when the route is another than before."""
        return self.after.route != self.before.route

    def ingredients(self, better: bool) -> dict[int, str]:
        """The new status of the ingredients that get better (or, with False, of those that get worse)."""
        return {
            number: status
            for number, status in self.after.statuses.items()
            if status != self.before.statuses[number] and improves(self.before.statuses[number], status) is better
        }

    @property
    def kind(self) -> int:
        """FORWARD, BETTER or ELSEWHERE."""
        if self.after.route is not None and self.after.route > (self.before.route or 0) and self.fits:
            return FORWARD
        return BETTER if self.ingredients(True) and not self.another_route else ELSEWHERE

    def as_dict(self) -> dict[str, Any]:
        """JSON form: the answers that change, the outcome they lead to, and the sentence."""
        return {
            "answers": dict(self.answers),
            "same_effect": list(self.same),
            "route": self.after.route,
            "candidates": list(self.after.candidates),
            "ingredients": {
                str(number): status
                for number, status in self.after.statuses.items()
                if status != self.before.statuses[number]
            },
            "text": self.text,
        }


def improves(before: str, after: str) -> bool:
    """True when status `after` is better than `before`; from `onbekend` only a (partly) present one is better."""
    if before == ONBEKEND:
        return after in (GEDEELTELIJK, AANWEZIG)
    return after != ONBEKEND and STATUS_ORDER.index(after) > STATUS_ORDER.index(before)


def outcome(kb: KnowledgeBase, answers: Answers, today: datetime.date) -> Outcome:
    """The outcome on `answers`, without reasons."""
    counting = effective(kb, answers)
    statuses = ingredient_statuses(kb, counting, today)
    return Outcome(route_candidates(kb, counting, today, statuses), statuses)


class _Judge:
    """Gives outcomes of changed answers; an ingredient is worked out once for each set of answers it reads."""

    def __init__(self, kb: KnowledgeBase, answers: Answers, today: datetime.date) -> None:
        self.kb, self.answers, self.today = kb, answers, today
        self.counting = effective(kb, answers)
        self.deciding = deciding_slots(kb)
        self.read = {
            item["nummer"]: sorted({s for rule in item["regels"].values() for s in slots_of(rule["als"])})
            for item in kb.ingredients
        }
        self.known: dict[tuple[int, str], str] = {}

    def __call__(self, changed: Mapping[str, Any]) -> Outcome:
        if self.deciding.isdisjoint(changed):
            counting = {**self.counting, **changed}
        else:
            counting = effective(self.kb, {**self.answers, **changed})
        statuses = {item["nummer"]: self._status(item, counting) for item in self.kb.ingredients}
        return Outcome(route_candidates(self.kb, counting, self.today, statuses), statuses)

    def _status(self, item: Mapping[str, Any], counting: Answers) -> str:
        key = (item["nummer"], repr([counting.get(slot) for slot in self.read[item["nummer"]]]))
        if key not in self.known:
            self.known[key] = ingredient_status(item, counting, self.today)
        return self.known[key]


def _gain(change: Change) -> int:
    """Steps up of all ingredients, less the steps down."""
    rank = {ONBEKEND: 0, **{status: place for place, status in enumerate(STATUS_ORDER)}}
    return sum(rank[status] - rank[change.before.statuses[n]] for n, status in change.after.statuses.items())


def _order(kb: KnowledgeBase, answers: Answers, change: Change) -> tuple[Any, ...]:
    places = list(kb.slots)
    return (
        change.kind,
        len(change.ingredients(False)),
        sum(not has_value(answers, slot) for slot in change.answers),
        change.size,
        -_gain(change),
        [places.index(slot) for slot in change.answers],
    )


def _matters(before: Outcome, after: Outcome) -> bool:
    return after.route != before.route or any(
        improves(before.statuses[number], status) for number, status in after.statuses.items()
    )


def _attempts(
    kb: KnowledgeBase, answers: Answers, today: datetime.date, slots: Iterable[str]
) -> dict[str, list[tuple[Any, ...]]]:
    """Per slot the groups of values to try; an answer that does not count now is left as it is."""
    tests = rule_leaves(kb)
    counting = effective(kb, answers)
    return {
        slot: classes(kb.slots[slot], answers.get(slot), tests[slot], today)
        for slot in slots
        if answers.get(slot) is None or slot in counting
    }


def single_changes(kb: KnowledgeBase, answers: Answers, today: datetime.date | None = None) -> tuple[Change, ...]:
    """Every change of one answer that leads to another route or a better ingredient, most useful first.

    Values that the rules do not tell apart stand together in one change.
    """
    today = today or datetime.date.today()
    judge = _Judge(kb, answers, today)
    before = judge({})
    found = []
    for slot, groups in _attempts(kb, answers, today, rule_leaves(kb)).items():
        for values in groups:
            after = judge({slot: values[0]})
            if _matters(before, after):
                found.append(_change(kb, answers, {slot: values[0]}, values[1:], before, after))
    return tuple(sorted(found, key=lambda change: _order(kb, answers, change)))


def double_changes(kb: KnowledgeBase, answers: Answers, today: datetime.date | None = None) -> tuple[Change, ...]:
    """Every change of two answers that leads to a later route, most useful first."""
    today = today or datetime.date.today()
    judge = _Judge(kb, answers, today)
    before = judge({})
    groups = _attempts(kb, answers, today, route_slots(kb))
    found = []
    for first, second in itertools.combinations(groups, 2):
        for left, right in itertools.product(groups[first], groups[second]):
            changed = {first: left[0], second: right[0]}
            after = judge(changed)
            if after.route is not None and after.route > (before.route or 0):
                found.append(_change(kb, answers, changed, (), before, after))
    return tuple(sorted(found, key=lambda change: _order(kb, answers, change)))


@dataclass(frozen=True)
class Changes:
    """The changes that are shown, and every other single change that leads to another outcome."""

    shown: tuple[Change, ...]
    others: tuple[Change, ...]


def would_change(
    kb: KnowledgeBase, answers: Answers, today: datetime.date | None = None, limit: int = SHOWN
) -> Changes:
    """What would change the outcome: at most `limit` changes to show, one per slot, the most useful first.

    When no single answer leads to a later route, the best pair of answers that does takes the last place.
    """
    today = today or datetime.date.today()
    singles = single_changes(kb, answers, today)
    first: dict[tuple[str, ...], Change] = {}
    for change in singles:
        first.setdefault(tuple(change.answers), change)
    best = tuple(first.values())
    last_route = max(route["nummer"] for route in kb.routes)
    pairs: tuple[Change, ...] = ()
    if outcome(kb, answers, today).route != last_route and not any(change.kind == FORWARD for change in best):
        pairs = double_changes(kb, answers, today)[:1]
    shown = best[: limit - len(pairs)] + pairs
    return Changes(shown, tuple(change for change in singles if change not in shown))


def change_sentences(kb: KnowledgeBase, answers: Answers, today: datetime.date | None = None) -> list[str]:
    """Answers "wat zou de uitkomst veranderen?": the changes that are shown, and how many more there are."""
    changes = would_change(kb, answers, today)
    if not changes.shown:
        return [say("verandering.niets")]
    more = len(changes.others)
    rest = [say("verandering.meer_een")] if more == 1 else [say("verandering.meer", aantal=more)] if more else []
    return [*(change.text for change in changes.shown), *rest]


def clause(kb: KnowledgeBase, answers: Answers, slot: str, value: Any, same: tuple[Any, ...] = ()) -> str:
    """A subordinate clause that says `slot` has `value`, or one of the `same` values."""
    wording = entry("verandering.als").get(slot)
    if wording is None:
        label = value_label(kb, slot, value)
        return say("verandering.ander_antwoord", vraag=kb.question(slot).short, antwoord=label)
    if isinstance(wording, str):
        given = answers.get(slot)
        count = str(len(value)) if isinstance(value, list) else str(value)
        if isinstance(given, list) and len(given) != len(value):
            count = say("verandering.in_plaats_van", aantal=count, nu=len(given))
        return wording.format(aantal=count)
    link = "als" if has_value(answers, slot) else "dat"
    return f" of {link} ".join(wording[_key(item)] for item in (value, *same))


def _key(value: Any) -> str:
    return {True: "ja", False: "nee"}.get(value, value) if isinstance(value, bool) else value


def route_name(kb: KnowledgeBase, number: int) -> str:
    """ "route 2 (Van binnen naar buiten)"."""
    name = next(route["naam"] for route in kb.routes if route["nummer"] == number)
    return say("algemeen.route", nummer=number, naam=name)


def ingredient_name(kb: KnowledgeBase, number: int) -> str:
    """ "ingrediënt 5 (Toetsingskader en meten)"."""
    name = next(item["naam"] for item in kb.ingredients if item["nummer"] == number)
    return say("algemeen.ingredient", nummer=number, naam=name)


def sections(kb: KnowledgeBase, before: Outcome, after: Outcome) -> str:
    """The report sections that the differences between two outcomes rest on, as "6" or "5 en 6"."""
    moved = [item for item in kb.ingredients if after.statuses[item["nummer"]] != before.statuses[item["nummer"]]]
    if after.candidates != before.candidates:
        moved += [route for route in kb.routes if route["nummer"] in after.candidates]
    return enumerate_dutch(sorted({str(item["paragraaf"]) for item in moved}))


def effect(kb: KnowledgeBase, before: Outcome, after: Outcome) -> list[str]:
    """What differs between two outcomes, as clauses that follow "dan"; empty when nothing does."""
    parts = []
    if after.candidates != before.candidates:
        if after.route is not None:
            parts.append(say("verandering.route", route=route_name(kb, after.route)))
        else:
            names = enumerate_dutch([route_name(kb, number) for number in after.candidates], "of")
            parts.append(say("verandering.route_open", routes=names))
    parts += [
        say(f"verandering.ingredient.{status}", ingredient=ingredient_name(kb, number))
        for number, status in after.statuses.items()
        if status != before.statuses[number]
    ]
    return parts


def _change(
    kb: KnowledgeBase,
    answers: Answers,
    changed: Mapping[str, Any],
    same: tuple[Any, ...],
    before: Outcome,
    after: Outcome,
) -> Change:
    size = sum(distance(answers.get(slot), value, kb.slots[slot]) for slot, value in changed.items())
    known = [clause(kb, answers, s, v, same) for s, v in changed.items() if has_value(answers, s)]
    unsure = [clause(kb, answers, s, v, same) for s, v in changed.items() if not has_value(answers, s)]
    then = {"dan": enumerate_dutch(effect(kb, before, after)), "paragraaf": sections(kb, before, after)}
    if known and unsure:
        text = say("verandering.gemengd", als=" en ".join(known), blijkt=" en ".join(unsure), **then)
    else:
        key = "verandering.bekend" if known else "verandering.onbekend"
        text = say(key, als=" en ".join(known or unsure), **then)
    fits = before.route is not None or not known
    return Change(dict(changed), same, before, after, size, fits, text)
