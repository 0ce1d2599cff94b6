"""The portal's transactions. Plain functions on the models, each run as one transaction by `portaal.database`."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from portaal import choices
from portaal.choices import State
from portaal.incoming import Message
from portaal.models import Bericht, Document, Gesprek, Voorstel
from portaal.problems import Problem, no_conversation

Status = Bericht.Status


@dataclass(frozen=True)
class Waiting:
    """A message that is kept and not yet answered."""

    key: int
    message_id: str
    content: dict[str, Any]


@dataclass(frozen=True)
class Receipt:
    """What became of a message that came in: its `answer` when it had one, else what must be delivered, in order.
    `kept` is False for a choice that has to wait for earlier messages: only then it is known what was asked."""

    waiting: tuple[Waiting, ...] = ()
    answer: dict[str, Any] | None = None
    kept: bool = True


@dataclass(frozen=True)
class Record:
    """A conversation as it is kept."""

    id: str
    state: State
    changed: datetime.datetime
    turns: tuple[dict[str, Any], ...] = field(default=())
    waiting: tuple[Waiting, ...] = ()


def expires(changed: datetime.datetime) -> datetime.datetime:
    """When a conversation is erased, counted from its last message."""
    return changed + datetime.timedelta(days=settings.RETENTION_DAYS)


def find(conversation_id: str) -> Gesprek:
    """A conversation that is there, within its term. Raises Problem."""
    found = Gesprek.objects.filter(pk=conversation_id, te_wissen=False).first()
    if found is None or expires(found.gewijzigd_op) <= timezone.now():
        raise no_conversation()
    return found


def _waiting(message: Bericht) -> Waiting:
    return Waiting(message.pk, message.bericht_id, message.inhoud)


def create(conversation_id: str, resume_hash: str, report_hash: str, message_id: str, mode: str | None) -> Waiting:
    """A new conversation with its opening message, which is still to be delivered."""
    now = timezone.now()
    Gesprek.objects.bulk_create(
        [
            Gesprek(
                id=conversation_id,
                hervat_hash=resume_hash,
                rapport_hash=report_hash,
                aangemaakt_op=now,
                gewijzigd_op=now,
            )
        ]
    )
    opening = {"start": True, "modus": mode}
    return _waiting(
        Bericht.objects.create(gesprek_id=conversation_id, bericht_id=message_id, inhoud=opening, ontvangen_op=now)
    )


def receive(conversation_id: str, message: Message, state: State | None = None) -> Receipt:
    """Keep a message, unless it was kept before. `state`: the interview's state, where fresher than what is kept.
    Raises Problem (unknown conversation, other content under the same id, too many choices) and choices.NotOffered."""
    if receipt := known(conversation_id, message):
        return receipt
    if choices.needs_choice(message) and (waiting := _undelivered(conversation_id)):
        return Receipt(waiting=waiting, kept=False)
    content = choices.content(message, find(conversation_id).stand if state is None else state)
    return keep(conversation_id, message, content)


def known(conversation_id: str, message: Message) -> Receipt | None:
    """What became of a message that was kept before; None when it is new. Raises Problem (unknown conversation, other
    content under the same id, refused for good)."""
    find(conversation_id)
    earlier = Bericht.objects.filter(gesprek_id=conversation_id, bericht_id=message.id).first()
    if earlier is None:
        return None
    if not choices.same(earlier.inhoud, message):
        raise Problem("dubbel")
    if earlier.status == Status.GEWEIGERD:
        raise Problem("geweigerd")
    if earlier.status == Status.BEANTWOORD:
        return Receipt(answer=earlier.antwoord)
    return Receipt(waiting=_undelivered(conversation_id))


def keep(conversation_id: str, message: Message, content: dict[str, Any]) -> Receipt:
    """Keep a new message with its content, behind those that still wait."""
    Bericht.objects.create(
        gesprek_id=conversation_id, bericht_id=message.id, inhoud=content, ontvangen_op=timezone.now()
    )
    return Receipt(waiting=_undelivered(conversation_id))


def _undelivered(conversation_id: str) -> tuple[Waiting, ...]:
    rows = Bericht.objects.filter(gesprek_id=conversation_id, status=Status.ONTVANGEN)
    return tuple(_waiting(row) for row in rows)


def answer(conversation_id: str, key: int, reply: dict[str, Any]) -> dict[str, Any]:
    """Keep the reply to a message, and the interview's state after it; the reply as it goes to the client."""
    now = timezone.now()
    conversation = find(conversation_id)
    row = Bericht.objects.only("bericht_id").get(pk=key)
    given = {"bericht_id": row.bericht_id, **reply}
    Bericht.objects.filter(pk=key).update(status=Status.BEANTWOORD, antwoord=given, beantwoord_op=now)
    state = choices.state_after(reply, conversation.stand)
    Gesprek.objects.filter(pk=conversation_id).update(stand=state, gewijzigd_op=now)
    return given


def refuse(key: int) -> None:
    """The channel will never take this message: keep it as refused, so that it holds up nothing. Proposals that it
    would have taken over are open again."""
    Voorstel.objects.filter(bericht_id=key).update(bericht=None)
    Bericht.objects.filter(pk=key).update(status=Status.GEWEIGERD, beantwoord_op=timezone.now())


def record(conversation_id: str) -> Record:
    """A conversation with its turns. Raises Problem when it is unknown."""
    found = find(conversation_id)
    rows = list(Bericht.objects.filter(gesprek_id=conversation_id))
    turns = tuple(
        {
            "bericht_id": row.bericht_id,
            "tekst": choices.shown(row.inhoud),
            "status": row.status,
            "berichten": (row.antwoord or {}).get("berichten", []),
            "ontvangen": row.ontvangen_op,
            "beantwoord": row.beantwoord_op,
        }
        for row in rows
    )
    waiting = tuple(_waiting(row) for row in rows if row.status == Status.ONTVANGEN)
    return Record(found.pk, {**choices.EMPTY_STATE, **found.stand}, found.gewijzigd_op, turns, waiting)


def resumable(resume_hash: str) -> str | None:
    """The id of the conversation that a resume code belongs to."""
    return _living(hervat_hash=resume_hash)


def by_report(report_hash: str) -> str | None:
    """The id of the conversation that a report token belongs to."""
    return _living(rapport_hash=report_hash)


def _living(**known: str) -> str | None:
    """The id of the one conversation within its term of which this is known."""
    limit = timezone.now() - datetime.timedelta(days=settings.RETENTION_DAYS)
    found = Gesprek.objects.filter(**known, te_wissen=False, gewijzigd_op__gt=limit)
    return found.values_list("pk", flat=True).first()


def bury(conversation_id: str) -> bool:
    """Erase a conversation here; its bare id stays until the channel has erased it too. False when there is none."""
    Document.objects.filter(gesprek_id=conversation_id).delete()
    Bericht.objects.filter(gesprek_id=conversation_id).delete()
    nothing = {"te_wissen": True, "hervat_hash": None, "rapport_hash": None, "stand": {}}
    return bool(Gesprek.objects.filter(pk=conversation_id).update(**nothing))


def remove(conversation_id: str) -> None:
    """The channel has erased the conversation: nothing of it is left, in SQLite's log of writes neither."""
    Gesprek.objects.filter(pk=conversation_id, te_wissen=True).delete()
    if connection.vendor == "sqlite":
        transaction.on_commit(_empty_log)


def _empty_log() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def to_erase() -> list[str]:
    """The ids of the conversations that are over their term, or erased here and not yet at the channel."""
    limit = timezone.now() - datetime.timedelta(days=settings.RETENTION_DAYS)
    over = Gesprek.objects.filter(gewijzigd_op__lte=limit) | Gesprek.objects.filter(te_wissen=True)
    return list(over.values_list("pk", flat=True))


def reachable() -> None:
    """Touches the tables, for the health check."""
    Gesprek.objects.order_by().values_list("pk", flat=True).first()
