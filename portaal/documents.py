"""Documents in the HTTP API: a policy note comes in, proposals come out, and a person decides about each.

The note is read beside the event loop, in processes of its own (`routewijzer.documents`). Its text is dropped then,
unless the person asks to keep it; kept are the quotes of the proposals.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from portaal import channel, conversation, incoming, proposals, store, wording
from portaal.api import as_json, body
from portaal.channel import ChannelAway
from portaal.database import run
from portaal.limits import Limiter
from portaal.masking import mask
from portaal.models import Voorstel
from portaal.problems import Problem
from portaal.web import api, limit
from routewijzer import documents as files
from routewijzer import intake, knowledge
from routewijzer.documents import Document, DocumentError, ExtractionFailed
from routewijzer.intake import Proposal, Text

_YES, _NO = (True, "true", "ja", "on", "1"), (None, False, "", "false", "nee", "0")
#: Reading takes seconds of computing: so many documents at a time, and so many in all that wait or are read.
_thread = ThreadPoolExecutor(2, thread_name_prefix="document")
_MOST_WAITING = 8
_waiting = 0
per_conversation = Limiter(*settings.LIMIT_DOCUMENTS)


@dataclass(frozen=True)
class Given:
    """What a person gave: a text, or the content of a file and its name; and whether to keep the text."""

    content: str | bytes
    name: str
    keep: bool


@dataclass(frozen=True)
class Read:
    """A document that was read, without personal data, and what was found in it."""

    document: Document
    found: tuple[Proposal, ...]


@api("GET", "POST")
async def documents(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """GET or POST /v1/gesprekken/{id}/documenten: the open proposals, or add a document and get them."""
    if request.method != "POST":
        return as_json(await overview(conversation_id))
    limit(per_conversation, conversation_id)
    return as_json(await add(conversation_id, given(request)), 201)


@api("POST")
async def decisions(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """POST /v1/gesprekken/{id}/voorstellen: accept, change or reject proposals, as one turn of the conversation."""
    message = incoming.decisions(body(request), request.headers.get("Idempotency-Key"))
    return as_json(await conversation.say(conversation_id, message))


def given(request: HttpRequest) -> Given:
    """The document of a request: a form with a file `bestand` or a `tekst`, or JSON with `tekst`. Raises Problem."""
    if request.content_type == "application/json":
        data: Mapping[str, Any] = body(request)
        uploads = []
    elif request.content_type == "multipart/form-data":
        data = request.POST
        uploads = request.FILES.getlist("bestand")
    else:
        raise Problem("document_soort_inhoud")
    keep = data.get("bewaren")
    if isinstance(keep, (list, dict)) or keep not in (*_YES, *_NO):
        raise Problem.field("bewaren", "bewaren")
    pasted = data.get("tekst")
    if pasted is not None and not isinstance(pasted, str):
        raise Problem.field("tekst", "geen_tekst")
    if len(uploads) > 1:
        raise Problem.field("bestand", "een_bestand")
    has_text = bool(pasted and pasted.strip())
    if uploads and has_text:
        raise Problem.field("bestand", "tekst_of_bestand")
    if uploads:
        return Given(uploads[0].read(), uploads[0].name or "", keep in _YES)
    if not has_text:
        raise Problem.field("bestand", "geen_bestand")
    return Given(pasted, "", keep in _YES)


async def add(conversation_id: str, what: Given) -> dict[str, Any]:
    """Read a document and keep what was found in it; the overview after it. Raises Problem."""
    await run(store.find, conversation_id)
    done = await _beside(what)
    pages = done.document.pages
    count = len(pages) if done.document.numbered else None
    await run(proposals.keep, conversation_id, done.found, pages if what.keep else None, count)
    return await overview(conversation_id)


async def _beside(what: Given) -> Read:
    """`_read` on a thread. Raises Problem, also when too many documents wait already."""
    global _waiting
    if _waiting >= _MOST_WAITING:
        raise Problem("document_nu_niet", headers={"Retry-After": "60"})
    _waiting += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(_thread, _read, what)
    except DocumentError as error:
        raise Problem(f"document_{error.reason}") from error
    except ExtractionFailed as error:
        raise Problem("document_nu_niet", headers={"Retry-After": "60"}) from error
    finally:
        _waiting -= 1


def _read(what: Given) -> Read:
    """The text without personal data, and the values found in that. Raises DocumentError and ExtractionFailed."""
    raw = files.pasted(what.content) if isinstance(what.content, str) else files.read(what.content, what.name)
    document = Document(tuple(map(_without_personal_data, raw.pages)), raw.numbered)
    text = Text.of(document.pages)
    found = files.extract(text.text)
    return Read(document, intake.propose(knowledge.load(), text, found, numbered=document.numbered))


def _without_personal_data(page: str) -> str:
    """Paragraph by paragraph: a regular expression lets no other thread go on while it works."""
    return "\n\n".join(map(mask, incoming.clean(page).split("\n\n")))


async def _noted(conversation_id: str) -> dict[str, dict[str, Any]]:
    """The answers of the interview by slot; none while it is away."""
    try:
        state = await channel.state(conversation_id)
    except ChannelAway:
        state = None
    return {row["slot"]: row for row in (state or {}).get("antwoorden", ())}


async def overview(conversation_id: str) -> dict[str, Any]:
    """The documents of a conversation and the open proposals, by block of the interview, without those that say what
    is noted already. Raises Problem."""
    kept, rows = await run(proposals.listed, conversation_id)
    noted = await _noted(conversation_id) if rows else {}
    by_slot = {row.slot: row for row in rows if noted.get(row.slot, {}).get("waarde") != row.waarde}
    kb = knowledge.load()
    blocks = [
        {
            "blok": block.name,
            "titel": block.title,
            "voorstellen": [
                _shown(by_slot[question.slot], noted.get(question.slot))
                for question in block.questions
                if question.slot in by_slot
            ],
        }
        for block in kb.blocks.values()
    ]
    return {
        "uitleg": [wording.fill(line) for line in intake.texts()["uitleg"]],
        "documenten": [
            {
                "toegevoegdOp": conversation.moment(document.toegevoegd_op),
                "bladzijden": document.bladzijden,
                "tekst": document.tekst,
            }
            for document in kept
        ],
        "samenvatting": intake.summary(len(by_slot)) if kept else None,
        "blokken": [block for block in blocks if block["voorstellen"]],
    }


def _shown(row: Voorstel, noted: Mapping[str, Any] | None) -> dict[str, Any]:
    """A proposal as a person sees it, with what they answered earlier when that is something else."""
    return {
        **intake.described(knowledge.load(), row.slot, row.waarde),
        "citaten": row.citaten,
        "zekerheid": round(row.zekerheid, 2),
        "zekerheid_tekst": intake.certainty(row.zekerheid),
        "eerder": noted["tekst"] if noted else None,
    }
