"""Stands in for Rasa behind the portal: the same turns by the same `routewijzer.conversation`, without a trained model.

Buttons mean what they mean. A typed text answers the open question (a label, digits, or the text itself), or asks
"waarom": what a model would understand is no matter of the pages.
"""

from __future__ import annotations

import asyncio
import datetime
import re
import threading
from typing import Any

from aiohttp import web

from routewijzer import conversation, knowledge
from routewijzer import messages as say
from routewijzer.conversation import Heard, Turn
from routewijzer.messages import MODUS

KB = knowledge.load()


class StandIn:
    """The channel on a free port of this machine, in a thread of its own."""

    def __init__(self) -> None:
        self.away = False
        self.port = 0
        self.conversations: dict[str, dict[str, Any]] = {}
        self.heard: list[str] = []
        self._replies: dict[tuple[str, str], dict[str, Any]] = {}
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def start(self) -> StandIn:
        """Serve; `port` is known then."""
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def stop(self) -> None:
        """Stop serving."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        base = "/webhooks/routewijzer"
        app = web.Application()
        app.router.add_get(f"{base}/gezond", self._healthy)
        app.router.add_post(f"{base}/gesprekken/{{id}}/berichten", self._receive)
        app.router.add_get(f"{base}/gesprekken/{{id}}", self._show)
        app.router.add_delete(f"{base}/gesprekken/{{id}}", self._erase)
        runner = web.AppRunner(app)
        self._loop.run_until_complete(runner.setup())
        site = web.TCPSite(runner, "127.0.0.1", 0)
        self._loop.run_until_complete(site.start())
        self.port = runner.addresses[0][1]
        self._ready.set()
        self._loop.run_forever()
        self._loop.run_until_complete(runner.cleanup())

    async def _healthy(self, request: web.Request) -> web.Response:
        return web.json_response({"klaar": True}, status=503 if self.away else 200)

    async def _receive(self, request: web.Request) -> web.Response:
        if self.away:
            return web.Response(status=503)
        body = await request.json()
        key = request.match_info["id"], body["bericht_id"]
        if key not in self._replies:
            self.heard.append(body["bericht_id"])
            self._replies[key] = self._turn(
                self.conversations.setdefault(key[0], {"antwoorden": {}, "stand": {}}), body
            )
        return web.json_response(self._replies[key])

    async def _show(self, request: web.Request) -> web.Response:
        if self.away:
            return web.Response(status=503)
        kept = self.conversations.get(request.match_info["id"])
        if kept is None:
            return web.Response(status=404)
        given = {slot: value for slot, value in kept["antwoorden"].items() if slot in KB.slots}
        status = self._status(kept)
        shown = {**status, "altijd": conversation.always(KB, given), "antwoorden": say.overview(KB, given)}
        return web.json_response(shown)

    async def _erase(self, request: web.Request) -> web.Response:
        self.conversations.pop(request.match_info["id"], None)
        return web.Response(status=204)

    def _status(self, kept: dict[str, Any]) -> dict[str, Any]:
        return conversation.status(KB, kept["antwoorden"], kept["stand"], self._asked(kept))

    def _asked(self, kept: dict[str, Any]) -> str | None:
        return conversation.next_slot(KB, kept["antwoorden"], kept["stand"])

    def _turn(self, kept: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
        """One turn as Rasa's actions make it: hear or respond, then ask on, or end with the advice."""
        asked = self._asked(kept)
        heard = self._heard(kept, body, asked)
        turn = Turn(KB, kept["antwoorden"], kept["stand"], asked, heard)
        said: list[dict[str, Any]] = []
        command = None
        if body.get("start"):
            said += say.opening(KB)
        if not body.get("start") or heard.found:
            outcome = turn.hear() or turn.respond()
            said += outcome.messages
            command = outcome.command
            kept["stand"] = outcome.state
            for slot, value in outcome.changes.items():
                kept["antwoorden"].pop(slot, None)
                if value is not None:
                    kept["antwoorden"][slot] = value
        if heard.act not in ("pause", "goodbye") and command != "wissen":
            said += self._next(kept)
        return {"berichten": said, **self._status(kept), "opdracht": command}

    def _next(self, kept: dict[str, Any]) -> list[dict[str, Any]]:
        pending = conversation.conflict_question(KB, kept["stand"])
        if pending:
            return [pending]
        slot = self._asked(kept)
        if slot is None:
            if kept["stand"].get("klaar"):
                return []
            kept["stand"]["klaar"] = True
            return say.advice(KB, kept["antwoorden"], kept["antwoorden"].get(MODUS), datetime.date.today())
        asked = [say.question(KB, slot, kept["antwoorden"], kept["stand"])]
        if slot != MODUS and kept["stand"].get("blok") != KB.question(slot).block:
            block = KB.blocks[KB.question(slot).block]
            kept["stand"]["blok"] = block.name
            asked.insert(0, say.message(block.intro, "uitleg", blok=block.name))
        return asked

    def _heard(self, kept: dict[str, Any], body: dict[str, Any], asked: str | None) -> Heard:
        if body.get("start"):
            return Heard(
                "answer" if body.get("modus") else "greet", found={MODUS: body["modus"]} if body.get("modus") else {}
            )
        if body.get("keuze"):
            return conversation.parse_choices(KB, body["keuze"]) or Heard("out_of_scope")
        if body.get("overname"):
            return Heard("document", found=body["overname"], from_document=True)
        text = body["tekst"]
        if text.lower().startswith("waarom"):
            return Heard("why_ask", text)
        for button in self._status(kept)["keuzes"]:
            if button["tekst"].casefold() == text.casefold():
                return conversation.parse_choices(KB, [button["keuze"]]) or Heard("out_of_scope")
        digits = re.sub(r"\D", "", text)
        if asked in KB.slots and KB.slots[asked].kind in ("year", "amount") and digits:
            return Heard("answer", text, {asked: int(digits)})
        return Heard("answer", text)
