"""The page where a document is added and a person decides about each value found in it, as plain forms."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict

from portaal import conversation, documents, incoming
from portaal.pages import form_of, to
from portaal.problems import Problem
from portaal.web import limit, page, show
from routewijzer import intake, knowledge
from routewijzer.knowledge import BOOL_OPTIONS

_WORDS = {value: word for word, value in BOOL_OPTIONS.items()}


@page("GET", "POST")
async def intake_page(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """/gesprek/{id}/documenten: add a document, and what was found in those added."""
    if request.method != "POST":
        too_large = Problem("document_te_groot") if "te_groot" in request.GET else None
        return await _show(request, conversation_id, too_large)
    form = form_of(request)
    try:
        limit(documents.per_conversation, conversation_id)
        await documents.add(conversation_id, documents.given(request))
    except Problem as problem:
        if problem.kind == "onbekend_gesprek":
            raise
        return await _show(request, conversation_id, problem, pasted=form.get("tekst", ""))
    return to(request, f"gesprek/{conversation_id}/documenten")


@page("POST")
async def decide(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """/gesprek/{id}/voorstellen: the decisions, as one turn of the conversation; then on with that."""
    form = form_of(request)
    data = {"bericht_id": form.get("bericht_id"), "besluiten": _decisions(form)}
    try:
        await conversation.say(conversation_id, incoming.decisions(data))
    except Problem as problem:
        if problem.kind == "invoer":
            return await _show(request, conversation_id, problem, chosen=form)
        if problem.kind != "bewaard":
            raise
    return to(request, f"gesprek/{conversation_id}", "#nu")


def _decisions(form: QueryDict) -> list[dict[str, Any]]:
    """As the API takes them."""
    prefix = "besluit-"
    return [
        {"slot": name.removeprefix(prefix), "besluit": form[name], "waarde": _value(name.removeprefix(prefix), form)}
        for name in form
        if name.startswith(prefix)
    ]


def _value(slot: str, form: QueryDict) -> Any:
    """What was filled in for `slot`, in the contract's form where that can be; else as it was typed."""
    known = knowledge.load().slots.get(slot)
    typed = form.getlist(f"waarde-{slot}")
    if known is None or not typed:
        return None
    if known.kind == "multi":
        return typed
    if known.kind == "bool":
        return BOOL_OPTIONS.get(typed[0], typed[0])
    digits = re.sub(r"[\s.€]", "", typed[0])
    return int(digits) if known.kind in ("year", "amount") and digits.isdecimal() else typed[0]


async def _show(
    request: HttpRequest,
    conversation_id: str,
    problem: Problem | None = None,
    *,
    pasted: str = "",
    chosen: QueryDict | None = None,
) -> HttpResponse:
    found = await documents.overview(conversation_id)
    for block in found["blokken"]:
        for one in block["voorstellen"]:
            _fill(one, chosen)
    context = {
        "found": found,
        "id": conversation_id,
        "message_id": uuid.uuid4().hex,
        "decisions": [{"besluit": name, "tekst": text} for name, text in intake.texts()["besluiten"].items()],
        "problem": problem,
        "pasted": pasted,
    }
    return show(request, "document", context, status=problem.status if problem else 200)


def _fill(one: dict[str, Any], chosen: QueryDict | None) -> None:
    """What the fields of a proposal hold: what the person chose just now, else what was found."""
    value = one["waarde"] if chosen is None else _value(one["slot"], chosen)
    one["gekozen"] = None if chosen is None else chosen.get(f"besluit-{one['slot']}")
    if one["opties"]:
        one["keuzes"] = [
            {
                "waarde": _WORDS.get(option["waarde"], option["waarde"]),
                "tekst": option["tekst"],
                "gekozen": option["waarde"] in value if isinstance(value, list) else option["waarde"] == value,
            }
            for option in one["opties"]
        ]
    else:
        one["getypt"] = value
