"""What can be done with a conversation: start it, say something, read it, resume it, erase it.

A message is kept before it goes to the interview, and its reply before it goes to the person. What could not be
delivered is delivered first at the next occasion, in order and under the same id, which the interview answers once.
"""

from __future__ import annotations

import asyncio
import datetime
import logging
import uuid
from collections.abc import Coroutine, Iterable
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from portaal import channel, choices, proposals, resume, store
from portaal.channel import ChannelAway, ChannelRefused
from portaal.database import StoreAway, run
from portaal.incoming import Message
from portaal.logs import reference
from portaal.problems import Problem, no_conversation

T = TypeVar("T")
log = logging.getLogger("portaal.gesprek")
_locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
_running: set[asyncio.Task[Any]] = set()
_REPLY = ("bericht_id", "berichten", "vraag", "meerdere", "voortgang", "uitkomst", "opdracht")


async def _finish(work: Coroutine[Any, Any, T]) -> T:
    """Do `work` to its end, also when the browser that asked for it goes away."""
    task = asyncio.ensure_future(work)
    _running.add(task)
    task.add_done_callback(_finished)
    return await asyncio.shield(task)


def _finished(task: asyncio.Task[Any]) -> None:
    _running.discard(task)
    if not task.cancelled():
        task.exception()  # seen: whoever asked for it may have gone


def _one_at_a_time(conversation_id: str) -> asyncio.Lock:
    """The lock of a conversation; it is gone when nobody holds it."""
    return _locks.setdefault(conversation_id, asyncio.Lock())


async def start(mode: str | None) -> dict[str, Any]:
    """A new conversation with the interview's first messages. Raises Problem."""
    return await _finish(_start(mode))


async def _start(mode: str | None) -> dict[str, Any]:
    conversation_id = resume.new_id()
    code = resume.code_of(conversation_id)
    report_hash = resume.report_hash(resume.report_token(conversation_id))
    opening = await run(store.create, conversation_id, resume.hash_of(code), report_hash, uuid.uuid4().hex, mode)
    async with _one_at_a_time(conversation_id):
        try:
            reply = await _deliver(conversation_id, (opening,))
        except Problem as problem:
            # Nobody has the id yet: leave nothing behind.
            await _erase(conversation_id)
            raise Problem("geen_start") from problem
    changed = datetime.datetime.now(datetime.timezone.utc)
    return {
        "id": conversation_id,
        "hervatcode": code,
        **{name: reply[name] for name in ("berichten", "vraag", "meerdere", "voortgang", "uitkomst")},
        "rapport": report_link(conversation_id),
        "verlooptOp": moment(store.expires(changed)),
    }


async def say(conversation_id: str, message: Message) -> dict[str, Any]:
    """The reply to a message. Raises Problem."""
    return await _finish(_say(conversation_id, message))


async def _say(conversation_id: str, message: Message) -> dict[str, Any]:
    async with _one_at_a_time(conversation_id):
        receipt = await _receive(conversation_id, message)
        if not receipt.kept:
            try:
                await _deliver(conversation_id, receipt.waiting)
            except Problem as problem:
                raise Problem("keuze_wacht") if problem.kind == "bewaard" else problem from None
            receipt = await _receive(conversation_id, message)
        reply = receipt.answer or await _deliver(conversation_id, receipt.waiting, message.id)
    return {**{name: reply[name] for name in _REPLY}, "rapport": report_link(conversation_id)}


async def _receive(conversation_id: str, message: Message) -> store.Receipt:
    """Keep a message. A choice that is not among the buttons known here is held against the interview itself."""
    if message.decisions:
        return await run(proposals.receive, conversation_id, message)
    try:
        return await run(store.receive, conversation_id, message)
    except choices.NotOffered as refusal:
        try:
            fresh = await channel.state(conversation_id)
        except ChannelAway:
            raise Problem("keuze_wacht", headers={"Retry-After": "3"}) from None
        if fresh is None:
            raise refusal.problem from None
        try:
            return await run(store.receive, conversation_id, message, fresh)
        except choices.NotOffered as again:
            raise again.problem from None


async def _deliver(conversation_id: str, waiting: Iterable[store.Waiting], wanted: str = "") -> dict[str, Any]:
    """Bring messages to the interview, in order; the reply to the one `wanted`, or else to the last. Raises Problem:
    a message that the interview is too busy for stays kept, one that it refuses holds up no other."""
    result: dict[str, Any] | None = None
    refused = False
    for message in waiting:
        try:
            reply = await channel.send(conversation_id, message.message_id, choices.to_channel(message.content))
        except ChannelAway:
            log.warning("channel away", extra={"fields": {"conversation": reference(conversation_id)}})
            raise Problem("bewaard", headers={"Retry-After": "10"}) from None
        except ChannelRefused:
            log.error("message refused", extra={"fields": {"conversation": reference(conversation_id)}})
            await run(store.refuse, message.key)
            refused = refused or message.message_id == wanted
            continue
        if reply["opdracht"] == "wissen":
            await _erase(conversation_id)
            if wanted and message.message_id != wanted:
                raise no_conversation()
            return {"bericht_id": message.message_id, **reply}
        given = await run(store.answer, conversation_id, message.key, reply)
        if not wanted or message.message_id == wanted:
            result = given
    if refused or result is None:
        raise Problem("geweigerd")
    return result


async def read(conversation_id: str) -> dict[str, Any]:
    """A conversation with its history, open question, progress and noted answers. Raises Problem."""
    return await _finish(_read(conversation_id))


async def _read(conversation_id: str) -> dict[str, Any]:
    async with _one_at_a_time(conversation_id):
        kept = await run(store.record, conversation_id)
        fresh: dict[str, Any] | None = None
        reachable = True
        try:
            if kept.waiting:
                try:
                    await _deliver(conversation_id, kept.waiting)
                except Problem as problem:
                    if problem.kind == "bewaard":
                        raise ChannelAway from None
                kept = await run(store.record, conversation_id)
            fresh = await channel.state(conversation_id)
        except ChannelAway:
            reachable = False
        noted = await run(proposals.quoted, conversation_id, (fresh or {}).get("antwoorden", ()))
    now = {**kept.state, **{name: fresh[name] for name in choices.EMPTY_STATE if fresh and name in fresh}}
    return {
        "id": conversation_id,
        "modus": (fresh or {}).get("modus"),
        "berichten": list(_history(kept)),
        **now,
        "antwoorden": noted if reachable else None,
        "bereikbaar": reachable,
        "rapport": report_link(conversation_id),
        "verlooptOp": moment(store.expires(kept.changed)),
    }


def report_link(conversation_id: str) -> str:
    """The path of the report on this conversation; with .docx, .pdf, .md or .json behind it, of the file."""
    return f"/rapport/{resume.report_token(conversation_id)}"


def moment(when: datetime.datetime) -> str:
    """A moment as the API gives it."""
    return when.astimezone(datetime.timezone.utc).isoformat("T", "seconds")


def _history(kept: store.Record) -> Iterable[dict[str, Any]]:
    for turn in kept.turns:
        if turn["tekst"] is not None:
            yield {
                "van": "u",
                "tekst": turn["tekst"],
                "tijd": moment(turn["ontvangen"]),
                "bericht_id": turn["bericht_id"],
                "status": turn["status"],
            }
        for message in turn["berichten"]:
            yield {**message, "van": "bot", "tijd": moment(turn["beantwoord"])}


async def find(code: str) -> str:
    """The id of the conversation that a resume code belongs to. Raises Problem when there is none."""
    found = await run(store.resumable, resume.hash_of(code))
    if found is None:
        raise Problem("onbekende_code")
    return found


async def erase(conversation_id: str) -> None:
    """Erase a conversation, here and at the interview. Raises Problem: unknown, or not yet erased there."""
    await _finish(_erase_asked(conversation_id))


async def _erase_asked(conversation_id: str) -> None:
    async with _one_at_a_time(conversation_id):
        if not await _erase(conversation_id):
            raise Problem("wissen_wacht", headers={"Retry-After": "60"})


async def _erase(conversation_id: str) -> bool:
    """Erase here first, so that nothing is shown again; the id stays until the interview has erased it too.
    False when it has not yet. Raises Problem when the conversation is unknown."""
    if not await run(store.bury, conversation_id):
        raise no_conversation()
    try:
        await channel.erase(conversation_id)
    except ChannelAway:
        return False
    await run(store.remove, conversation_id)
    return True


async def tidy() -> tuple[int, int]:
    """Erase what is over its term, in both stores: how many were erased, and how many must wait for the interview."""
    done = left = 0
    for conversation_id in await run(store.to_erase):
        async with _one_at_a_time(conversation_id):
            try:
                if await _erase(conversation_id):
                    done += 1
                else:
                    left += 1
            except Problem:
                continue  # erased meanwhile
    return done, left


async def tidy_for_ever(every: float) -> None:
    """`tidy` now and then, for an installation without a scheduler."""
    while True:
        try:
            done, left = await tidy()
            if done or left:
                log.info("tidied", extra={"fields": {"erased": done, "waiting": left}})
        except StoreAway:
            log.warning("store away while tidying")
        await asyncio.sleep(every)
