"""What the assistant says: messages composed from the knowledge base. No sentence for users stands in this code."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from typing import Any

from routewijzer import advice as advising
from routewijzer.change import would_change
from routewijzer.conditions import ONBEKEND, OVERGESLAGEN, Answers, Truth, evaluate
from routewijzer.interview import (
    SNELSCAN,
    VOLLEDIG,
    block_of,
    effective,
    position_in_block,
    progress,
)
from routewijzer.knowledge import KnowledgeBase, Question
from routewijzer.options import route_slots

#: The pseudo-question with which a conversation starts: which of the two lengths.
MODUS = "modus"
#: Prefixes of buttons that are no answer: suppose one (`stel:toetsingskader=ja`), ask why (`waarom:route`, `waarom:3`).
STEL, WAAROM = "stel", "waarom"

#: How many of the findings that apply the closing turn names; the report has all of them.
SHOWN_FINDINGS = 6
#: How many missing answers are named as the ones that decide while the route is open.
DECIDING = 3

Message = dict[str, Any]


def message(text: str, kind: str, choices: Iterable[Mapping[str, str]] = (), **extra: Any) -> Message:
    """A message as the API gives it: `tekst`, `soort`, `keuzes` and what belongs to its kind."""
    # A quotation that ends its own sentence needs no second full stop.
    text = re.sub(r"([.!?]”)\.", r"\1", text)
    return {"tekst": " ".join(text.split(" ")).strip(), "soort": kind, "keuzes": [dict(c) for c in choices], **extra}


def choice(identifier: str, label: str) -> dict[str, str]:
    """A button: what it sends back and what it says (with a capital)."""
    capital = "Eé" + label[2:] if label.startswith("éé") else label[:1].upper() + label[1:]
    return {"keuze": identifier, "tekst": capital}


def join(parts: Iterable[str]) -> str:
    """A Dutch enumeration: `a, b en c`."""
    items = list(parts)
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " en " + items[-1] if items else ""


def amount(value: int) -> str:
    """An amount as the Dutch write it: `€ 45.000`."""
    return "€ " + f"{value:,}".replace(",", ".")


def display(kb: KnowledgeBase, slot: str, value: Any) -> str:
    """`value` of `slot` in words, for a sentence or an overview."""
    texts = kb.texts
    if isinstance(value, str) and value == ONBEKEND:
        return texts["waarde_onbekend"]
    if isinstance(value, str) and value == OVERGESLAGEN:
        return texts["waarde_overgeslagen"]
    kind = kb.slots[slot].kind
    question = kb.question(slot)
    if kind == "multi":
        return join(question.label(item) for item in value) if value else texts["waarde_geen"]
    if kind in ("category", "bool"):
        return question.label(value)
    if kind == "amount":
        return amount(value)
    return str(value) if kind == "year" else f"“{value}”"


def _minutes(kb: KnowledgeBase) -> dict[str, int]:
    return {
        "minuten_snelscan": progress(kb, {}, SNELSCAN).minutes,
        "minuten_volledig": progress(kb, {}, VOLLEDIG).minutes,
    }


def opening(kb: KnowledgeBase) -> list[Message]:
    """The first turn: a computer program, what for, how long, what is kept."""
    return [message(text, "uitleg") for text in kb.texts["opening"]]


def choices_for(kb: KnowledgeBase, question: Question) -> list[dict[str, str]]:
    """The buttons of a closed question: its options, and `geen van deze` where the contract has no value for none."""
    buttons = [
        choice(f"{question.slot}={_key(option.value)}", option.label)
        | ({"uitleg": option.explanation} if option.explanation else {})
        for option in question.options
    ]
    slot = kb.slots[question.slot]
    if slot.kind == "multi" and "geen" not in slot.values:
        buttons.append(choice(f"{question.slot}=[]", kb.texts["geen_van_deze"]))
    return buttons


def _key(value: Any) -> str:
    return {True: "ja", False: "nee"}.get(value, value) if isinstance(value, bool) else value


def _standard_choices(kb: KnowledgeBase) -> list[dict[str, str]]:
    return [choice("act:dont_know", kb.texts["weet_niet"]), choice("act:skip", kb.texts["sla_over"])]


def mode_question(kb: KnowledgeBase) -> Message:
    """The question which of the two lengths it is to be."""
    texts = kb.texts
    minutes = _minutes(kb)
    buttons = [choice(f"{MODUS}={mode}", label.format(**minutes)) for mode, label in texts["modus_opties"].items()]
    return message(
        texts["modus_vraag"], "vraag", buttons, slot=MODUS, meerdere=False, toelichting=texts["modus_uitleg"].strip()
    )


def mode_noted(kb: KnowledgeBase, mode: str) -> Message:
    """Which length it is to be, and how long that takes."""
    return message(kb.texts["modus_noteer"][mode].format(**_minutes(kb)), "genoteerd")


def question(kb: KnowledgeBase, slot: str, answers: Answers, state: Mapping[str, Any]) -> Message:
    """The question of `slot` with its buttons; after a doubt or a step back, with what belongs to that."""
    if slot == MODUS:
        return mode_question(kb)
    asked = kb.question(slot)
    extra = {"slot": slot, "meerdere": kb.slots[slot].kind == "multi", "toelichting": asked.explanation}
    doubt = state.get("twijfel")
    if doubt and doubt["slot"] == slot:
        readings = [display(kb, slot, value) for value in doubt["waarden"]]
        key = "twijfel" if len(readings) > 1 else "twijfel_een"
        text = kb.texts[key].format(eerste=readings[0], tweede=readings[-1])
        buttons = [choice(value_choice(slot, value), label) for value, label in zip(doubt["waarden"], readings)]
        buttons.append(choice("twijfel:anders", kb.texts["iets_anders"]))
        return message(text, "vraag", buttons, **(extra | {"meerdere": False}))
    buttons = choices_for(kb, asked) + _standard_choices(kb)
    text = asked.text
    if state.get("terug") == slot and answers.get(slot) is not None:
        text += " " + kb.texts["vraag_terug"].format(waarde=display(kb, slot, answers[slot]))
        buttons.insert(0, choice("act:keep", kb.texts["laat_zo"]))
    return message(text, "vraag", buttons, **extra)


def value_choice(slot: str, value: Any) -> str:
    """The button id that stands for `value` of `slot`; the values of a multi slot are joined by `+`."""
    if isinstance(value, list):
        return f"{slot}={'+'.join(value) if value else '[]'}"
    return f"{slot}={_key(value)}"


def together(kb: KnowledgeBase, slot: str, old: Any, new: Any) -> list[str] | None:
    """Both answers to a multi question in one, without `geen`; None for any other question."""
    if kb.slots[slot].kind != "multi" or not isinstance(old, list) or not isinstance(new, list):
        return None
    return [value for value in kb.slots[slot].values if value in {*old, *new} and value != "geen"]


def ingredient_choices(kb: KnowledgeBase) -> list[dict[str, str]]:
    """A button per ingredient that asks why it has its status."""
    return [choice(f"{WAAROM}:{item['nummer']}", f"{item['nummer']}. {item['naam']}") for item in kb.ingredients]


def ingredient_named(kb: KnowledgeBase, text: str, outcome: advising.Advice) -> int | None:
    """The ingredient that `text` is about: by number, by name, or the only one with the status that it names."""
    words = set(re.findall(r"[^\W_]+", text.lower()))
    for place, forms in enumerate(kb.texts["rangwoorden"], start=1):
        if words & set(forms):
            return place
    named = [i["nummer"] for i in kb.ingredients if words & {w for w in re.findall(r"\w{5,}", i["naam"].lower())}]
    if len(named) == 1:
        return named[0]
    spoken = {status for status, forms in kb.texts["status_vragen"].items() if words & set(forms)}
    having = [number for number, item in outcome.ingredients.items() if item.status in spoken]
    return having[0] if len(having) == 1 else None


def names_of(kb: KnowledgeBase, slot: str) -> set[str]:
    """What people call the question of `slot`: its name, its short title, a long word of it, and other common names."""
    title = kb.question(slot).short.lower()
    return {slot.replace("_", " "), title, *re.findall(r"\w{7,}", title), *kb.texts["vraag_namen"].get(slot, ())}


def question_named(kb: KnowledgeBase, text: str, among: Iterable[str]) -> str | None:
    """The slot of `among` of which a name stands in `text`; the longest match wins."""
    words = set(re.findall(r"[^\W_]+", text.lower()))
    best: tuple[int, str] | None = None
    for slot in among:
        size = max((len(name) for name in names_of(kb, slot) if set(name.split()) <= words), default=0)
        if size and (best is None or size > best[0]):
            best = (size, slot)
    return best[1] if best else None


def single_choice(kb: KnowledgeBase) -> list[str]:
    """The slots with one value out of a few, which a supposition can be about."""
    return [slot.name for slot in kb.slots.values() if slot.closed and slot.kind != "multi"]


def suppositions(kb: KnowledgeBase, answers: Answers, slot: str | None, today: datetime.date) -> list[dict[str, str]]:
    """Buttons that try an answer: the other values of `slot`, or else the changes that matter most."""
    if slot is not None:
        given = answers.get(slot)
        return [
            choice(f"{STEL}:{value_choice(slot, option.value)}", f"{kb.question(slot).short}: {option.label}")
            for option in kb.question(slot).options
            if option.value != given
        ]
    tried = [next(iter(c.answers.items())) for c in would_change(kb, answers, today).shown if len(c.answers) == 1]
    return [
        choice(f"{STEL}:{value_choice(name, value)}", f"{kb.question(name).short}: {display(kb, name, value)}")
        for name, value in tried
        if kb.slots[name].closed
    ]


def noted(kb: KnowledgeBase, slot: str, value: Any, key: str = "noteer") -> Message:
    """What was noted for `slot`."""
    if isinstance(value, str) and value in (ONBEKEND, OVERGESLAGEN):
        key = {ONBEKEND: "noteer_onbekend", OVERGESLAGEN: "noteer_overgeslagen"}[value]
    short = kb.question(slot).short
    return message(kb.texts[key].format(kort=short, waarde=display(kb, slot, value)), "genoteerd", slot=slot)


def finding(kb: KnowledgeBase, item: Mapping[str, Any]) -> Message:
    """A finding of the report, with its section."""
    text = kb.texts["bevinding"].format(tekst=item["tekst"].strip(), paragraaf=item["paragraaf"])
    return message(text, "bevinding", id=item["id"], kop=item["kop"], paragraaf=str(item["paragraaf"]))


def fitting_finding(
    kb: KnowledgeBase, slot: str, answers: Answers, said: Iterable[str], today: datetime.date
) -> Mapping[str, Any] | None:
    """The first finding on the theme of `slot` that holds for `answers` and was not said yet."""
    counting = effective(kb, answers)
    for item in kb.findings:
        fits = slot in item["thema"] and item["id"] not in said and "als" in item
        if fits and evaluate(item["als"], counting, today) is Truth.TRUE:
            return item
    return None


def caution(kb: KnowledgeBase) -> Message:
    """The report's own caution, said once."""
    source = kb.report["bron"]
    text = kb.texts["voorbehoud_eens"].format(aantal=source["aantal_gemeenten"], jaar=source["jaar_interviews"])
    return message(text, "uitleg", paragraaf="2")


def overview(kb: KnowledgeBase, answers: Answers, block: str | None = None) -> list[dict[str, Any]]:
    """The answers in order (of one block, or all): block, title, slot, short label, value and its words."""
    counting = effective(kb, answers)
    return [
        {
            "blok": item.name,
            "titel": item.title,
            "slot": q.slot,
            "kort": q.short,
            "waarde": counting[q.slot],
            "tekst": display(kb, q.slot, counting[q.slot]),
        }
        for item in kb.blocks.values()
        if block in (None, item.name)
        for q in item.questions
        if q.slot in counting
    ]


def summary(kb: KnowledgeBase, answers: Answers, block: str | None = None) -> Message:
    """All answers (or those of one block) in lines, each with a button to change it."""
    texts = kb.texts
    rows = overview(kb, answers, block)
    if not rows:
        return message(texts["samenvatting_leeg"], "samenvatting", regels=[])
    head = texts["recap_kop"].format(titel=kb.blocks[block].title) if block else texts["samenvatting_kop"]
    lines = [texts["samenvatting_regel"].format(**row) for row in rows]
    buttons = [choice(f"wijzig:{row['slot']}", texts["wijzig_knop"].format(kort=row["kort"])) for row in rows]
    text = "\n".join([head, *(f"- {line}" for line in lines), texts["samenvatting_wijzig"]])
    return message(text, "samenvatting", buttons, regels=rows)


def how_far(kb: KnowledgeBase, answers: Answers, mode: str | None) -> Message:
    """Answered, left, minutes."""
    texts = kb.texts
    if mode is None:
        return message(texts["voortgang_begin"].format(**_minutes(kb)), "uitleg")
    state = progress(kb, answers, mode)
    key = "voortgang" if state.left else "voortgang_klaar"
    return message(
        texts[key].format(
            beantwoord=state.answered,
            totaal=state.total,
            over=state.left,
            minuten=state.minutes,
            minuut_woord="minuut" if state.minutes == 1 else "minuten",
        ),
        "uitleg",
    )


def place(kb: KnowledgeBase, slot: str, answers: Answers, mode: str) -> str:
    """Where a question stands, in words: `blok Samenwerking, vraag 3 van 7`."""
    number, total = position_in_block(kb, slot, answers, mode)
    return kb.texts["plek"].format(titel=block_of(kb, slot).title, nummer=number, van=total)


def advice(kb: KnowledgeBase, answers: Answers, mode: str | None, today: datetime.date) -> list[Message]:
    """The outcome in a few messages: route with reasons, alternatives, ingredients, what is missing, the report."""
    texts = kb.texts["advies"]
    outcome = advising.advise(kb, answers, today)
    complete = mode is not None and progress(kb, answers, mode).left == 0
    routes = {item["nummer"]: item for item in kb.routes}
    said = [message(texts["kop" if complete else "kop_tussentijds"], "advies")]
    deciding: list[str] = []
    if outcome.route is None:
        names = join(f"route {number} ({routes[number]['naam']})" for number in outcome.candidates)
        deciding = [slot for slot in outcome.missing if slot in route_slots(kb)][:DECIDING]
        decisive = join(kb.question(slot).short for slot in deciding)
        said.append(message(texts["route_open"].format(routes=names, slots=decisive), "advies", route=None))
    else:
        route = routes[outcome.route]
        held = [r.text for r in outcome.route_reasons if r.truth is Truth.TRUE]
        parts = [texts["route"].format(**_stripped(route))]
        if held:
            parts.append(texts["redenen"].format(redenen=" ".join(held)))
        parts.append(texts["vraagt"].format(vraagt=route["vraagt"].strip()))
        said.append(message("\n".join(parts), "advies", route=outcome.route, paragraaf=str(route["paragraaf"])))
        for other in outcome.alternatives:
            text = texts["alternatief"].format(
                nummer=other["route"],
                naam=routes[other["route"]]["naam"],
                tekst=other["text"],
                beslist=other.get("decides", ""),
            )
            said.append(message(text, "advies", route=other["route"], paragraaf="6"))
    lines = [
        texts["ingredient"].format(
            nummer=item["nummer"],
            naam=item["naam"],
            status=kb.texts["status_woord"][outcome.ingredients[item["nummer"]].status],
        )
        for item in kb.ingredients
    ]
    statuses = {str(number): item.status for number, item in outcome.ingredients.items()}
    said.append(message("\n".join([texts["ingredienten"], *lines]), "advies", ingredienten=statuses, paragraaf="6"))
    missing = join(kb.question(slot).short for slot in outcome.missing if slot not in deciding)
    if missing:
        said.append(message(texts["ontbreekt_ook" if deciding else "ontbreekt_nog"].format(slots=missing), "advies"))
    changes = would_change(kb, answers, today).shown
    if changes:
        text = "\n".join([texts["verandert"], *(f"- {change.text}" for change in changes)])
        said.append(message(text, "advies", suppositions(kb, answers, None, today)))
    applying = [item for item in outcome.findings if "als" in item]
    if applying:
        rows = [texts["bevinding_regel"].format(**_stripped(item)) for item in applying[:SHOWN_FINDINGS]]
        lines = [texts["bevindingen"].format(aantal=len(applying)), *(f"- {row}" for row in rows)]
        if len(applying) > len(rows):
            lines.append(texts["bevindingen_meer"].format(aantal=len(applying) - len(rows)))
        said.append(message("\n".join(lines), "advies", bevindingen=[item["id"] for item in applying]))
    said.append(why_outcome(kb))
    said.append(message(texts["rapport"], "advies"))
    if mode == SNELSCAN and complete:
        said.append(going_on(kb))
    return said


def going_on(kb: KnowledgeBase) -> Message:
    """After the snelscan: the offer to go on with the full interview."""
    texts = kb.texts["advies"]
    return message(texts["verder"], "uitleg", [choice(f"{MODUS}={VOLLEDIG}", texts["verder_knop"])])


def why_outcome(kb: KnowledgeBase) -> Message:
    """The offer to tell why the route, or an ingredient, is what it is."""
    whys = [choice(f"{WAAROM}:route", kb.texts["advies"]["waarom_route"]), *ingredient_choices(kb)]
    return message(kb.texts["advies"]["waarom"], "uitleg", whys)


def _stripped(item: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value.strip() if isinstance(value, str) else value for key, value in item.items()}
