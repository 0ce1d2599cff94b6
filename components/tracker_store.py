"""Rasa's SQL tracker store, made fit for long interviews.

- Live conversations stay in memory in a short form (slots, active form, last turn), so that a turn costs the same at
  the hundredth as at the fifth; the database keeps every event.
- A turn is written in one transaction, and what cannot be written is an error that reaches the person.
"""

from __future__ import annotations

import json
import os
from collections import OrderedDict
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from components import in_process

#: Live conversations kept in memory; an older one is read from the database again.
LIVE = 2000
DATABASE_URL = "RW_DATABASE_URL"
DEFAULT_FILE = Path("var") / "gesprekken.sqlite3"


class StorageGone(Exception):
    """The database that held the conversations is not there any more."""


def _settings() -> dict[str, Any]:
    """Where the conversations are kept: RW_DATABASE_URL, else a SQLite file under var/."""
    url = os.environ.get(DATABASE_URL)
    if url:
        parsed = sa.engine.url.make_url(url)
        return {
            "dialect": parsed.drivername,
            "host": parsed.host,
            "port": parsed.port,
            "db": parsed.database,
            "username": parsed.username,
            "password": parsed.password,
        }
    path = Path(os.environ.get("RW_VAR", "var")) / DEFAULT_FILE.name
    path.parent.mkdir(parents=True, exist_ok=True)
    return {"dialect": "sqlite", "db": str(path)}


class LiveTrackerStore(SQLTrackerStore):
    """See the module. A tracker is handed out for one turn; after a turn that fails it is read anew."""

    def __init__(self, domain: Domain | None = None, event_broker: EventBroker | None = None, **kwargs: Any) -> None:
        in_process.install()
        settings = _settings()
        super().__init__(domain=domain, event_broker=event_broker, **settings)
        self._live: OrderedDict[str, DialogueStateTracker] = OrderedDict()
        self._file = Path(settings["db"]) if settings["dialect"] == "sqlite" else None
        if self._file is not None:
            sa.event.listen(self.engine, "connect", _sqlite_pragmas)
            self.engine.dispose()
        self._inode = self._file.stat().st_ino if self._file else None

    def check(self) -> None:
        """Raise StorageGone when the SQLite file was removed or replaced: writing on would only seem to save."""
        if self._file is None:
            return
        try:
            present = self._file.stat().st_ino == self._inode
        except FileNotFoundError:
            present = False
        if not present:
            self._live.clear()
            raise StorageGone(str(self._file.name))

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation for one turn, out of memory or the database; None when there is none."""
        self.check()
        tracker = self._live.pop(sender_id, None)
        return tracker if tracker is not None else self._read(sender_id)

    def peek(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation as last saved, for reading only."""
        self.check()
        if sender_id not in self._live:
            tracker = self._read(sender_id)
            if tracker is None:
                return None
            self._keep(tracker)
        return self._live[sender_id]

    def is_live(self, sender_id: str) -> bool:
        """True when this process has the conversation in memory."""
        return sender_id in self._live

    def _read(self, sender_id: str) -> DialogueStateTracker | None:
        with self.session_scope() as session:
            query = session.query(self.SQLEvent.data).filter(self.SQLEvent.sender_id == sender_id)
            events = [json.loads(row.data) for row in query.order_by(self.SQLEvent.id)]
        if not events:
            return None
        return compact(DialogueStateTracker.from_dict(sender_id, events, self.domain.slots), self.domain)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write this turn's events in one transaction, then keep the conversation in its short form."""
        await self.stream_events(tracker)
        new = list(tracker.events)[getattr(tracker, "persisted", 0) :]
        if new:
            self.check()
            rows = [_row(tracker.sender_id, event) for event in new]
            with self.session_scope() as session:
                session.execute(sa.insert(self.SQLEvent), rows)
                session.commit()
        self._keep(compact(tracker, self.domain))

    def _keep(self, tracker: DialogueStateTracker) -> None:
        self._live[tracker.sender_id] = tracker
        self._live.move_to_end(tracker.sender_id)
        while len(self._live) > LIVE:
            self._live.popitem(last=False)

    def replies_to(self, sender_id: str, message_id: str) -> list[dict[str, Any]] | None:
        """What the bot said in the turn of `message_id`, from the database; None when that turn was never saved."""
        self.check()
        with self.session_scope() as session:
            query = session.query(self.SQLEvent.type_name, self.SQLEvent.data).filter(
                self.SQLEvent.sender_id == sender_id,
                self.SQLEvent.type_name.in_((UserUttered.type_name, BotUttered.type_name)),
            )
            replies: list[dict[str, Any]] | None = None
            for kind, data in query.order_by(self.SQLEvent.id):
                event = json.loads(data)
                if kind == UserUttered.type_name:
                    if replies is not None:
                        break
                    if event.get("message_id") == message_id:
                        replies = []
                elif replies is not None:
                    replies.append(event["data"].get("custom") or {})
        return replies

    async def erase(self, sender_id: str) -> None:
        """Delete every event of the conversation, out of SQLite's log of writes too."""
        self.check()
        self._live.pop(sender_id, None)
        with self.session_scope() as session:
            session.execute(sa.delete(self.SQLEvent).where(self.SQLEvent.sender_id == sender_id))
            session.commit()
            if self._file is not None:
                session.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))


def _sqlite_pragmas(connection: Any, record: Any) -> None:
    """Readers never block the writer, a crash of the process loses no commit, deleted text is overwritten."""
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _row(sender_id: str, event: Event) -> dict[str, Any]:
    data = event.as_dict()
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }


def compact(tracker: DialogueStateTracker, domain: Domain) -> DialogueStateTracker:
    """A tracker in the same state with as few events as that takes; `persisted` counts them as saved."""
    short = DialogueStateTracker(tracker.sender_id, domain.slots)
    short.update(SessionStarted())
    for slot in tracker.slots.values():
        if slot.value is not None:
            short.update(SlotSet(slot.name, slot.value), domain)
    if tracker.active_loop_name:
        short.update(ActiveLoop(tracker.active_loop_name))
    short.update(ActionExecuted("action_listen"))
    short.model_id, short.assistant_id = tracker.model_id, tracker.assistant_id
    short.persisted = len(short.events)
    return short
