"""The trace: under every conclusion the rule, the answers it read, where each came from, and the section.

The tree is made once, with the advice; the chat, the report and the JSON are views of it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from routewijzer.conditions import Answers, Condition, Truth, evaluate, leaves, slots_of
from routewijzer.knowledge import KnowledgeBase
from routewijzer.wording import enumerate_dutch, readable, say, sentence, value_label

if TYPE_CHECKING:
    from routewijzer.advice import Advice

#: Where a value came from: {"bron": "gesprek", "beurt": 12} | {"bron": "document", "citaat": "...", "pagina": 3}
#: | {"bron": "adviseur"}.
Origin = Mapping[str, Any]
Origins = Mapping[str, Origin]

#: How many deciding questions are named while the route is open.
DECIDING = 3

CHOSEN, POSSIBLE, EXCLUDED, APPLIES = "gekozen", "mogelijk", "valt_af", "past"


@dataclass(frozen=True)
class Read:
    """An answer that a rule read; `value` is None when the question was not asked."""

    slot: str
    value: Any
    question: str
    label: str
    origin: Origin | None

    def as_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {"slot": self.slot, "value": self.value, "label": self.label, "origin": self.origin}


@dataclass(frozen=True)
class Node:
    """One conclusion or rule. `kind`: advies, route, ingredient, bevinding, tussen, regel or criterium.

    `uses` names other nodes of the trace that it rests on.
    """

    id: str
    kind: str
    outcome: str
    text: str
    section: str
    reads: tuple[Read, ...] = ()
    uses: tuple[str, ...] = ()
    parts: tuple[Node, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """JSON form, with the nodes under it."""
        return {
            "id": self.id,
            "kind": self.kind,
            "outcome": self.outcome,
            "text": self.text,
            "section": self.section,
            "reads": [read.as_dict() for read in self.reads],
            "uses": list(self.uses),
            "parts": [part.as_dict() for part in self.parts],
        }

    def walk(self) -> Iterator[Node]:
        """This node and all under it."""
        yield self
        for part in self.parts:
            yield from part.walk()


@dataclass(frozen=True)
class Trace:
    """The whole tree with the version of the content and the day it was made."""

    version: str
    date: datetime.date
    root: Node

    def node(self, identifier: str) -> Node:
        """The node called `identifier`. Raises KeyError when there is none."""
        for node in self.root.walk():
            if node.id == identifier:
                return node
        raise KeyError(identifier)

    def as_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {"version": self.version, "date": self.date.isoformat(), "root": self.root.as_dict()}


def origin_text(origin: Origin | None) -> str:
    """Where a value came from, in a few words; empty when that was not recorded."""
    if not origin:
        return ""
    source = origin.get("bron", "")
    if source == "gesprek":
        turn = origin.get("beurt")
        return say("herkomst.gesprek") if turn is None else say("herkomst.beurt", beurt=turn)
    if source == "document":
        page = say("herkomst.pagina", pagina=origin["pagina"]) if origin.get("pagina") is not None else ""
        quote = say("herkomst.citaat", citaat=readable(origin["citaat"])) if origin.get("citaat") else ""
        return say("herkomst.document") + page + quote
    return say("herkomst.adviseur") if source == "adviseur" else str(source)


class _Tracer:
    """Makes nodes for one set of answers."""

    def __init__(
        self,
        kb: KnowledgeBase,
        answers: Answers,
        today: datetime.date,
        statuses: Mapping[int, str],
        origins: Origins,
    ) -> None:
        self.kb, self.answers, self.today, self.statuses, self.origins = kb, answers, today, statuses, origins

    def reads(self, condition: Condition) -> tuple[Read, ...]:
        return tuple(
            Read(
                slot,
                self.answers.get(slot),
                self.kb.question(slot).short,
                value_label(self.kb, slot, self.answers.get(slot)),
                self.origins.get(slot) if slot in self.answers else None,
            )
            for slot in slots_of(condition)
        )

    def rule(self, entry: Mapping[str, Any], kind: str, text: str, section: Any, outcome: str | None = None) -> Node:
        truth = evaluate(entry["als"], self.answers, self.today, self.statuses)
        return Node(
            entry["id"],
            kind,
            outcome or truth.value,
            text.strip(),
            str(section),
            self.reads(entry["als"]),
            tuple(f"I{leaf['ingredient']}" for leaf in leaves(entry["als"]) if "ingredient" in leaf),
        )

    def criterion(self, entry: Mapping[str, Any]) -> Node:
        truth = evaluate(entry["als"], self.answers, self.today, self.statuses)
        key = {Truth.TRUE: "wel", Truth.FALSE: "niet"}.get(truth, "onbekend")
        return self.rule(entry, "criterium", entry[key], entry["paragraaf"])

    def route(self, entry: Mapping[str, Any], candidates: tuple[int, ...]) -> Node:
        inside = entry["nummer"] in candidates
        outcome = EXCLUDED if not inside else CHOSEN if len(candidates) == 1 else POSSIBLE
        reads = self.reads(entry["als"]) if "als" in entry else ()
        parts = tuple(self.criterion(criterion) for criterion in entry["criteria"])
        uses = tuple(route["id"] for route in self.kb.routes if "als" in route) if entry.get("anders") else ()
        return Node(entry["id"], "route", outcome, entry["naam"], str(entry["paragraaf"]), reads, uses, parts)

    def ingredient(self, item: Mapping[str, Any]) -> Node:
        rules = tuple(self.rule(rule, "regel", rule["reden"], item["paragraaf"]) for rule in item["regels"].values())
        criteria = tuple(self.criterion(criterion) for criterion in item["criteria"])
        status = self.statuses[item["nummer"]]
        return Node(item["id"], "ingredient", status, item["naam"], str(item["paragraaf"]), (), (), rules + criteria)

    def finding(self, entry: Mapping[str, Any]) -> Node:
        reads = self.reads(entry["als"]) if "als" in entry else ()
        return Node(entry["id"], "bevinding", APPLIES, entry["kop"], str(entry["paragraaf"]), reads)


def build(
    kb: KnowledgeBase,
    answers: Answers,
    today: datetime.date,
    statuses: Mapping[int, str],
    candidates: tuple[int, ...],
    findings: tuple[Mapping[str, Any], ...],
    close: tuple[str, ...],
    origins: Origins | None = None,
) -> Trace:
    """The trace of one advice. `answers` are those that count; `close` names the close calls that hold."""
    tracer = _Tracer(kb, answers, today, statuses, origins or {})
    parts = [tracer.route(route, candidates) for route in kb.routes]
    parts += [tracer.ingredient(item) for item in kb.ingredients]
    parts += [tracer.rule(call, "tussen", call["tekst"], "6") for call in kb.close_calls if call["id"] in close]
    parts += [tracer.finding(finding) for finding in findings]
    outcome = str(candidates[0]) if len(candidates) == 1 else "open"
    return Trace(kb.version, today, Node("advies", "advies", outcome, "", "6", (), (), tuple(parts)))


def answer_text(read: Read) -> str:
    """What was answered, and where: "Visie: gekoppeld (gesprek, beurt 3)"."""
    origin = origin_text(read.origin)
    key = "uitleg.antwoord_herkomst" if origin else "uitleg.antwoord"
    return say(key, vraag=read.question, antwoord=read.label, herkomst=origin)


def _criterion_line(node: Node) -> str:
    answers = [answer_text(read) for read in node.reads if read.value is not None]
    return sentence(f"{node.text.rstrip('.')} ({'; '.join(answers)})") if answers else sentence(node.text)


def _lines(nodes: list[Node], heading: str) -> list[str]:
    return [say(heading), *(f"- {_criterion_line(node)}" for node in nodes)] if nodes else []


def _split(node: Node) -> tuple[list[Node], list[Node], list[Node]]:
    """The criteria of `node` that hold, that do not hold, and that are open."""
    criteria = [part for part in node.parts if part.kind == "criterium"]
    holds = [part for part in criteria if part.outcome == Truth.TRUE.value]
    fails = [part for part in criteria if part.outcome == Truth.FALSE.value]
    return holds, fails, [part for part in criteria if part not in holds and part not in fails]


def route_name(node: Node) -> str:
    """ "route 2 (Van binnen naar buiten)"."""
    return say("algemeen.route", nummer=node.id[1:], naam=node.text)


def why_not(node: Node) -> str:
    """One sentence why this route does not fit: the criteria that do not hold."""
    fails = _split(node)[1]
    reasons = " ".join(sentence(part.text) for part in fails)
    return say("uitleg.valt_af", route=sentence(route_name(node)).rstrip("."), redenen=reasons).strip()


def explain_route(advice: Advice) -> list[str]:
    """Answers "waarom deze route?": the trace of the route as lines of text."""
    routes = [part for part in advice.trace.root.parts if part.kind == "route"]
    inside = [route for route in routes if route.outcome != EXCLUDED]
    if advice.route is not None:
        lines = [say("uitleg.route", route=route_name(inside[0]), paragraaf=inside[0].section)]
        holds, _, open_ = _split(inside[0])
        lines += _lines(holds, "uitleg.dit_pleit_ervoor") + _lines(open_, "uitleg.dit_is_open")
    else:
        names = enumerate_dutch([route_name(route) for route in inside], "of")
        lines = [say("uitleg.route_open", routes=names)]
        for_whom = {f"R{item['route']}": item["text"] for item in advice.alternatives}
        for route in inside:
            name = sentence(route_name(route)).rstrip(".")
            lines.append(say("uitleg.bij_route", route=name, voor_wie=for_whom[route.id]))
        questions = {read.slot: read.question for node in advice.trace.root.walk() for read in node.reads}
        lines.append(
            say("uitleg.dit_beslist", vragen=enumerate_dutch([questions[s] for s in advice.missing[:DECIDING]]))
        )
    lines += [why_not(route) for route in routes if route.outcome == EXCLUDED]
    for alternative in advice.alternatives:
        if alternative.get("close"):
            lines.append(f"{alternative['text']} {alternative['decides']}")
    return [*lines, say("uitleg.versie", versie=advice.trace.version)]


def explain_ingredient(advice: Advice, number: int) -> list[str]:
    """Answers "waarom ontbreekt dat ingrediënt?" for ingredient 1 to 5. Raises KeyError on another `number`."""
    node = advice.trace.node(f"I{number}")
    holds, fails, open_ = _split(node)
    lines = [say(f"uitleg.ingredient.{node.outcome}", nummer=number, naam=node.text, paragraaf=node.section)]
    fired = [part for part in node.parts if part.kind == "regel" and part.outcome == Truth.TRUE.value]
    lines += [sentence(part.text) for part in fired]
    lines += _lines(holds, "uitleg.dit_is_er") + _lines(fails, "uitleg.dit_is_er_niet")
    lines += _lines(open_, "uitleg.dit_is_open")
    return [*lines, say("uitleg.versie", versie=advice.trace.version)]
