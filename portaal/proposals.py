"""The transactions about documents: what was found in them, and what a person decides about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone

from portaal import choices, store
from portaal.incoming import ACCEPT, CHANGE, Message
from portaal.models import Document, Gesprek, Voorstel
from portaal.problems import Problem
from routewijzer import intake
from routewijzer.intake import Proposal


def keep(conversation_id: str, found: Iterable[Proposal], pages: Sequence[str] | None, page_count: int | None) -> None:
    """Keep what was found in a document; its `pages` only when given. A newer proposal takes the place of one on the
    same slot that is still open. Raises Problem when the conversation is unknown."""
    store.find(conversation_id)
    now = timezone.now()
    document = Document.objects.create(
        gesprek_id=conversation_id,
        bladzijden=page_count,
        tekst=None if pages is None else list(pages),
        toegevoegd_op=now,
    )
    rows = [
        Voorstel(
            document=document,
            slot=one.slot,
            waarde=one.value,
            citaten=[{"tekst": quote.text, "bladzijde": quote.page} for quote in one.quotes],
            zekerheid=one.confidence,
        )
        for one in found
    ]
    _open(conversation_id).filter(slot__in=[row.slot for row in rows]).delete()
    Voorstel.objects.bulk_create(rows)
    Gesprek.objects.filter(pk=conversation_id).update(gewijzigd_op=now)


def _open(conversation_id: str) -> Any:
    return Voorstel.objects.filter(document__gesprek_id=conversation_id, bericht=None)


def listed(conversation_id: str) -> tuple[list[Document], list[Voorstel]]:
    """The documents and the open proposals of a conversation, one a slot. Raises Problem when it is unknown."""
    store.find(conversation_id)
    return list(Document.objects.filter(gesprek_id=conversation_id)), list(_by_slot(conversation_id).values())


def _by_slot(conversation_id: str) -> dict[str, Voorstel]:
    """A refused turn opens its proposals again, beside newer ones: the newest counts."""
    return {row.slot: row for row in _open(conversation_id)}


def quoted(conversation_id: str, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Noted answers with the words of the document in the `herkomst` of those that were taken over as found."""
    taken = Voorstel.objects.filter(document__gesprek_id=conversation_id).exclude(bericht=None)
    by_slot = {one.slot: one for one in taken}
    return [_with_quote(row, by_slot.get(row["slot"])) for row in rows]


def _with_quote(row: Mapping[str, Any], found: Voorstel | None) -> dict[str, Any]:
    source = row.get("herkomst") or {}
    if found is None or source.get("bron") != "document" or found.waarde != row["waarde"]:
        return dict(row)
    words = " … ".join(quote["tekst"] for quote in found.citaten)
    return {**row, "herkomst": {**source, "citaat": words, "pagina": found.citaten[0]["bladzijde"]}}


def receive(conversation_id: str, message: Message) -> store.Receipt:
    """Keep decisions as a turn that is still to be delivered; where nothing is taken over it is answered at once.
    Raises Problem, also when a slot has no open proposal."""
    known = store.known(conversation_id, message)
    if known is not None:
        return known
    proposals = _by_slot(conversation_id)
    if not all(decision.slot in proposals for decision in message.decisions):
        raise Problem.field("besluiten", "voorstel_onbekend")
    taken = {
        decision.slot: proposals[decision.slot].waarde if decision.kind == ACCEPT else decision.value
        for decision in message.decisions
        if decision.kind in (ACCEPT, CHANGE)
    }
    receipt = store.keep(conversation_id, message, message.content | {"overname": taken})
    turn = receipt.waiting[-1].key
    rejected = [decision.slot for decision in message.decisions if decision.slot not in taken]
    _open(conversation_id).filter(slot__in=rejected).delete()
    _open(conversation_id).filter(slot__in=taken).update(bericht_id=turn)
    return receipt if taken else store.Receipt(answer=_nothing_taken(conversation_id, turn))


def _nothing_taken(conversation_id: str, turn: int) -> Mapping[str, Any]:
    """The reply when there is nothing for the interview: one sentence, and the question that was open."""
    state = {**choices.EMPTY_STATE, **Gesprek.objects.get(pk=conversation_id).stand}
    said = {"tekst": intake.texts()["antwoord_niets"], "soort": "uitleg", "keuzes": []}
    open_question = {name: state[name] for name in ("vraag", "meerdere", "voortgang", "uitkomst")}
    return store.answer(conversation_id, turn, {"berichten": [said], **open_question, "opdracht": None})
