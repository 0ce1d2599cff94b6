"""Which outcome belongs to which answers, as a document that a policy expert can judge and sign (Markdown).

Made from the rules themselves: every combination of values that the rules tell apart, drawn together where an answer
makes no difference.
"""

from __future__ import annotations

import collections
import datetime
import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from routewijzer.advice import ingredient_status, ingredient_statuses, route_candidates
from routewijzer.conditions import Condition, leaves, slots_of
from routewijzer.knowledge import KnowledgeBase
from routewijzer.options import classes, rule_leaves
from routewijzer.wording import entry, enumerate_dutch, say, value_label

#: Answers as words, one per column, and the outcome in the last.
Row = tuple[str, ...]


def condition_text(kb: KnowledgeBase, condition: Condition) -> str:
    """A condition in words: "Visie op vrijwillige inzet: geen visie en ..."."""
    text = "matrix.voorwaarde"
    for node, link in (("alle", "en"), ("een", "of")):
        if node in condition:
            parts = [condition_text(kb, part) for part in condition[node]]
            nested = ("een" if node == "alle" else "alle",)
            shown = [
                say(f"{text}.haakjes", deel=words) if any(other in part for other in nested) else words
                for part, words in zip(condition[node], parts)
            ]
            return entry(f"{text}.{link}").join(shown)
    if "niet" in condition:
        return say(f"{text}.niet", deel=condition_text(kb, condition["niet"]))
    operator = "is" if condition["op"] == "een_van" else condition["op"]
    value = condition.get("value")
    if "ingredient" in condition:
        values = value if isinstance(value, list) else [value]
        words = enumerate_dutch([say(f"status.{status}") for status in values], "of")
        return say(f"{text}.ingredient_{operator}", nummer=condition["ingredient"], waarden=words)
    slot = kb.slots[condition["slot"]]
    values = value if isinstance(value, list) else [value]
    words = ""
    if slot.closed and operator in ("is", "is_niet", "bevat"):
        words = enumerate_dutch([kb.question(slot.name).label(item) for item in values], "of")
    return say(f"{text}.{operator}", vraag=kb.question(slot.name).short, waarden=words, aantal=value)


def _union(kb: KnowledgeBase, slot: str, groups: Sequence[tuple[Any, ...]], chosen: Sequence[int]) -> str:
    """What the `chosen` classes of values of `slot` are called together: their options, or how many of them."""
    if kb.slots[slot].kind != "multi":
        labels = [value_label(kb, slot, value) for place in chosen for value in groups[place]]
        return entry("matrix.aantal.of").join(labels)
    counts = [len(group[0]) for group in groups]
    names = []
    for _, run in itertools.groupby(enumerate(chosen), lambda pair: pair[1] - pair[0]):
        places = [place for _, place in run]
        first, last = counts[places[0]], counts[places[-1] + 1] - 1 if places[-1] + 1 < len(counts) else None
        kind = "vanaf" if last is None else "tot" if first == 0 else "precies" if last == first else "tussen"
        names.append(say(f"matrix.aantal.{kind}", van=first, tot=last))
    return entry("matrix.aantal.of").join(names)


def decision_rows(
    kb: KnowledgeBase,
    slots: Sequence[str],
    tests: Mapping[str, list[Condition]],
    outcome: Callable[[dict[str, Any]], str],
) -> list[Row]:
    """A decision table: per row what each of `slots` may be, and its outcome (`outcome` of an answer to every slot)."""
    today = datetime.date.today()
    groups = {slot: classes(kb.slots[slot], None, tests[slot], today) for slot in slots}

    def rows(rest: Sequence[str], answers: dict[str, Any]) -> list[Row]:
        if not rest:
            return [(outcome(answers),)]
        slot, later = rest[0], rest[1:]
        found: dict[tuple[Row, ...], list[int]] = {}
        for place, group in enumerate(groups[slot]):
            below = tuple(rows(later, {**answers, slot: group[0]}))
            found.setdefault(below, []).append(place)
        if len(found) == 1:
            return [(say("matrix.maakt_niet_uit"), *row) for row in next(iter(found))]
        return [(_union(kb, slot, groups[slot], chosen), *row) for below, chosen in found.items() for row in below]

    return rows(list(slots), {})


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield f"| {' | '.join('---' for _ in header)} |"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"
    yield ""


def _route_slots(kb: KnowledgeBase) -> list[str]:
    """The slots of the route rules: those that a rule names itself, then those behind the ingredients it names."""
    rules = [leaf for route in kb.routes if "als" in route for leaf in leaves(route["als"])]
    behind = {leaf["ingredient"] for leaf in rules if "ingredient" in leaf}
    named = [leaf["slot"] for leaf in rules if "slot" in leaf]
    named += [slot for item in kb.ingredients if item["nummer"] in behind for slot in _ingredient_slots(item)]
    return list(dict.fromkeys(named))


def _ingredient_slots(item: Mapping[str, Any]) -> list[str]:
    return list(dict.fromkeys(slot for rule in item["regels"].values() for slot in slots_of(rule["als"])))


def matrix(kb: KnowledgeBase) -> str:
    """The whole matrix as Markdown: routes, close calls, ingredients, findings, and room to sign."""
    return "\n".join(_lines(kb)).rstrip() + "\n"


def _lines(kb: KnowledgeBase) -> Iterator[str]:
    yield f"# {say('matrix.titel')}"
    yield ""
    for line in entry("matrix.intro"):
        yield line.format(versie=kb.version)
        yield ""
    yield from _routes(kb)
    yield f"## {say('matrix.tussen')}"
    yield ""
    rows = [
        (
            call["id"],
            enumerate_dutch([str(number) for number in call["routes"]]),
            condition_text(kb, call["als"]),
            f"{call['tekst'].strip()} {call['beslist'].strip()}",
        )
        for call in kb.close_calls
    ]
    yield from _table(entry("matrix.tussen_kop"), rows)
    for item in kb.ingredients:
        yield from _ingredient(kb, item)
    yield f"## {say('matrix.bevindingen')}"
    yield ""
    findings = [
        (
            f"{finding['id']} {finding['kop']}",
            str(finding["paragraaf"]),
            condition_text(kb, finding["als"]) if "als" in finding else say("matrix.altijd"),
        )
        for finding in kb.findings
    ]
    yield from _table(entry("matrix.bevindingen_kop"), findings)
    yield f"## {say('matrix.akkoord')}"
    yield ""
    parts = [say("matrix.routes"), say("matrix.tussen"), *(item["naam"] for item in kb.ingredients)]
    yield from _table(entry("matrix.akkoord_kop"), [(part, "", "", "") for part in (*parts, say("matrix.bevindingen"))])


def _routes(kb: KnowledgeBase) -> Iterator[str]:
    today = datetime.date.today()
    slots, tests = _route_slots(kb), rule_leaves(kb)
    groups = [classes(kb.slots[slot], None, tests[slot], today) for slot in slots]

    def number(answers: dict[str, Any]) -> int:
        return route_candidates(kb, answers, today, ingredient_statuses(kb, answers, today))[0]

    given = (dict(zip(slots, (group[0] for group in chosen))) for chosen in itertools.product(*groups))
    known = {tuple(map(repr, answers.values())): number(answers) for answers in given}
    counts = collections.Counter(known.values())
    parts = [say("matrix.route_deel", aantal=_number(counts[route]), nummer=route) for route in sorted(counts)]
    total = math.prod(len(group) for group in groups)
    rows = decision_rows(
        kb,
        slots,
        tests,
        lambda answers: say("matrix.route", nummer=known[tuple(repr(answers[slot]) for slot in slots)]),
    )
    yield f"## {say('matrix.routes')}"
    yield ""
    yield say("matrix.routes_intro", slots=len(slots), aantal=_number(total), verdeling=enumerate_dutch(parts))
    yield ""
    matter = [
        column for column in range(len(slots)) if any(row[column] != say("matrix.maakt_niet_uit") for row in rows)
    ]
    header = [kb.question(slots[column]).short for column in matter]
    yield from _table(
        [*header, say("matrix.uitkomst")], [(*(row[column] for column in matter), row[-1]) for row in rows]
    )


def _number(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def _ingredient(kb: KnowledgeBase, item: Mapping[str, Any]) -> Iterator[str]:
    today = datetime.date.today()
    read = [leaf for rule in item["regels"].values() for leaf in leaves(rule["als"])]
    slots = _ingredient_slots(item)
    tests = {slot: [leaf for leaf in read if leaf["slot"] == slot] for slot in slots}
    rows = decision_rows(kb, slots, tests, lambda answers: say(f"status.{ingredient_status(item, answers, today)}"))
    yield f"## {say('matrix.ingredient', **{key: item[key] for key in ('nummer', 'naam', 'paragraaf')})}"
    yield ""
    yield from _table([*(kb.question(slot).short for slot in slots), say("matrix.uitkomst")], rows)
