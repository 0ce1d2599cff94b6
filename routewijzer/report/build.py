"""From answers to the report as a tree: what it says and in which order. How it looks is up to the formats."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from routewijzer import __version__
from routewijzer.advice import AANWEZIG, ONBEKEND, Advice, advise
from routewijzer.change import Changes, ingredient_name, route_name, would_change
from routewijzer.compare import Comparison, compare
from routewijzer.conditions import Answers, Truth, evaluate, has_value, slots_of
from routewijzer.interview import VOLLEDIG, effective, open_questions, progress, relevance
from routewijzer.knowledge import KnowledgeBase
from routewijzer.memo import Memo, memos
from routewijzer.options import route_slots
from routewijzer.report import pictures
from routewijzer.report.tree import Block, Box, Bullets, Paragraph, Picture, Report, Section, Table, Term, Terms
from routewijzer.trace import DECIDING, EXCLUDED, Node, Origins, Read, origin_text, why_not
from routewijzer.wording import (
    entry,
    enumerate_dutch,
    long_date,
    municipality,
    say,
    section_name,
    sentence,
    value_label,
)


@dataclass(frozen=True)
class Earlier:
    """The answers of an earlier intake of the same municipality, and its day when that is known."""

    answers: Mapping[str, Any]
    day: datetime.date | None = None


@dataclass(frozen=True)
class _Material:
    """All that the report is made from, worked out once."""

    kb: KnowledgeBase
    answers: Answers
    counting: Answers
    mode: str
    today: datetime.date
    origins: Origins
    advice: Advice
    changes: Changes
    memos: tuple[Memo, ...]
    earlier: Earlier | None
    comparison: Comparison | None

    @property
    def place(self) -> str:
        return municipality(self.counting)

    def ingredient(self, number: int) -> Mapping[str, Any]:
        return next(item for item in self.kb.ingredients if item["nummer"] == number)

    def route(self, number: int) -> Mapping[str, Any]:
        return next(route for route in self.kb.routes if route["nummer"] == number)

    def status(self, number: int) -> str:
        return say(f"status.{self.advice.ingredients[number].status}")

    def close(self) -> list[Mapping[str, Any]]:
        return [item for item in self.advice.alternatives if item["close"]]


def build(
    kb: KnowledgeBase,
    answers: Answers,
    *,
    mode: str = VOLLEDIG,
    today: datetime.date | None = None,
    origins: Origins | None = None,
    earlier: Earlier | None = None,
) -> Report:
    """The report on `answers` (slot -> value of the contract), as of `today` (the current date by default).

    `mode` (snelscan or volledig) decides which questions count as unanswered; `origins` says per slot where its value
    came from; with `earlier` the report also says what changed since then.
    """
    today = today or datetime.date.today()
    advice = advise(kb, answers, today, origins)
    material = _Material(
        kb,
        answers,
        effective(kb, answers),
        mode,
        today,
        origins or {},
        advice,
        would_change(kb, answers, today),
        memos(kb, answers, advice, today),
        earlier,
        compare(kb, earlier.answers, answers, today, earlier.day) if earlier else None,
    )
    sections = [
        _outcome(material),
        _comparison(material) if material.comparison else None,
        _route(material),
        _ingredients(material),
        _changes(material),
        _memo(material),
        _checklist(material),
        _findings(material),
        _interviews(material),
        _answers(material),
        _unknown(material),
        _account(material),
    ]
    return Report(
        title=say("rapport.titel"),
        subtitle=_subject(material),
        language="nl",
        facts=_facts(material),
        sections=tuple(section for section in sections if section is not None),
        labels=dict(entry("rapport.label")),
        data=_data(material),
    )


def _subject(material: _Material) -> str:
    named = has_value(material.counting, "gemeente")
    return material.place if named else say("rapport.uw_gemeente")


def _facts(material: _Material) -> tuple[tuple[str, str], ...]:
    done = progress(material.kb, material.answers, material.mode)
    values = {
        "gemeente": _subject(material),
        "datum": long_date(material.today),
        "gesprek": say(f"rapport.gesprek.{material.mode}"),
        "beantwoord": say("rapport.beantwoord", beantwoord=done.answered, totaal=done.total),
        "versie": _version(material),
        "gemaakt": say("rapport.gemaakt"),
    }
    return tuple((say(f"rapport.feit.{name}"), value) for name, value in values.items())


def _version(material: _Material) -> str:
    return say("rapport.versie", inhoud=material.kb.version, programma=__version__)


def _short(kb: KnowledgeBase, slots: Iterable[str]) -> str:
    return enumerate_dutch([kb.question(slot).short for slot in slots])


# --- the outcome on one page


def _outcome(material: _Material) -> Section:
    advice, kb = material.advice, material.kb
    close = material.close()
    blocks: list[Block] = []
    if advice.route is None:
        names = enumerate_dutch([route_name(kb, number) for number in advice.candidates], "of")
        blocks.append(Paragraph(say("rapport.uitkomst.route_open", gemeente=material.place, routes=names), "lead"))
        deciding = _short(kb, advice.missing[:DECIDING])
        blocks.append(Paragraph(say("rapport.uitkomst.route_open_hoe", vragen=deciding)))
    else:
        key = "route_dichtbij" if close else "route"
        other = route_name(kb, close[0]["route"]) if close else ""
        name = route_name(kb, advice.route)
        lead = say(f"rapport.uitkomst.{key}", gemeente=material.place, route=name, andere=other)
        blocks += [Paragraph(lead, "lead"), Paragraph(_with_source(material.route(advice.route)["kern"], "6"))]
    blocks.append(_route_picture(material))
    blocks.append(Paragraph(say("rapport.uitkomst.ingredienten"), "label"))
    blocks.append(_ingredient_picture(material))
    changes = tuple(change.text for change in material.changes.shown)
    if changes:
        blocks.append(Box(say("rapport.uitkomst.verandert"), (Bullets(changes),)))
    blocks.append(Box(say("rapport.uitkomst.let_op"), (Paragraph(say("rapport.uitkomst.let_op_tekst")),)))
    return Section("uitkomst", say("rapport.uitkomst.titel"), tuple(blocks))


def _with_source(text: str, section: Any) -> str:
    words = text.strip().removesuffix(".")
    return say("rapport.verantwoording.tekst_met_bron", tekst=words, paragraaf=section_name(section))


def _route_picture(material: _Material) -> Picture:
    advice, texts = material.advice, "rapport.beeld.routes"
    chosen = advice.route
    possible = () if chosen is not None else advice.candidates
    pairs = [(chosen, item["route"]) for item in material.close()] if chosen is not None else []
    states = {
        route["nummer"]: "gekozen"
        if route["nummer"] == chosen
        else "mogelijk"
        if route["nummer"] in possible
        else "valt_af"
        for route in material.kb.routes
    }
    notes = {"gekozen": say(f"{texts}.gekozen"), "mogelijk": say(f"{texts}.mogelijk"), "valt_af": ""}
    stations = [
        pictures.Station(route["nummer"], route["naam"], states[route["nummer"]], notes[states[route["nummer"]]])
        for route in material.kb.routes
    ]
    parts = [say(f"{texts}.uitleg_gekozen", nummer=chosen)] if chosen is not None else []
    if possible:
        parts.append(say(f"{texts}.uitleg_mogelijk", nummers=enumerate_dutch([str(n) for n in possible])))
    parts += [say(f"{texts}.uitleg_dichtbij", eerste=min(pair), tweede=max(pair)) for pair in pairs]
    close = {item["route"] for item in material.close()}
    out = [str(number) for number, state in states.items() if state == "valt_af" and number not in close]
    if out:
        parts.append(say(f"{texts}.uitleg_valt_af", nummers=enumerate_dutch(out)))
    alt = say(f"{texts}.uitleg", delen="; ".join(parts))
    title = say(f"{texts}.titel")
    svg, height = pictures.routes("routes", title, alt, stations, pairs, say(f"{texts}.dichtbij"))
    return Picture("routes", title, alt, svg, pictures.WIDTH, height)


def _ingredient_picture(material: _Material) -> Picture:
    texts = "rapport.beeld.ingredienten"
    rows = [
        (
            item["nummer"],
            item["naam"],
            material.advice.ingredients[item["nummer"]].status,
            material.status(item["nummer"]),
        )
        for item in material.kb.ingredients
    ]
    by_label: dict[str, list[str]] = {}
    for _, name, _, label in rows:
        by_label.setdefault(label, []).append(name.lower())
    parts = [say(f"{texts}.deel", status=label, namen=enumerate_dutch(names)) for label, names in by_label.items()]
    title, alt = say(f"{texts}.titel"), " ".join(sentence(part) for part in parts)
    svg, height = pictures.ingredients("ingredienten-beeld", title, alt, rows)
    return Picture("ingredienten-beeld", title, alt, svg, pictures.WIDTH, height)


# --- compared with an earlier intake


def _comparison(material: _Material) -> Section:
    found, kb = material.comparison, material.kb
    day = material.earlier.day
    text = "rapport.vergelijking"
    blocks: list[Block] = [
        Paragraph(say(f"{text}.intro", datum=long_date(day)) if day else say(f"{text}.intro_zonder_datum"))
    ]
    if found.same:
        blocks.append(Paragraph(say(f"{text}.gelijk")))
        return Section("vergelijking", say(f"{text}.titel"), tuple(blocks))
    before, after = _route_state(kb, found.before), _route_state(kb, found.after)
    if before == after:
        blocks.append(Paragraph(say(f"{text}.route_gelijk", route=after)))
    else:
        blocks.append(Paragraph(say(f"{text}.route_anders", eerder=before, nu=after)))
    for key, numbers in (("beter", found.better), ("minder", found.worse)):
        if numbers:
            names = enumerate_dutch([ingredient_name(kb, number) for number in numbers])
            blocks.append(Paragraph(say(f"{text}.{key}", namen=names)))
    rows = tuple(
        (
            ingredient_name(kb, number),
            say(f"status.{found.before.ingredients[number].status}"),
            say(f"status.{item.status}"),
        )
        for number, item in found.after.ingredients.items()
    )
    blocks.append(Table(say(f"{text}.ingredienten"), tuple(entry(f"{text}.ingredienten_kop")), rows, (4, 2, 2)))
    if found.answers:
        changed = tuple((change.question, change.before_label, change.after_label) for change in found.answers)
        header = tuple(entry(f"{text}.antwoorden_kop"))
        blocks.append(Table(say(f"{text}.antwoorden"), header, changed, (3, 3, 3)))
    return Section("vergelijking", say(f"{text}.titel"), tuple(blocks))


def _route_state(kb: KnowledgeBase, advice: Advice) -> str:
    names = [route_name(kb, number) for number in advice.candidates]
    return names[0] if len(names) == 1 else say("rapport.vergelijking.route_open", routes=enumerate_dutch(names, "of"))


# --- route and ingredients, with the trace under them


def _criteria(caption: str, header: str, node: Node) -> Table:
    """The criteria under a route or an ingredient: what counts, its outcome, the answers read, section and rule."""
    outcomes = {Truth.TRUE.value: say("rapport.ja"), Truth.FALSE.value: say("rapport.nee")}
    rows = tuple(
        (
            sentence(part.text),
            outcomes.get(part.outcome, say("rapport.niet_bekend")),
            "; ".join(_read(read) for read in part.reads) or _uses(part),
            say("rapport.bron", paragraaf=section_name(part.section), regel=part.id),
        )
        for part in node.parts
        if part.kind == "criterium"
    )
    return Table(caption, tuple(entry(header)), rows, (5, 1.7, 4, 3))


def _read(read: Read) -> str:
    origin = origin_text(read.origin)
    key = "uitleg.antwoord_herkomst" if origin else "uitleg.antwoord"
    return say(key, vraag=read.question, antwoord=read.label, herkomst=origin)


def _uses(node: Node) -> str:
    return enumerate_dutch([say("rapport.onbekend.telt.ingredient", nummer=name[1:]) for name in node.uses])


def _route(material: _Material) -> Section:
    advice, kb = material.advice, material.kb
    nodes = {int(node.id[1:]): node for node in advice.trace.root.parts if node.kind == "route"}
    blocks: list[Block] = []
    for number in advice.candidates:
        blocks.append(Paragraph(say("rapport.route.regel", voor_wie=material.route(number)["voor_wie"].strip())))
        if material.route(number).get("anders"):
            name = sentence(route_name(kb, number)).rstrip(".")
            blocks.append(Paragraph(say("rapport.route.anders", route=name, nummer=number)))
        caption = say("rapport.route.tabel", route=route_name(kb, number))
        blocks.append(_criteria(caption, "rapport.route.kop", nodes[number]))
    sections = [Section("vraagt", say("rapport.route.vraagt"), tuple(_asks(material)))]
    other = [Paragraph(f"{item['text']} {item['decides']}") for item in material.close()]
    close = {item["route"] for item in material.close()}
    other += [Paragraph(why_not(node)) for n, node in nodes.items() if node.outcome == EXCLUDED and n not in close]
    if other:
        sections.append(Section("andere-routes", say("rapport.route.andere"), tuple(other)))
    return Section("route", say("rapport.route.titel"), tuple(blocks), tuple(sections))


def _asks(material: _Material) -> Iterable[Block]:
    """What each possible route asks of the civil servant, held against the answer on `procesrol`."""
    for number in material.advice.candidates:
        route = material.route(number)
        if len(material.advice.candidates) > 1:
            yield Paragraph(sentence(route_name(material.kb, number)).rstrip("."), "label")
        yield Paragraph(_with_source(route["vraagt"], route["paragraaf"]))
        if has_value(material.counting, "procesrol"):
            yield Paragraph(route["procesrol"][material.counting["procesrol"]])
        if "variant" in route:
            variant = route["variant"]
            title = say("rapport.route.variant", variant=variant["naam"])
            yield Box(title, (Paragraph(_with_source(variant["tekst"], variant["paragraaf"])),))


def _ingredients(material: _Material) -> Section:
    sections = []
    for number, found in material.advice.ingredients.items():
        item = material.ingredient(number)
        title = say("rapport.ingredienten.kop", nummer=number, naam=item["naam"], status=material.status(number))
        caption = say("rapport.ingredienten.tabel", nummer=number)
        blocks = (
            Paragraph(_with_source(item["tekst"], item["paragraaf"])),
            _criteria(caption, "rapport.ingredienten.kop_tabel", material.advice.trace.node(item["id"])),
            Paragraph(say("rapport.ingredienten.waarom", waarom=item["waarom"].strip())),
            Paragraph(_step(material, number, found.status)),
        )
        sections.append(Section(f"ingredient-{number}", title, blocks))
    intro = Paragraph(say("rapport.ingredienten.intro"))
    return Section("ingredienten", say("rapport.ingredienten.titel"), (intro,), tuple(sections), new_page=True)


def _step(material: _Material, number: int, status: str, short: bool = False) -> str:
    """What can be done about an ingredient: the step, or the questions to settle first."""
    item = material.ingredient(number)
    if status == AANWEZIG:
        return say("rapport.ingredienten.stap_aanwezig")
    if status == ONBEKEND:
        read = dict.fromkeys(slot for rule in item["regels"].values() for slot in slots_of(rule["als"]))
        waiting = _short(material.kb, [slot for slot in read if not has_value(material.counting, slot)])
        return say(f"rapport.ingredienten.stap_onbekend{'_kort' if short else ''}", vragen=waiting)
    advice = item["advies"][status].strip()
    return advice if short else say("rapport.ingredienten.stap", advies=advice)


# --- what would change it, and from route to plan


def _changes(material: _Material) -> Section:
    """The smallest changes that lead to another outcome, and the other single changes that do."""
    shown = tuple(change.text for change in material.changes.shown)
    others = tuple(change.text for change in material.changes.others)
    title = say("rapport.verandert.titel")
    if not shown:
        return Section("verandert", title, (Paragraph(say("verandering.niets")),))
    blocks = (Paragraph(say("rapport.verandert.intro")), Bullets(shown), Paragraph(say("rapport.verandert.stel")))
    suppose = Section(
        "stel-dat", say("rapport.stel_dat.titel"), (Paragraph(say("rapport.stel_dat.intro")), Bullets(others))
    )
    return Section("verandert", title, blocks, (suppose,) if others else ())


def _memo(material: _Material) -> Section:
    title = say("rapport.memo.titel")
    if not material.memos:
        return Section("startmemo", title, (Paragraph(say("rapport.memo.geen")),), new_page=True)
    parts = tuple(_one_memo(memo) for memo in material.memos)
    intro = Paragraph(say("rapport.memo.intro"))
    return Section("startmemo", title, (intro,), parts, new_page=True)


def _one_memo(memo: Memo) -> Section:
    text, name = "rapport.memo", f"startmemo-{memo.route}"
    rows = tuple((str(place), step.text, step.result, step.source) for place, step in enumerate(memo.steps, 1))
    caption = say(f"{text}.stappen_tabel", nummer=memo.route)
    steps = Table(caption, tuple(entry(f"{text}.stappen_kop")), rows, (0.8, 5, 4, 2.4))
    agreements: list[Block] = []
    for party, lines in memo.agreements.items():
        agreements += [Paragraph(say(f"{text}.partij.{party}"), "label"), Bullets(lines)]
    parts = (
        Section(f"{name}-aanleiding", say(f"{text}.aanleiding"), (Bullets(memo.reason),)),
        Section(f"{name}-doel", say(f"{text}.doel"), (Bullets(memo.aim),)),
        Section(f"{name}-deelnemers", say(f"{text}.deelnemers"), (Bullets(memo.participants),)),
        Section(f"{name}-stappen", say(f"{text}.stappen"), (steps,)),
        Section(f"{name}-afspraken", say(f"{text}.afspraken"), tuple(agreements)),
    )
    return Section(name, say(f"{text}.kop", nummer=memo.route, naam=memo.name), (), parts)


def _checklist(material: _Material) -> Section:
    text = "rapport.afvinken"
    rows = tuple(
        (f"{number}. {material.ingredient(number)['naam']}", material.status(number), step, "", "")
        for number, found in material.advice.ingredients.items()
        for step in (_step(material, number, found.status, short=True),)
    )
    table = Table(say(f"{text}.tabel"), tuple(entry(f"{text}.kop")), rows, (3, 2.2, 5, 2.2, 1.8))
    return Section("afvinklijst", say(f"{text}.titel"), (Paragraph(say(f"{text}.intro")), table))


# --- the report's findings


def _findings(material: _Material) -> Section:
    names = material.kb.report["paragrafen"]
    by_section: dict[str, list[Term]] = {}
    for finding in material.advice.findings:
        section = str(finding["paragraaf"])
        source, read = section_name(section), material.advice.trace.node(finding["id"]).reads
        if answered := [item.question for item in read if has_value(material.counting, item.slot)]:
            source = say("rapport.bevindingen.bron", paragraaf=source, vragen=enumerate_dutch(answered))
        term = Term(finding["kop"], finding["tekst"].strip(), source)
        by_section.setdefault(section, []).append(term)
    parts = tuple(
        Section(f"paragraaf-{section.replace('.', '-')}", f"{section} {names[section]}", (Terms(tuple(terms)),))
        for section, terms in by_section.items()
    )
    intro = Paragraph(say("rapport.bevindingen.intro"))
    return Section("bevindingen", say("rapport.bevindingen.titel"), (intro,), parts, new_page=True)


def _interviews(material: _Material) -> Section:
    """Where this municipality stands beside the interviews, by the counts that the report gives."""
    total, text = material.kb.report["bron"]["aantal_gemeenten"], "rapport.beeld.interviews"
    findings = {finding["id"]: finding for finding in material.kb.findings}
    counts, rows = [], []
    marks = {Truth.TRUE: say("rapport.ja"), Truth.FALSE: say("rapport.nee")}
    for subject in entry("interviews.onderwerpen"):
        for row in subject["rijen"]:
            finding = findings[row["bevinding"]]
            truth = evaluate(row["als"], material.counting, material.today)
            number, words = _count(finding.get("aantal"), total)
            words = row.get("woorden", words)
            counts.append(pictures.Count(subject["onderwerp"], row["label"], words, number, truth is Truth.TRUE))
            mark = marks.get(truth, say("rapport.niet_bekend"))
            rows.append((subject["onderwerp"], row["label"], words, mark, section_name(finding["paragraaf"])))
    title, alt = say(f"{text}.titel"), say(f"{text}.uitleg")
    svg, height = pictures.interviews("interviews-beeld", title, alt, counts, total, say(f"{text}.hier"))
    table = Table(say(f"{text}.tabel"), tuple(entry(f"{text}.kop")), tuple(rows), (3, 4, 2.4, 1.8, 2))
    picture = Picture("interviews-beeld", title, alt, svg, pictures.WIDTH, height, table)
    intro = Paragraph(say("rapport.interviews.intro"))
    return Section("interviews", say("rapport.interviews.titel"), (intro, picture), new_page=True)


def _count(amount: Mapping[str, Any] | None, total: int) -> tuple[int | None, str]:
    """How many interviewed municipalities a finding counts (None: it gives no number), and that in words."""
    if amount is None:
        return None, ""
    if amount["tekst"] == "alle":
        return total, say("interviews.alle", totaal=total)
    if "getal" not in amount:
        return None, amount["tekst"]
    kind = "minimaal" if amount.get("minimaal") else "precies"
    return amount["getal"], say(f"interviews.{kind}", getal=amount["getal"])


# --- answers, and what is not known


def _answers(material: _Material) -> Section:
    kb, text, blocks = material.kb, "rapport.antwoorden", []
    for block in kb.blocks.values():
        asked = [question for question in block.questions if material.counting.get(question.slot) is not None]
        known = any(material.origins.get(question.slot) for question in asked)
        rows = []
        for question in asked:
            row = [question.short, value_label(kb, question.slot, material.counting[question.slot])]
            if known:
                row.append(origin_text(material.origins.get(question.slot)) or say("herkomst.onbekend"))
            rows.append(tuple(row))
        if rows:
            header = tuple(entry(f"{text}.kop_herkomst" if known else f"{text}.kop"))
            caption = say(f"{text}.tabel", titel=block.title)
            table = Table(caption, header, tuple(rows), (3, 5, 3)[: len(header)])
            blocks.append(Section(f"antwoorden-{block.name}", block.title, (table,)))
    lead = () if blocks else (Paragraph(say(f"{text}.geen")),)
    return Section("antwoorden", say(f"{text}.titel"), lead, tuple(blocks))


def _unknown(material: _Material) -> Section:
    """The slots without an answer, those that the outcome rests on first."""
    kb, text = material.kb, "rapport.onbekend"
    relevant = relevance(kb, material.answers)
    waiting = [question.slot for question in open_questions(kb, material.answers, material.mode)]
    waiting += [slot for slot in material.counting if not has_value(material.counting, slot)]
    order = dict.fromkeys((*material.advice.missing, *(slot for slot in kb.slots if slot in waiting)))
    counts = _counts_for(kb)
    rows = tuple(
        (
            kb.question(slot).short,
            value_label(kb, slot, material.counting.get(slot)),
            enumerate_dutch(counts.get(slot, [say("rapport.onbekend.telt.overzicht")])),
        )
        for slot in order
        if relevant[slot] is not Truth.FALSE
    )
    if not rows:
        return Section("onbekend", say(f"{text}.titel"), (Paragraph(say(f"{text}.geen")),))
    table = Table(say(f"{text}.tabel"), tuple(entry(f"{text}.kop")), rows, (4, 2.5, 4))
    return Section("onbekend", say(f"{text}.titel"), (Paragraph(say(f"{text}.intro")), table))


def _counts_for(kb: KnowledgeBase) -> dict[str, list[str]]:
    """Per slot what rests on it: the route and the ingredients whose rules read it, or else the findings."""
    found: dict[str, list[str]] = {slot: [say("rapport.onbekend.telt.route")] for slot in route_slots(kb)}
    for item in kb.ingredients:
        for slot in dict.fromkeys(slot for rule in item["regels"].values() for slot in slots_of(rule["als"])):
            found.setdefault(slot, []).append(say("rapport.onbekend.telt.ingredient", nummer=item["nummer"]))
    for slot in dict.fromkeys(slot for finding in kb.findings if "als" in finding for slot in slots_of(finding["als"])):
        found.setdefault(slot, [say("rapport.onbekend.telt.bevindingen")])
    return found


# --- sources and account


def _account(material: _Material) -> Section:
    text, report = "rapport.verantwoording", material.kb.report
    parts = [
        Section(
            f"verantwoording-{name}", say(f"{text}.{key}"), (Paragraph(_with_source(part["tekst"], part["paragraaf"])),)
        )
        for name, key, part in (
            ("bron", "bron", report["bron"]),
            ("voorbehoud", "voorbehoud", report["voorbehoud"]),
            ("methode", "methode", report["methode"]),
        )
    ]
    values = {"inhoud": material.kb.version, "datum": long_date(material.today)}
    lines = tuple(line.format(**values) for line in entry(f"{text}.programma_tekst"))
    parts.append(Section("verantwoording-programma", say(f"{text}.programma"), (Bullets(lines),)))
    return Section("verantwoording", say(f"{text}.titel"), (), tuple(parts))


# --- what machines read


def _data(material: _Material) -> dict[str, Any]:
    advice = material.advice
    return {
        "municipality": material.counting.get("gemeente"),
        "date": material.today.isoformat(),
        "mode": material.mode,
        "answers": dict(material.answers),
        "route": advice.route,
        "candidates": list(advice.candidates),
        "alternatives": [dict(item) for item in advice.alternatives],
        "ingredients": {str(number): item.status for number, item in advice.ingredients.items()},
        "findings": [finding["id"] for finding in advice.findings],
        "missing": list(advice.missing),
        "would_change": [change.as_dict() for change in material.changes.shown],
        "other_changes": [change.as_dict() for change in material.changes.others],
        "memos": [memo.as_dict() for memo in material.memos],
        "trace": advice.trace.as_dict(),
        "comparison": material.comparison.as_dict() if material.comparison else None,
        "content_version": material.kb.version,
        "program_version": __version__,
    }
