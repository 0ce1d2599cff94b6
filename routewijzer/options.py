"""Which values of a slot the rules tell apart.

Two values on which every leaf of every rule has the same outcome lead to the same advice. One value of each such
class is enough to try all changes of an answer.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from routewijzer.conditions import Condition, evaluate, has_value, leaves, slots_of
from routewijzer.knowledge import KnowledgeBase, Slot
from routewijzer.wording import entry

#: A value that stands alone in a list: "none of these".
NOTHING = "geen"

#: What was derived from a knowledge base; it holds the knowledge base too, so that its id stays taken.
_derived: dict[tuple[str, int], tuple[KnowledgeBase, Any]] = {}


def _once(kb: KnowledgeBase, name: str, derive: Callable[[KnowledgeBase], Any]) -> Any:
    if (name, id(kb)) not in _derived:
        _derived[name, id(kb)] = (kb, derive(kb))
    return _derived[name, id(kb)][1]


def rule_leaves(kb: KnowledgeBase) -> dict[str, list[Condition]]:
    """Per slot the leaves by which it decides ingredients or route, itself or by making a question irrelevant."""
    return _once(kb, "rule_leaves", _rule_leaves)


def route_slots(kb: KnowledgeBase) -> list[str]:
    """The slots that the route rules read, also through the ingredients they name, in the contract's order."""
    return _once(kb, "route_slots", _route_slots)


def deciding_slots(kb: KnowledgeBase) -> set[str]:
    """The slots that decide whether the answer to another slot of `rule_leaves` counts."""
    read = rule_leaves(kb)
    conditions = [q.condition for q in kb.questions if q.slot in read and q.condition is not None]
    return {slot for condition in conditions for slot in slots_of(condition)}


def _rule_leaves(kb: KnowledgeBase) -> dict[str, list[Condition]]:
    rules = [rule["als"] for item in kb.ingredients for rule in item["regels"].values()]
    rules += [route["als"] for route in kb.routes if "als" in route]
    found: dict[str, list[Condition]] = {}
    for leaf in itertools.chain.from_iterable(leaves(rule) for rule in rules):
        if "slot" in leaf:
            found.setdefault(leaf["slot"], []).append(leaf)
    for question in reversed(kb.questions):
        if question.slot in found and question.condition is not None:
            for leaf in leaves(question.condition):
                found.setdefault(leaf["slot"], []).append(leaf)
    return {slot: found[slot] for slot in kb.slots if slot in found}


def _route_slots(kb: KnowledgeBase) -> list[str]:
    read: set[str] = set()
    by_number = {item["nummer"]: item for item in kb.ingredients}
    for route in kb.routes:
        for leaf in leaves(route["als"]) if "als" in route else ():
            if "slot" in leaf:
                read.add(leaf["slot"])
            else:
                for rule in by_number[leaf["ingredient"]]["regels"].values():
                    read.update(slots_of(rule["als"]))
    return [slot for slot in kb.slots if slot in read]


def _nearest(slot: Slot, given: Sequence[str], count: int) -> list[str]:
    """The list with `count` values that differs least from `given`, in the contract's order."""
    kept = [value for value in given if value != NOTHING][:count]
    others = [value for value in slot.values if value not in (*kept, NOTHING)]
    chosen = {*kept, *others[: count - len(kept)]}
    return [value for value in slot.values if value in chosen]


def _values(slot: Slot, given: Any, tests: Iterable[Condition], today: datetime.date) -> Iterable[Any]:
    if slot.kind == "bool":
        yield from (True, False)
    elif slot.kind == "category":
        yield from slot.values
    elif slot.kind == "year":
        for leaf in tests:
            if leaf["op"] == "ouder_dan":
                yield from (today.year - leaf["value"], today.year - leaf["value"] - 1)
    elif slot.kind == "multi":
        base = given if isinstance(given, list) else []
        for count in range(len(slot.values) + 1 - (NOTHING in slot.values)):
            yield _nearest(slot, base, count)
        for leaf in tests:
            if leaf["op"] == "bevat":
                wanted = leaf["value"]
                yield [wanted] if wanted == NOTHING else [v for v in slot.values if v == wanted or v in base]
                yield [v for v in base if v != wanted]


def classes(slot: Slot, given: Any, tests: Sequence[Condition], today: datetime.date) -> list[tuple[Any, ...]]:
    """The values of `slot` other than `given`, grouped by what `tests` see of them; what `given` is, is left out.

    Of a `multi` slot each group holds only the list nearest to `given`.
    """

    def seen(value: Any) -> tuple[bool, ...]:
        return tuple(evaluate(leaf, {slot.name: value}, today).value == "waar" for leaf in tests)

    groups: dict[tuple[bool, ...], list[Any]] = {}
    for value in _values(slot, given, tests, today):
        groups.setdefault(seen(value), []).append(value)
    if has_value({slot.name: given}, slot.name):
        groups.pop(seen(given), None)
    if slot.kind in ("multi", "year"):
        return [(min(values, key=lambda value: distance(given, value)),) for values in groups.values()]
    return [tuple(sorted(values, key=lambda value: distance(given, value, slot))) for values in groups.values()]


def distance(given: Any, value: Any, scale: Slot | None = None) -> int:
    """How far `value` is from `given`: values added and taken away, or steps on a `scale` that has an order.

    1 for anything else, and when nothing was given.
    """
    if isinstance(value, list):
        return max(1, len(set(value) ^ set(given if isinstance(given, list) else [])))
    if scale is not None and scale.name in entry("verandering.geordend") and given in scale.values:
        return abs(scale.values.index(value) - scale.values.index(given))
    return 1


def possible_values(
    kb: KnowledgeBase, answers: Mapping[str, Any], slot: str, tests: Sequence[Condition], today: datetime.date
) -> list[Any]:
    """One value of each class that `slot` can still have: its own when it is answered."""
    if has_value(answers, slot):
        return [answers[slot]]
    return [values[0] for values in classes(kb.slots[slot], None, tests, today)]
