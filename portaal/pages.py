"""The pages: plain forms that work without JavaScript; the script of the widget sends them without a page load.

The same pages, without the frame of their own, stand under /insluiten for a frame on another website.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from portaal import beside, conversation, files, incoming, resume, wording
from portaal.api import by_code
from portaal.problems import Problem
from portaal.web import base, page, query, show
from routewijzer.wording import long_date

_FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
#: Turns of the person that stay in view; earlier ones are folded.
_TURNS_SHOWN = 2
#: After so long somebody is told where the conversation was.
_AWAY = datetime.timedelta(minutes=30)
#: Buttons that always stand under the answer, and those behind "Meer"; `altijd` in gesprek.yml has their words.
_ALWAYS = ("why_ask", "examples", "dont_know", "skip", "back", "pause")
_MORE = ("what_others_do", "advice_now", "human", "restart")
_IN_PLACE = ("act:dont_know", "act:skip")


def form_of(request: HttpRequest) -> Any:
    """The posted form. Raises Problem when another website posted it, or when it is no form."""
    origin = request.headers.get("Origin")
    if origin not in (None, "null") and urlsplit(origin).netloc != request.get_host():
        raise Problem("herkomst")
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Problem("herkomst")
    if request.content_type not in _FORM_TYPES:
        raise Problem("soort_inhoud")
    return request.POST


def to(request: HttpRequest, place: str, mark: str = "") -> HttpResponse:
    """Send the browser on to `place`, in the frame when it is in one."""
    return redirect(f"{base(request)}/{place}{query(request)}{mark}")


@page("GET", "POST")
async def home(request: HttpRequest) -> HttpResponse:
    """/: what it is, and three ways to begin."""
    if request.method == "POST":
        form = form_of(request)
        if "hervatcode" in form:
            try:
                found = await by_code(request, incoming.code(form))
            except Problem as problem:
                return _start_page(request, problem, form["hervatcode"])
            return redirect(f"{base(request)}/gesprek/{found}?terug=1{query(request).replace('?', '&')}")
        started = await conversation.start(incoming.mode({"modus": form.get("modus") or None}))
        return to(request, f"gesprek/{started['id']}")
    return _start_page(request)


def _start_page(request: HttpRequest, problem: Problem | None = None, code: str = "") -> HttpResponse:
    lines = [wording.fill(line) for line in wording.PAGE["start"]["uitleg"]]
    context = {"lines": lines, "problem": problem, "code": code[:100]}
    return show(request, "start", context, status=problem.status if problem else 200)


@page("GET", "POST")
async def talk(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """/gesprek/{id}: the history, the open question and its answers, and what was noted."""
    if request.method in ("GET", "HEAD"):
        return await _conversation_page(request, conversation_id)
    form = form_of(request)
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
        return to(request, f"gesprek/{conversation_id}", "#nu")
    if reply["opdracht"] == "wissen":
        return to(request, "gewist")
    return to(request, f"gesprek/{conversation_id}", "#nu")


async def _conversation_page(
    request: HttpRequest, conversation_id: str, problem: Problem | None = None, draft: str = ""
) -> HttpResponse:
    """`?vanaf=12` leaves out the first 12 lines of the history, for the script that has them; `?terug` is a return."""
    found = await conversation.read(conversation_id)
    lines, waiting = _lines(found["berichten"])
    first = int(seen) if (seen := request.GET.get("vanaf", "")).isdecimal() else 0
    groups = answer_groups(found)
    blocks = beside.blocks(found)
    turns = [number for number, line in enumerate(lines) if line["van"] == "u"]
    recent = turns[-_TURNS_SHOWN] if len(turns) > _TURNS_SHOWN else 0
    context = {
        "found": found,
        "earlier": lines[first:recent],
        "recent": lines[max(first, recent) :],
        "waiting": waiting,
        "before": [group for group in groups if not group["open"] and group["soort"] != "samenvatting"],
        "open_groups": [group for group in groups if group["open"]],
        "changes": [group for group in groups if group["soort"] == "samenvatting"],
        "choices": next((group["aantal"] for group in groups if group["open"]), 0),
        "question": _question(found),
        "total": ((found["voortgang"] or {}).get("beantwoord") or 0) + ((found["voortgang"] or {}).get("over") or 0),
        "always": [_act(name) for name in _ALWAYS],
        "more": [_act(name) for name in _MORE],
        "place": place(found["voortgang"]),
        "heading": place(found["voortgang"]) or wording.PAGE["gesprek"]["verloop" if found["vraag"] else "klaar"],
        "progress": progress(found["voortgang"]),
        "blocks": blocks,
        "done": sum(block["klaar"] for block in blocks),
        "outcome": beside.outcome(found),
        "returned": _returned(request, found, len(turns)),
        "paused": bool(lines) and lines[-1].get("soort") == "pauze",
        "problem": problem,
        "draft": draft,
        "code": resume.code_of(conversation_id),
        "kept_until": long_date(timezone.localtime(datetime.datetime.fromisoformat(found["verlooptOp"])).date()),
        "id": uuid.uuid4().hex,
        "script_texts": wording.PAGE["script"],
    }
    return show(request, "gesprek", context, status=problem.status if problem else 200)


def _act(name: str) -> dict[str, str]:
    return {"keuze": f"act:{name}", "tekst": beside.KB.texts["altijd"][name]}


def _lines(history: Iterable[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The history as it is shown, numbered, and apart from it what waits to be delivered."""
    lines: list[dict[str, Any]] = []
    waiting: list[dict[str, Any]] = []
    for line in history:
        shown = {**line, "delen": parts(line["tekst"])}
        (waiting if line.get("status") == "ontvangen" else lines).append(shown)
    for number, shown in enumerate(lines):
        shown["nummer"] = number
    return lines, waiting


def parts(text: str) -> list[dict[str, Any]]:
    """A text as paragraphs (`tekst`) and lists (`punten`): lines that begin with a dash are a list."""
    found: list[dict[str, Any]] = []
    for line in text.splitlines():
        if line.startswith("- "):
            if not found or "punten" not in found[-1]:
                found.append({"punten": []})
            found[-1]["punten"].append(line[2:])
        elif line.strip():
            found.append({"tekst": line})
    return found


def answer_groups(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What can be chosen now, a group for each message of the last turn that has buttons: `kop`, `soort`, `open` (it is
    the open question), `vinken` (to be ticked, several at once) and `knoppen`."""
    last: list[Mapping[str, Any]] = []
    for line in reversed(found["berichten"]):
        if line["van"] == "u" and line.get("status") != "ontvangen":
            break
        if line["van"] == "bot":
            last.insert(0, line)
    groups = [_group(line, line["keuzes"], line.get("meerdere", False)) for line in last if line.get("keuzes")]
    if found["vraag"] and not any(group["open"] for group in groups):
        groups.append(_group({**_question(found), "soort": "vraag"}, found["keuzes"], found["meerdere"]))
    return [group for group in groups if group["aantal"]]


def _question(found: Mapping[str, Any]) -> dict[str, str]:
    """The open question as it was last asked: `tekst` and `uitleg`; empty when none is open."""
    asked = (line for line in reversed(found["berichten"]) if line.get("soort") == "vraag")
    line = next(asked, {}) if found["vraag"] else {}
    return {"tekst": line.get("tekst", ""), "uitleg": line.get("toelichting", "")}


def _group(line: Mapping[str, Any], offered: Iterable[Mapping[str, Any]], multiple: bool) -> dict[str, Any]:
    buttons = [choice for choice in offered if choice["keuze"] not in _IN_PLACE]
    ticks = [choice for choice in buttons if multiple and _tickable(choice["keuze"])]
    return {
        "kop": line["tekst"].partition("\n")[0],
        "soort": line["soort"],
        "open": line["soort"] == "vraag",
        "vinken": ticks,
        "knoppen": [choice for choice in buttons if choice not in ticks],
        "aantal": len(buttons),
    }


def _tickable(identifier: str) -> bool:
    """False for a button that goes with no other: none of these, leave it so."""
    _, sign, value = identifier.partition("=")
    return bool(sign) and value not in ("[]", "geen")


def _returned(request: HttpRequest, found: Mapping[str, Any], turns: int) -> bool:
    """True when somebody comes back to a conversation that had begun."""
    if not turns or "vanaf" in request.GET:
        return False
    last = datetime.datetime.fromisoformat(found["berichten"][-1]["tijd"])
    return "terug" in request.GET or datetime.datetime.now(datetime.timezone.utc) - last > _AWAY


def place(found: Mapping[str, Any] | None) -> str:
    """Where the open question stands: its block, and which question of it; empty when no question is open."""
    if not found or not all(found.get(name) for name in ("titel", "nummer", "van")):
        return ""
    return wording.fill(wording.PAGE["gesprek"]["plek"], **found)


def progress(found: Mapping[str, Any] | None) -> str:
    """How many questions are answered and left, in one or two sentences; empty when it is not known."""
    if not found or found.get("beantwoord") is None or found.get("over") is None:
        return ""
    texts = wording.PAGE["gesprek"]
    if not found["over"]:
        return texts["voortgang_klaar"]
    sentences = [_one_or_more("voortgang_over", found["beantwoord"], **found)]
    if found.get("minuten"):
        sentences.append(_one_or_more("voortgang_minuten", found["minuten"], **found))
    return " ".join(sentences)


def _one_or_more(key: str, count: int, **values: object) -> str:
    texts = wording.PAGE["gesprek"][key]
    return wording.fill(texts["een" if count == 1 else "meer"], **values)


@page("POST")
async def erase(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """/gesprek/{id}/wissen: erase it."""
    form_of(request)
    await conversation.erase(conversation_id)
    return to(request, "gewist")


@page("GET")
async def erased(request: HttpRequest) -> HttpResponse:
    """/gewist: where one comes after erasing; the browser forgets too."""
    return show(request, "gewist", {})


@page("GET")
async def privacy(request: HttpRequest) -> HttpResponse:
    """/privacy: what is kept, how long, and who can see it."""
    parts = [
        {"kop": part["kop"], "tekst": [wording.fill(line) for line in part["tekst"]]}
        for part in wording.PAGE["privacy"]["delen"]
    ]
    return show(request, "privacy", {"parts": parts})


@page("GET")
async def demo(request: HttpRequest) -> HttpResponse:
    """/demo: the widget on a page as an intranet has it."""
    return show(request, "demo", {})


@page("GET")
async def developers(request: HttpRequest) -> HttpResponse:
    """/ontwikkelaars: how to put the widget on a page."""
    return show(request, "ontwikkelaars", {"host": f"{request.scheme}://{request.get_host()}"})


@page("GET")
async def static(request: HttpRequest, name: str) -> HttpResponse:
    """/static/{name}."""
    return _file(request, name, {"Cache-Control": "no-cache"})


@page("GET")
async def widget(request: HttpRequest, version: str, name: str) -> HttpResponse:
    """/widget/{version}/{name}, for pages of other websites: `v1` is the newest version, a full number stays itself."""
    newest = files.current()["versie"]
    floating = version == f"v{newest.partition('.')[0]}"
    headers = {
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Cache-Control": "public, max-age=300" if floating else "public, max-age=31536000, immutable",
    }
    return _file(request, f"widget/{newest if floating else version}/{name}", headers)


def _file(request: HttpRequest, name: str, headers: dict[str, str]) -> HttpResponse:
    file = files.find(name)
    if file is None:
        raise Problem("onbekend_pad")
    headers |= {"ETag": file.tag, "Vary": "Accept-Encoding"}
    if request.headers.get("If-None-Match") == file.tag:
        return HttpResponse(status=304, headers=headers)
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(file.packed, content_type=file.kind, headers={**headers, "Content-Encoding": "gzip"})
    return HttpResponse(file.content, content_type=file.kind, headers=headers)
