"""The portal as a whole behind its ASGI application, on a database of its own, with a stand-in for the interview.

Every answer that a test gets from the API is held against `portaal/openapi.yml`.
"""

from __future__ import annotations

import asyncio
import atexit
import copy
import io
import json
import logging
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

os.environ["RW_VAR"] = tempfile.mkdtemp(prefix="portaal-tests-")
atexit.register(shutil.rmtree, os.environ["RW_VAR"], ignore_errors=True)
os.environ["DJANGO_SETTINGS_MODULE"] = "portaal.settings"
os.environ.pop("RW_DATABASE_URL", None)

import django  # noqa: E402

django.setup()

import httpx  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from portaal import asgi, channel, database, logs, web  # noqa: E402
from routewijzer import knowledge  # noqa: E402
from tests.portaal.described import check  # noqa: E402

KB = knowledge.load()
ORDER = ("visie", "beleid_positie", "subsidievormen", "beleid_jaar", "gemeente")


class Interview:
    """Stands in for the interview: asks five questions in order, notes buttons and texts, answers a repeat alike.

    `away` and `refusing` make it fail the way the channel does; `heard` is all that reached it, in order.
    """

    def __init__(self) -> None:
        self.away = False
        self.refusing: set[str] = set()
        self.heard: list[tuple[str, str, dict[str, Any]]] = []
        self.noted: dict[str, dict[str, Any]] = {}
        self.taken: dict[str, set[str]] = {}
        self._replies: dict[tuple[str, str], dict[str, Any]] = {}

    async def send(self, conversation_id: str, message_id: str, content: dict[str, Any]) -> dict[str, Any]:
        """As `portaal.channel.send`."""
        if self.away:
            raise channel.ChannelAway
        if message_id in self.refusing:
            raise channel.ChannelRefused
        key = conversation_id, message_id
        if key not in self._replies:
            self.heard.append((conversation_id, message_id, json.loads(json.dumps(content))))
            self._replies[key] = self._turn(conversation_id, content)
        return copy.deepcopy(self._replies[key])

    def _turn(self, conversation_id: str, content: dict[str, Any]) -> dict[str, Any]:
        noted = self.noted.setdefault(conversation_id, {})
        asked = self._asked(noted)
        if content.get("tekst") == "wis alles":
            return self._reply(noted, "Ik wis alles.", opdracht="wissen")
        if content.get("tekst") == "waarom?":
            return {**self._reply(noted, "Daarom."), "berichten": [{"tekst": "Daarom.", "soort": "uitleg"}]}
        for value in content.get("keuze", ()):
            slot, is_answer, option = value.partition("=")
            if not is_answer:  # a button of any moment: pass the question over
                noted[asked] = "overgeslagen"
                continue
            many = KB.slots[slot].kind == "multi"
            noted[slot] = [*noted.get(slot, ()), option] if many else option
        if "tekst" in content and asked:
            noted[asked] = content["tekst"]
        noted.update(content.get("overname", {}))
        self.taken.setdefault(conversation_id, set()).update(content.get("overname", {}))
        return self._reply(noted, "Genoteerd.")

    def _asked(self, noted: dict[str, Any]) -> str | None:
        return next((slot for slot in ORDER if slot not in noted), None)

    def _buttons(self, slot: str | None) -> list[dict[str, str]]:
        options = KB.question(slot).options if slot else ()
        return [{"keuze": f"{slot}={option.value}", "tekst": option.label} for option in options]

    def _reply(self, noted: dict[str, Any], said: str, **extra: Any) -> dict[str, Any]:
        asked = self._asked(noted)
        messages = [{"tekst": said, "soort": "genoteerd", "keuzes": []}]
        if asked:
            question = {"tekst": KB.question(asked).text, "soort": "vraag", "keuzes": self._buttons(asked)}
            messages.append(question)
        return {"berichten": messages, **self._status(noted), "opdracht": None, **extra}

    def _status(self, noted: dict[str, Any]) -> dict[str, Any]:
        asked = self._asked(noted)
        left = sum(slot not in noted for slot in ORDER)
        return {
            "vraag": asked,
            "meerdere": asked is not None and KB.slots[asked].kind == "multi",
            "voortgang": {"beantwoord": len(ORDER) - left, "over": left, "minuten": left},
            "uitkomst": {"route": None, "kandidaten": [1, 2, 3], "ingredienten": {}},
        }

    async def state(self, conversation_id: str) -> dict[str, Any] | None:
        """As `portaal.channel.state`."""
        if self.away:
            raise channel.ChannelAway
        if conversation_id not in self.noted:
            return None
        noted, taken = self.noted[conversation_id], self.taken[conversation_id]
        return {
            **self._status(noted),
            "modus": "snelscan",
            "keuzes": self._buttons(self._asked(noted)),
            "altijd": [{"keuze": "overslaan", "tekst": "Sla over"}],
            "antwoorden": [
                {
                    "blok": "blok",
                    "titel": "Blok",
                    "slot": slot,
                    "kort": slot,
                    "waarde": value,
                    "tekst": str(value),
                    "herkomst": {"bron": "document" if slot in taken else "gesprek"},
                }
                for slot, value in noted.items()
            ],
        }

    async def erase(self, conversation_id: str) -> None:
        """As `portaal.channel.erase`."""
        if self.away:
            raise channel.ChannelAway
        self.noted.pop(conversation_id, None)

    async def healthy(self) -> bool:
        """As `portaal.channel.healthy`."""
        return not self.away

    async def close(self) -> None:
        """As `portaal.channel.close`."""


class Portal:
    """A client of the portal, and what a test needs to know of it."""

    def __init__(self, loop: asyncio.AbstractEventLoop, file: Path) -> None:
        self.loop = loop
        self.file = file

    def request(self, method: str, path: str, *, address: str = "127.0.0.1", **request: Any) -> httpx.Response:
        """The answer to one request; an answer of the API must be as it is described."""
        return self.together((method, path, {"address": address, **request}))[0]

    def together(self, *requests: tuple[str, str, dict[str, Any]]) -> list[httpx.Response]:
        """The answers to requests that are under way at the same time."""
        return self.loop.run_until_complete(self._together(requests))

    async def _together(self, requests: tuple[tuple[str, str, dict[str, Any]], ...]) -> list[httpx.Response]:
        return list(await asyncio.gather(*(self._one(method, path, **more) for method, path, more in requests)))

    async def _one(self, method: str, path: str, *, address: str = "127.0.0.1", **request: Any) -> httpx.Response:
        transport = httpx.ASGITransport(asgi.application, client=(address, 1234))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            answer = await client.request(method, path, **request)
        if path.startswith(("/v1", "/gezond")):
            check(method, path, answer)
        return answer

    def get(self, path: str, **request: Any) -> httpx.Response:
        """GET."""
        return self.request("GET", path, **request)

    def post(self, path: str, data: Any = None, **request: Any) -> httpx.Response:
        """POST of JSON, unless `request` holds other content."""
        return self.request("POST", path, **({"json": data} | request if data is not None else request))

    def delete(self, path: str) -> httpx.Response:
        """DELETE."""
        return self.request("DELETE", path)

    def run(self, work: Callable[..., Any], *arguments: Any) -> Any:
        """A coroutine function of the portal, or a transaction on the thread of its database."""
        if asyncio.iscoroutinefunction(work):
            return self.loop.run_until_complete(work(*arguments))
        return self.loop.run_until_complete(database.run(work, *arguments))

    def start(self, mode: str | None = None) -> Talk:
        """A new conversation."""
        answer = self.post("/v1/gesprekken", {"modus": mode})
        assert answer.status_code == 201, answer.text
        return Talk(self, answer.json())


class Talk:
    """One conversation; `reply` is the last answer."""

    def __init__(self, portal: Portal, reply: dict[str, Any]) -> None:
        self.portal = portal
        self.reply = reply
        self.id: str = reply["id"]
        self.code: str = reply["hervatcode"]
        self.path = f"/v1/gesprekken/{self.id}"

    def post(self, message_id: str | None = None, **body: Any) -> httpx.Response:
        """Send a message."""
        return self.portal.post(f"{self.path}/berichten", {"bericht_id": message_id or uuid.uuid4().hex, **body})

    def say(self, text: str) -> dict[str, Any]:
        """Send a text that must be taken."""
        answer = self.post(tekst=text)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def press(self, *choices: str) -> dict[str, Any]:
        """Choose, which must be taken."""
        answer = self.post(keuze=list(choices))
        assert answer.status_code == 200, answer.text
        return answer.json()

    def view(self) -> dict[str, Any]:
        """The conversation as it reads."""
        answer = self.portal.get(self.path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def slots(self) -> dict[str, Any]:
        """What is noted."""
        return {row["slot"]: row["waarde"] for row in self.view()["antwoorden"]}


@pytest.fixture(scope="session")
def _migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database with the tables, to copy."""
    file = tmp_path_factory.mktemp("tabellen") / "portaal.sqlite3"
    with _database(file):
        call_command("migrate", verbosity=0, interactive=False)
        connections["default"].cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file


@contextmanager
def _database(file: Path) -> Iterator[None]:
    """Let this be the file of the database."""
    before = connections.settings["default"]["NAME"]
    connections["default"].close()
    connections.settings["default"]["NAME"] = str(file)
    yield
    connections["default"].close()
    connections.settings["default"]["NAME"] = before


@pytest.fixture
def interview(monkeypatch: pytest.MonkeyPatch) -> Interview:
    """The stand-in, in the place of the channel."""
    stand_in = Interview()
    for name in ("send", "state", "erase", "healthy", "close"):
        monkeypatch.setattr(channel, name, getattr(stand_in, name))
    return stand_in


@pytest.fixture
def portal(_migrated: Path, tmp_path: Path, interview: Interview) -> Iterator[Portal]:
    """The portal on a fresh database, with nothing used up of its limits."""
    file = tmp_path / "portaal.sqlite3"
    shutil.copy(_migrated, file)
    for limiter in (web.per_conversation, web.per_address, web.wrong_codes):
        limiter._used.clear()
    loop = asyncio.new_event_loop()
    with _database(file):
        yield Portal(loop, file)
    loop.close()


@pytest.fixture
def talk(portal: Portal) -> Talk:
    """A conversation that has begun."""
    return portal.start()


@pytest.fixture
def log_lines(portal: Portal) -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """Reads what the portal logged so far, as the lines that it writes."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonLines())
    logging.getLogger("portaal").addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger("portaal").removeHandler(handler)
