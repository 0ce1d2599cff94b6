"""The interview behind the portal: one kept-alive HTTP session to Rasa's own channel on this machine."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import aiohttp
from django.conf import settings

_REPLY_DEFAULTS: dict[str, Any] = {
    "berichten": [],
    "vraag": None,
    "meerdere": False,
    "voortgang": None,
    "uitkomst": None,
    "opdracht": None,
}
_STATE_TIMEOUT = 5.0


class ChannelAway(Exception):
    """The interview cannot be reached, is slow or cannot store: try again later."""


class ChannelRefused(Exception):
    """The interview will not take this message, now or later."""


_session: aiohttp.ClientSession | None = None
_loop: asyncio.AbstractEventLoop | None = None


def _client() -> aiohttp.ClientSession:
    """The session of the running event loop; made at its first use."""
    global _session, _loop
    loop = asyncio.get_running_loop()
    if _session is None or _session.closed or _loop is not loop:
        _loop = loop
        _session = aiohttp.ClientSession(
            headers={"X-Routewijzer-Geheim": settings.CHANNEL_SECRET},
            connector=aiohttp.TCPConnector(limit=200, keepalive_timeout=30),
            trust_env=False,
        )
    return _session


async def close() -> None:
    """Close the session of the running event loop."""
    global _session
    if _session is not None and _loop is asyncio.get_running_loop():
        await _session.close()
    _session = None


async def _call(method: str, path: str, data: Mapping[str, Any] | None = None, *, timeout: float) -> tuple[int, Any]:
    """Status and JSON body. Raises ChannelAway when no whole answer came in time."""
    try:
        async with _client().request(
            method, settings.CHANNEL_URL + path, json=data, timeout=aiohttp.ClientTimeout(total=timeout)
        ) as response:
            raw = await response.read()
        return response.status, json.loads(raw) if raw else None
    except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError) as error:
        raise ChannelAway from error


async def send(conversation_id: str, message_id: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """The interview's reply to a message; the same message again gets the same reply.
    Raises ChannelAway, and ChannelRefused when it will never take it."""
    status, found = await _call(
        "POST",
        f"gesprekken/{conversation_id}/berichten",
        {"bericht_id": message_id, **content},
        timeout=settings.CHANNEL_TIMEOUT,
    )
    if status == 200 and isinstance(found, dict) and isinstance(found.get("berichten"), list):
        return {**_REPLY_DEFAULTS, **found}
    if status in (400, 409, 413, 415, 422):
        raise ChannelRefused
    raise ChannelAway  # also a wrong secret: a matter of set-up, and no reason to lose the message


async def state(conversation_id: str) -> dict[str, Any] | None:
    """The interview's state with the answers noted; None when it does not know the conversation. Raises ChannelAway."""
    status, found = await _call("GET", f"gesprekken/{conversation_id}", timeout=_STATE_TIMEOUT)
    if status == 200 and isinstance(found, dict):
        return found
    if status == 404:
        return None
    raise ChannelAway


async def erase(conversation_id: str) -> None:
    """Erase a conversation at the interview. Raises ChannelAway."""
    status, _ = await _call("DELETE", f"gesprekken/{conversation_id}", timeout=settings.CHANNEL_TIMEOUT)
    if status not in (200, 204, 404):
        raise ChannelAway


async def healthy() -> bool:
    """True when the interview answers and has its model."""
    try:
        status, _ = await _call("GET", "gezond", timeout=_STATE_TIMEOUT)
    except ChannelAway:
        return False
    return status == 200
