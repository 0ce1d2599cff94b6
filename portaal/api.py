"""The HTTP API, version 1. Described by `openapi.yml`, which is served at /v1/openapi.json."""

from __future__ import annotations

import datetime
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from portaal import channel, conversation, incoming, store
from portaal.database import StoreAway, run
from portaal.problems import Problem
from portaal.web import API_VERSION, address, api, limit, too_often, wrong_codes
from routewijzer.knowledge import read_yaml


def as_json(data: Any, status: int = 200, headers: dict[str, str] | None = None) -> HttpResponse:
    """The answer to an API client."""
    content = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    return HttpResponse(content, status=status, content_type="application/json", headers=headers)


def body(request: HttpRequest, *, optional: bool = False) -> dict[str, Any]:
    """The JSON object of a request; an empty one where it may be left out. Raises Problem."""
    return incoming.body(request.META.get("CONTENT_TYPE", ""), request.body, optional=optional)


@api("POST")
async def conversations(request: HttpRequest) -> HttpResponse:
    """POST /v1/gesprekken: start a conversation."""
    started = await conversation.start(incoming.mode(body(request, optional=True)))
    return as_json(started, 201, {"Location": f"/v1/gesprekken/{started['id']}"})


@api("POST")
async def resume(request: HttpRequest) -> HttpResponse:
    """POST /v1/gesprekken/hervatten: go on with a conversation by its resume code."""
    return as_json(await conversation.read(await by_code(request, incoming.code(body(request)))))


async def by_code(request: HttpRequest, code: str) -> str:
    """The conversation of a resume code. Raises Problem; only wrong codes count towards the limit."""
    if seconds := wrong_codes.wait(address(request)):
        raise too_often(seconds)
    try:
        return await conversation.find(code)
    except Problem:
        limit(wrong_codes, address(request))
        raise


@api("GET", "DELETE")
async def one_conversation(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """GET or DELETE /v1/gesprekken/{id}: read it, or erase it."""
    if request.method == "DELETE":
        await conversation.erase(conversation_id)
        return HttpResponse(status=204, headers={"API-Version": API_VERSION})
    return as_json(await conversation.read(conversation_id))


@api("POST")
async def messages(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """POST /v1/gesprekken/{id}/berichten: say something."""
    message = incoming.message(body(request), request.headers.get("Idempotency-Key"))
    return as_json(await conversation.say(conversation_id, message))


@lru_cache(maxsize=1)
def _described() -> bytes:
    document = read_yaml(Path(__file__).with_name("openapi.yml"))
    document["info"]["version"] = API_VERSION
    kind = "email" if settings.CONTACT.startswith("mailto:") else "url"
    document["info"]["contact"][kind] = settings.CONTACT.removeprefix("mailto:")
    return json.dumps(document, ensure_ascii=False).encode()


@api("GET")
async def openapi(request: HttpRequest) -> HttpResponse:
    """GET /v1/openapi.json; open to pages of other origins, such as documentation sites."""
    return HttpResponse(_described(), content_type="application/json", headers={"Access-Control-Allow-Origin": "*"})


@api("GET")
async def ready(request: HttpRequest) -> HttpResponse:
    """GET /gezond: 200 when database and interview are there."""
    try:
        await run(store.reachable)
        stored = True
    except StoreAway:
        stored = False
    talking = await channel.healthy()
    parts = {"opslag": stored, "gesprek": talking}
    found = {
        "status": "goed" if all(parts.values()) else "fout",
        **{name: "goed" if ok else "fout" for name, ok in parts.items()},
    }
    return as_json(found, 200 if all(parts.values()) else 503)


@api("GET")
async def alive(request: HttpRequest) -> HttpResponse:
    """GET /gezond/leeft: 200 as long as the process answers."""
    return as_json({"status": "goed"})


@api("GET")
async def security_txt(request: HttpRequest) -> HttpResponse:
    """GET /.well-known/security.txt (RFC 9116)."""
    until = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=180)
    lines = [f"Contact: {settings.CONTACT}", f"Expires: {until:%Y-%m-%dT00:00:00Z}", "Preferred-Languages: nl, en"]
    if settings.SECURITY_POLICY:
        lines.append(f"Policy: {settings.SECURITY_POLICY}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
