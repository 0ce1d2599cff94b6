"""The advice report behind a link of its own: who has the link can read the report, and not the conversation."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.http import HttpRequest, HttpResponse

from portaal import channel, proposals, resume, store
from portaal.channel import ChannelAway
from portaal.database import run
from portaal.problems import Problem
from portaal.web import page
from routewijzer import knowledge
from routewijzer.interview import VOLLEDIG
from routewijzer.report import FORMATS, build, render
from routewijzer.report.html import STYLE_SOURCE

#: Making a report takes up to a second of work, so it has a thread of its own, beside the event loop.
_thread = ThreadPoolExecutor(1, thread_name_prefix="rapport")
_PAGE_POLICY = (
    f"default-src 'none'; style-src {STYLE_SOURCE}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_FILE_POLICY = "default-src 'none'; frame-ancestors 'none'"


@page("GET")
async def report(request: HttpRequest, name: str) -> HttpResponse:
    """/rapport/{token} as a page, /rapport/{token}.docx (or .pdf, .md, .json) as a file."""
    token, dot, kind = name.partition(".")
    if dot and (kind not in FORMATS or kind == "html"):
        raise Problem("onbekend_pad")
    conversation_id = await run(store.by_report, resume.report_hash(token))
    if conversation_id is None:
        raise Problem("onbekend_rapport")
    try:
        state = await channel.state(conversation_id)
    except ChannelAway:
        raise Problem("rapport_wacht", headers={"Retry-After": "60"}) from None
    if state is None:
        raise Problem("onbekend_rapport")
    state = {**state, "antwoorden": await run(proposals.quoted, conversation_id, state["antwoorden"])}
    kind = kind or "html"
    content, place = await asyncio.get_running_loop().run_in_executor(_thread, _make, state, kind)
    headers = {"X-Robots-Tag": "noindex", "Content-Security-Policy": _PAGE_POLICY if kind == "html" else _FILE_POLICY}
    if kind != "html":
        headers["Content-Disposition"] = f'attachment; filename="{_filename(place, kind)}"'
    return HttpResponse(content, content_type=FORMATS[kind][1], headers=headers)


def _make(state: Mapping[str, Any], kind: str) -> tuple[bytes, str]:
    """The report on the answers noted in the interview's state, and the municipality it is about."""
    answers = {answer["slot"]: answer["waarde"] for answer in state["antwoorden"]}
    origins = {answer["slot"]: answer["herkomst"] for answer in state["antwoorden"] if answer.get("herkomst")}
    made = build(knowledge.load(), answers, mode=state.get("modus") or VOLLEDIG, origins=origins)
    return render(made, kind), made.subtitle


def _filename(place: str, kind: str) -> str:
    plain = unicodedata.normalize("NFKD", place).encode("ascii", "ignore").decode().lower()
    return "-".join(["adviesrapport", *re.findall(r"[a-z0-9]+", plain)[:6]])[:60] + f".{kind}"
