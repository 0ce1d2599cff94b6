"""The one channel that is open: HTTP on the loopback address for the portal, with a shared secret.

A message carries the client's id; a repeat gets the reply it got before and changes nothing.
"""

from __future__ import annotations

import hmac
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

import sqlalchemy.exc
from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from components.tracker_store import LiveTrackerStore, StorageGone
from routewijzer import answers, conversation, knowledge
from routewijzer import messages as say

logger = logging.getLogger(__name__)

HEADER = "X-Routewijzer-Geheim"
#: Replies remembered for a message that is sent twice; older ones are read from the database.
REMEMBERED = 5000
KB = knowledge.load()


class _Replies(OutputChannel):
    """Collects what the bot says in one turn, in the API's form."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        return "routewijzer"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep the message as the action gave it."""
        self.messages.append(
            message.get("custom") or {"tekst": message.get("text") or "", "soort": "uitleg", "keuzes": []}
        )


def _reply(messages: list[dict[str, Any]], tracker: Any) -> dict[str, Any]:
    """The reply of one turn: messages, open question, progress, command."""
    command = next((message["opdracht"] for message in messages if message.get("opdracht")), None)
    said = [{key: value for key, value in message.items() if key != "opdracht"} for message in messages]
    return {"berichten": said, **_status(tracker.current_slot_values()), "opdracht": command}


def _status(slots: dict[str, Any]) -> dict[str, Any]:
    return conversation.status(KB, slots, slots.get("gesprek") or {}, slots.get("requested_slot"))


class RoutewijzerInput(InputChannel):
    """The portal's way in."""

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self._replies: OrderedDict[tuple[str, str], dict[str, Any]] = OrderedDict()

    @classmethod
    def name(cls) -> str:
        return "routewijzer"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> RoutewijzerInput:
        """Raises ValueError when no secret is set: the channel is never open without one."""
        secret = str((credentials or {}).get("geheim") or "")
        if not secret or secret.startswith("${"):
            raise ValueError("set RW_GEHEIM to a secret that the portal and Rasa share")
        return cls(secret)

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes of the channel."""
        routes = Blueprint("routewijzer", __name__)

        @routes.listener("after_server_start")
        async def see_failures(app: Any, loop: Any) -> None:
            # Rasa wraps the store so that a database failure is silent; ours must be seen.
            agent = app.ctx.agent
            if agent is None:
                raise SystemExit("The model cannot be loaded: train it again with `make train`.")
            store = getattr(agent.tracker_store, "_tracker_store", agent.tracker_store)
            agent.tracker_store = agent.processor.tracker_store = store

        @routes.middleware("request")
        async def known_caller(request: Request) -> HTTPResponse | None:
            given = request.headers.get(HEADER, "")
            if not hmac.compare_digest(given.encode(), self._secret.encode()):
                return response.json({"fout": "geheim"}, status=403)
            return None

        @routes.get("/gezond")
        async def healthy(request: Request) -> HTTPResponse:
            ready = request.app.ctx.agent is not None and request.app.ctx.agent.is_ready()
            return response.json({"klaar": ready}, status=200 if ready else 503)

        @routes.post("/gesprekken/<conversation_id>/berichten")
        async def receive(request: Request, conversation_id: str) -> HTTPResponse:
            return await self._guarded(self._turn(request, conversation_id, on_new_message))

        @routes.get("/gesprekken/<conversation_id>")
        async def show(request: Request, conversation_id: str) -> HTTPResponse:
            return await self._guarded(self._show(request, conversation_id))

        @routes.delete("/gesprekken/<conversation_id>")
        async def erase(request: Request, conversation_id: str) -> HTTPResponse:
            return await self._guarded(self._erase(request, conversation_id))

        return routes

    async def _guarded(self, work: Awaitable[HTTPResponse]) -> HTTPResponse:
        """A failing database is said (503), anything else is a logged fault without the person's text (500)."""
        try:
            return await work
        except (sqlalchemy.exc.SQLAlchemyError, StorageGone) as error:
            logger.error("storage failed: %s", type(error).__name__)
            return response.json({"fout": "opslag"}, status=503)
        except answers.AnswerError:
            return response.json({"fout": "antwoord"}, status=400)
        except Exception as error:
            logger.error("turn failed: %s", type(error).__name__)
            return response.json({"fout": "intern"}, status=500)

    async def _turn(
        self, request: Request, conversation_id: str, on_new_message: Callable[[UserMessage], Awaitable[Any]]
    ) -> HTTPResponse:
        body = request.json or {}
        message_id = str(body["bericht_id"])
        store: LiveTrackerStore = request.app.ctx.agent.tracker_store
        known = self._known_reply(store, conversation_id, message_id)
        if known is not None:
            return response.json(known)
        replies = _Replies()
        await on_new_message(
            UserMessage(
                _text(body),
                replies,
                conversation_id,
                input_channel=self.name(),
                message_id=message_id,
                metadata=_metadata(body),
            )
        )
        tracker = store.peek(conversation_id)
        reply = _reply(replies.messages, tracker)
        self._remember(conversation_id, message_id, reply)
        return response.json(reply)

    def _known_reply(self, store: LiveTrackerStore, conversation_id: str, message_id: str) -> dict[str, Any] | None:
        known = self._replies.get((conversation_id, message_id))
        if known is not None or store.is_live(conversation_id):
            return known
        messages = store.replies_to(conversation_id, message_id)
        if messages is None:
            return None
        return _reply(messages, store.peek(conversation_id))

    def _remember(self, conversation_id: str, message_id: str, reply: dict[str, Any]) -> None:
        self._replies[(conversation_id, message_id)] = reply
        while len(self._replies) > REMEMBERED:
            self._replies.popitem(last=False)

    async def _show(self, request: Request, conversation_id: str) -> HTTPResponse:
        tracker = request.app.ctx.agent.tracker_store.peek(conversation_id)
        if tracker is None:
            return response.json({"fout": "onbekend"}, status=404)
        slots = tracker.current_slot_values()
        given = {slot: value for slot, value in slots.items() if slot in KB.slots and value is not None}
        origins = (slots.get("gesprek") or {}).get("herkomst", {})
        rows = [{**row, "herkomst": origins.get(row["slot"])} for row in say.overview(KB, given)]
        return response.json({**_status(slots), "altijd": conversation.always(KB, given), "antwoorden": rows})

    async def _erase(self, request: Request, conversation_id: str) -> HTTPResponse:
        await request.app.ctx.agent.tracker_store.erase(conversation_id)
        for key in [key for key in self._replies if key[0] == conversation_id]:
            del self._replies[key]
        return response.empty()


def _metadata(body: dict[str, Any]) -> dict[str, Any]:
    """What goes to the NLU component beside the text: a start, or the buttons chosen."""
    if body.get("start"):
        return {"start": True, "modus": body.get("modus")}
    if body.get("keuze"):
        return {"keuze": list(body["keuze"])}
    if body.get("overname"):
        return {"overname": answers.check(KB.slots, body["overname"])}
    return {}


def _text(body: dict[str, Any]) -> str:
    """The text of the turn. A leading slash is dropped: to Rasa it would be a command to set intents and slots."""
    if body.get("keuze"):
        return ", ".join(body["keuze"])
    if body.get("overname"):
        return ", ".join(body["overname"])
    return str(body.get("tekst") or "-").strip().lstrip("/").strip() or "-"
