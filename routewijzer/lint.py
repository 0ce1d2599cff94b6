"""The linter of the knowledge base: what a JSON schema cannot see (`python -m routewijzer lint`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from routewijzer.conditions import OPERATORS, Condition, leaves, slots_of
from routewijzer.knowledge import KnowledgeBase

_COUNTING = ("minstens", "hoogstens", "bevat")


def _leaf_faults(kb: KnowledgeBase, leaf: Condition) -> Iterator[str]:
    if "ingredient" in leaf:
        if leaf["ingredient"] not in range(1, 6):
            yield f"unknown ingredient {leaf['ingredient']!r}"
        return
    slot = kb.slots.get(leaf.get("slot", ""))
    operator = leaf.get("op")
    if slot is None:
        yield f"unknown slot {leaf.get('slot')!r}"
        return
    if operator not in OPERATORS:
        yield f"unknown operator {operator!r}"
        return
    if operator == "gevuld":
        return
    if operator in _COUNTING and slot.kind != "multi":
        yield f"{operator} is for multi slots, {slot.name} is {slot.kind}"
    if operator == "ouder_dan" and slot.kind != "year":
        yield f"ouder_dan is for year slots, {slot.name} is {slot.kind}"
    if operator in ("is", "is_niet", "een_van", "bevat") and slot.kind in ("category", "multi"):
        wanted = leaf["value"] if operator == "een_van" else [leaf["value"]]
        for value in wanted:
            if value not in slot.values:
                yield f"unknown value {value!r} for {slot.name}"


def condition_faults(kb: KnowledgeBase, condition: Condition) -> Iterator[str]:
    """What is wrong with `condition`: unknown slots, values, operators, and an `alle` that contradicts itself."""
    for leaf in leaves(condition):
        yield from _leaf_faults(kb, leaf)
    for part in [condition, *condition.get("alle", [])]:
        wanted: dict[str, set[Any]] = {}
        for leaf in part.get("alle", []):
            if leaf.get("op") in ("is", "een_van"):
                allowed = set(leaf["value"]) if leaf["op"] == "een_van" else {leaf["value"]}
                if leaf["slot"] in wanted and not wanted[leaf["slot"]] & allowed:
                    yield f"can never hold: {leaf['slot']} is asked to be two things at once"
                wanted[leaf["slot"]] = wanted.get(leaf["slot"], allowed) & allowed


def _conditions(kb: KnowledgeBase) -> Iterable[tuple[str, Condition]]:
    for question in kb.questions:
        if question.condition is not None:
            yield f"question {question.slot}", question.condition
    for finding in kb.findings:
        if "als" in finding:
            yield finding["id"], finding["als"]
    for item in kb.ingredients:
        for rule in item["regels"].values():
            yield rule["id"], rule["als"]
        for criterion in item["criteria"]:
            yield criterion["id"], criterion["als"]
    for route in kb.routes:
        if "als" in route:
            yield route["id"], route["als"]
        for criterion in route["criteria"]:
            yield criterion["id"], criterion["als"]
        for step in route["memo"]["stappen"]:
            if "als" in step:
                yield step["id"], step["als"]
    for call in kb.close_calls:
        yield call["id"], call["als"]


def _sections(kb: KnowledgeBase) -> Iterable[tuple[str, Mapping[str, Any]]]:
    for finding in kb.findings:
        yield finding["id"], finding
    for item in (*kb.ingredients, *kb.routes):
        yield item["id"], item
        for criterion in item["criteria"]:
            yield criterion["id"], criterion
    for route in kb.routes:
        for step in route["memo"]["stappen"]:
            yield step["id"], step
    for term in kb.glossary:
        yield f"term {term['id']}", term


def _question_faults(kb: KnowledgeBase) -> Iterator[str]:
    for name, slot in kb.slots.items():
        try:
            question = kb.question(name)
        except KeyError:
            yield f"slot {name} has no question"
            continue
        for field, value in (("waarom", question.why), ("toelichting", question.explanation)):
            if not value.strip():
                yield f"question {name} has no {field}"
        if not question.examples:
            yield f"question {name} has no voorbeelden"
        if question.item != slot.item.split(",")[0] and question.item not in slot.item:
            yield f"question {name} stands at item {question.item}, the contract says {slot.item}"
        if slot.closed:
            wanted = (True, False) if slot.kind == "bool" else slot.values
            if tuple(option.value for option in question.options) != tuple(wanted):
                yield f"question {name}: its options are not the contract's values in their order"
    seen: set[str] = set()
    for question in kb.questions:
        for slot in slots_of(question.condition) if question.condition else ():
            if slot not in seen:
                yield f"question {question.slot} depends on {slot}, which is asked later"
        seen.add(question.slot)


def lint(kb: KnowledgeBase) -> list[str]:
    """All faults of the knowledge base, one sentence each; empty when it is sound."""
    faults = list(_question_faults(kb))
    sections = {str(section) for section in kb.report["paragrafen"]}
    for place, condition in _conditions(kb):
        faults += [f"{place}: {fault}" for fault in condition_faults(kb, condition)]
    for place, entry in _sections(kb):
        if str(entry.get("paragraaf")) not in sections | {"vooraf"}:
            faults.append(f"{place}: unknown section {entry.get('paragraaf')!r}")
    for finding in kb.findings:
        faults += [
            f"{finding['id']}: unknown slot {slot!r} in thema" for slot in finding["thema"] if slot not in kb.slots
        ]
    ids = [place for place, _ in _conditions(kb)] + [f["id"] for f in kb.findings if "als" not in f]
    faults += [f"{place} stands twice" for place in sorted({place for place in ids if ids.count(place) > 1})]
    return faults
