"""The plain page: works without JavaScript, and the static script makes a chat of it."""

from __future__ import annotations

import json
import uuid
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from portaal import conversation, incoming, resume, wording
from portaal.api import by_code
from portaal.problems import Problem
from portaal.web import page, show

_FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


def _form(request: HttpRequest) -> Any:
    """The posted form. Raises Problem when another website posted it, or when it is no form."""
    origin = request.headers.get("Origin")
    if origin not in (None, "null") and urlsplit(origin).netloc != request.get_host():
        raise Problem("herkomst")
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Problem("herkomst")
    if request.content_type not in _FORM_TYPES:
        raise Problem("soort_inhoud")
    return request.POST


@page("GET", "POST")
async def home(request: HttpRequest) -> HttpResponse:
    """/: what it is, and three ways to begin."""
    if request.method == "POST":
        form = _form(request)
        if "hervatcode" in form:
            try:
                return redirect("gesprek", conversation_id=await by_code(request, incoming.code(form)))
            except Problem as problem:
                return _start_page(request, problem, form["hervatcode"])
        started = await conversation.start(incoming.mode({"modus": form.get("modus") or None}))
        return redirect("gesprek", conversation_id=started["id"])
    return _start_page(request)


def _start_page(request: HttpRequest, problem: Problem | None = None, code: str = "") -> HttpResponse:
    lines = [wording.fill(line) for line in wording.PAGE["start"]["uitleg"]]
    context = {"lines": lines, "problem": problem, "code": code[:100]}
    return show(request, "start", context, status=problem.status if problem else 200)


@page("GET", "POST")
async def talk(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """/gesprek/{id}: the history, the open question and its answers."""
    if request.method == "GET" or request.method == "HEAD":
        return await _conversation_page(request, conversation_id)
    form = _form(request)
    data = {"bericht_id": form.get("bericht_id"), "tekst": form.get("tekst"), "keuze": form.getlist("keuze") or None}
    if data["tekst"] is None and data["keuze"] is None:
        data["keuze"] = []
    try:
        reply = await conversation.say(conversation_id, incoming.message(data))
    except Problem as problem:
        if problem.kind in ("invoer", "dubbel", "keuze_wacht"):
            return await _conversation_page(request, conversation_id, problem, form.get("tekst") or "")
        if problem.kind != "bewaard":
            raise
        return redirect(f"/gesprek/{conversation_id}#nu")
    if reply["opdracht"] == "wissen":
        return _erased_page(request, reply["berichten"])
    return redirect(f"/gesprek/{conversation_id}#nu")


async def _conversation_page(
    request: HttpRequest, conversation_id: str, problem: Problem | None = None, draft: str = ""
) -> HttpResponse:
    found = await conversation.read(conversation_id)
    quick = [wording.PAGE["gesprek"][name] for name in ("weet_niet", "sla_over")]
    labels = {label.casefold() for label in quick}
    offered = found["keuzes"] or []
    always = [choice for choice in offered if choice["tekst"].casefold() in labels]
    named = {choice["tekst"].casefold() for choice in always}
    context = {
        "found": found,
        "options": [choice for choice in offered if choice not in always],
        "always": always,
        "always_text": [label for label in quick if label.casefold() not in named] if found["vraag"] else [],
        "progress": progress(found["voortgang"]),
        "waiting": not found["bereikbaar"] or any(line.get("status") == "ontvangen" for line in found["berichten"]),
        "problem": problem,
        "draft": draft,
        "code": resume.code_of(conversation_id),
        "ids": [uuid.uuid4().hex for _ in range(3)],
        "script_state": json.dumps({name: found[name] for name in ("vraag", "keuzes")}, ensure_ascii=False),
        "script_texts": json.dumps({**wording.PAGE["gesprek"], **wording.PAGE["script"]}, ensure_ascii=False),
    }
    return show(request, "gesprek", context, status=problem.status if problem else 200)


def progress(found: dict[str, Any] | None) -> str:
    """How far the interview is, in one or more sentences; empty when it is not known."""
    if not found:
        return ""
    texts = wording.PAGE["gesprek"]
    known = {name: value for name, value in found.items() if value is not None}
    wanted = (
        ("voortgang_deel", ("nummer", "van", "titel")),
        ("voortgang_over", ("beantwoord", "over")),
        ("voortgang_minuten", ("minuten",)),
    )
    return " ".join(wording.fill(texts[key], **known) for key, needs in wanted if all(name in known for name in needs))


@page("POST")
async def erase(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """/gesprek/{id}/wissen: erase it."""
    _form(request)
    await conversation.erase(conversation_id)
    return _erased_page(request, [])


def _erased_page(request: HttpRequest, messages: list[dict[str, Any]]) -> HttpResponse:
    return show(request, "gewist", {"messages": messages})


@page("GET")
async def privacy(request: HttpRequest) -> HttpResponse:
    """/privacy: what is kept, how long, and who can see it."""
    parts = [
        {"kop": part["kop"], "tekst": [wording.fill(line) for line in part["tekst"]]}
        for part in wording.PAGE["privacy"]["delen"]
    ]
    return show(request, "privacy", {"parts": parts})
