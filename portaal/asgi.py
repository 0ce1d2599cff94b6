"""The ASGI application: Django, behind a limit on the size of every body, and with a beginning and an end."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portaal.settings")

from django.conf import settings  # noqa: E402
from django.core.asgi import get_asgi_application  # noqa: E402

_django = get_asgi_application()

from portaal import channel, conversation  # noqa: E402
from portaal.problems import Problem  # noqa: E402
from portaal.web import API_VERSION  # noqa: E402

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
_TIDY_EVERY = 3600.0
_READ_AWAY = 8 * 1024 * 1024  # more of a body that is too large, so that the client gets to read the answer
_DOCUMENT = re.compile(r"(/v1/gesprekken|/gesprek|/insluiten/gesprek)/[^/]+/documenten")


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """One HTTP request, or the life of the process."""
    if scope["type"] == "lifespan":
        await _life(receive, send)
    elif scope["type"] == "http":
        await _request(scope, receive, send)


async def _request(scope: Scope, receive: Receive, send: Send) -> None:
    """Read the whole body first: Django would take one of any size."""
    for_document = bool(_DOCUMENT.fullmatch(scope["path"]))
    most = settings.MAX_BODY + settings.MAX_DOCUMENT * for_document
    body = bytearray()
    read, more = 0, True
    while more:
        event = await receive()
        if event["type"] == "http.disconnect":
            return
        chunk = event.get("body", b"")
        read += len(chunk)
        more = event.get("more_body", False)
        if read <= most:
            body += chunk
        elif read > most + _READ_AWAY:
            break
    if read > most and for_document and not scope["path"].startswith("/v1/"):
        await _say_on_page(send, scope)
        return
    if read > most:
        await _too_large(send, Problem("document_te_groot") if for_document else _message_too_large())
        return
    given = False

    async def replay() -> MutableMapping[str, Any]:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": bytes(body), "more_body": False}

    # Django reads no form without a length, and a body in chunks comes without.
    named = [pair for pair in scope["headers"] if pair[0] != b"content-length"]
    await _django({**scope, "headers": [*named, (b"content-length", b"%d" % len(body))]}, replay, send)


def _message_too_large() -> Problem:
    return Problem("te_groot", kilobytes=settings.MAX_BODY // 1024)


async def _too_large(send: Send, problem: Problem) -> None:
    headers = {
        "Content-Type": "application/problem+json",
        "API-Version": API_VERSION,
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        "Connection": "close",
    }
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": problem.status, "headers": raw})
    await send({"type": "http.response.body", "body": problem.content()})


async def _say_on_page(send: Send, scope: Scope) -> None:
    """The page for documents says that a document is too large: somebody sent it there in a browser."""
    query = scope["query_string"] + b"&" * bool(scope["query_string"]) + b"te_groot=1"
    headers = [
        (b"location", scope["raw_path"] + b"?" + query),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 303, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def _life(receive: Receive, send: Send) -> None:
    """From start to end of the process: old conversations are erased now and then."""
    await receive()
    tidying = asyncio.ensure_future(conversation.tidy_for_ever(_TIDY_EVERY))
    await send({"type": "lifespan.startup.complete"})
    await receive()
    tidying.cancel()
    with suppress(asyncio.CancelledError):
        await tidying
    await channel.close()
    await send({"type": "lifespan.shutdown.complete"})
