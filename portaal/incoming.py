"""What a client sends, read strictly: a body becomes a small typed value, or a `Problem` that says what is wrong."""

from __future__ import annotations

import json
import re
import unicodedata
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from django.conf import settings

from portaal.masking import mask
from portaal.problems import Problem
from routewijzer import answers, knowledge

MODES = ("snelscan", "volledig")
ACCEPT, CHANGE, REJECT = "overnemen", "wijzigen", "afwijzen"
MAX_MESSAGE_ID = 64
_MESSAGE_ID = re.compile(r"[\x21-\x7e]{1,64}")
# Marks that turn the direction of a text around or hide in it; joiners stay, emoji need them.
_HIDDEN = frozenset("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u061c")


@dataclass(frozen=True)
class Decision:
    """What a person decides about the value found for a slot; `value` is theirs when they change it."""

    slot: str
    kind: str
    value: Any = None

    @property
    def content(self) -> dict[str, Any]:
        """As it is kept."""
        changed = {"waarde": self.value} if self.kind == CHANGE else {}
        return {"slot": self.slot, "besluit": self.kind} | changed


@dataclass(frozen=True)
class Message:
    """A chat turn: its id, and a text, the choices as they were sent, or decisions about what a document says."""

    id: str
    text: str | None = None
    choices: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()

    @property
    def content(self) -> dict[str, Any]:
        """As it is kept, and compared when the same id comes again."""
        if self.decisions:
            return {"besluiten": [decision.content for decision in self.decisions]}
        return {"keuze": list(self.choices)} if self.text is None else {"tekst": self.text}


def clean(text: str) -> str:
    """`text` in one Unicode form (NFC), without control characters, halves of characters and hidden marks."""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = (
        char
        for char in text
        if char in "\n\t" or (unicodedata.category(char) not in ("Cc", "Cs") and char not in _HIDDEN)
    )
    return "".join(kept).strip()


def _visible(text: str) -> bool:
    return any(unicodedata.category(char)[0] not in "ZC" for char in text)


def body(content_type: str, raw: bytes, *, optional: bool = False) -> dict[str, Any]:
    """The JSON object of a request; an empty one where the body may be left out. Raises Problem."""
    if optional and not raw.strip():
        return {}
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise Problem("soort_inhoud")
    try:
        found = json.loads(raw.decode("utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise Problem("json") from error
    if not isinstance(found, dict):
        raise Problem.field("", "geen_object")
    return found


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)


def mode(data: Mapping[str, Any]) -> str | None:
    """The length of interview that was asked for, if any. Raises Problem."""
    found = data.get("modus")
    if found is not None and found not in MODES:
        raise Problem.field("modus", "modus")
    return found


def code(data: Mapping[str, Any]) -> str:
    """The resume code as typed. Raises Problem when there is none."""
    found = data.get("hervatcode")
    if not isinstance(found, str) or not clean(found):
        raise Problem.field("hervatcode", "hervatcode")
    return clean(found)[:100]


def message_id(*offered: object) -> str:
    """The one id that body and header name, or a new one. Raises Problem."""
    named = [value for value in offered if value is not None]
    if not named:
        return uuid.uuid4().hex
    for value in named:
        if not isinstance(value, str) or not _MESSAGE_ID.fullmatch(value):
            raise Problem.field("bericht_id", "bericht_id", grens=MAX_MESSAGE_ID)
    if len(set(named)) > 1:
        raise Problem.field("bericht_id", "bericht_id_twee")
    return named[0]


def message(data: Mapping[str, Any], header: str | None = None) -> Message:
    """A chat turn from a body and the Idempotency-Key header. Raises Problem."""
    found_id = message_id(data.get("bericht_id"), header)
    if (data.get("tekst") is None) == (data.get("keuze") is None):
        raise Problem.field("tekst", "een_van_twee")
    if data.get("tekst") is not None:
        return Message(found_id, text=text(data["tekst"]))
    return Message(found_id, choices=choices(data["keuze"]))


def text(offered: object) -> str:
    """A text, cleaned and masked. Raises Problem when it is none, empty or too long."""
    if not isinstance(offered, str):
        raise Problem.field("tekst", "geen_tekst")
    found = clean(offered)
    if not _visible(found):
        raise Problem.field("tekst", "leeg")
    if len(found) > settings.MAX_TEXT:
        length, limit = (f"{number:,}".replace(",", ".") for number in (len(found), settings.MAX_TEXT))
        raise Problem.field("tekst", "te_lang", lengte=length, grens=limit)
    return mask(found)


def choices(offered: object) -> tuple[str, ...]:
    """The choices as sent: one or a list, each once. Raises Problem."""
    found = [offered] if isinstance(offered, str) else offered
    if not isinstance(found, list) or not all(isinstance(value, str) for value in found):
        raise Problem.field("keuze", "geen_keuze")
    cleaned = tuple(dict.fromkeys(clean(value) for value in found))
    if not cleaned or not all(cleaned):
        raise Problem.field("keuze", "keuze_leeg")
    return cleaned


def decisions(data: Mapping[str, Any], header: str | None = None) -> Message:
    """The decisions about what was found in a document, as a turn. Raises Problem."""
    found_id = message_id(data.get("bericht_id"), header)
    offered = data.get("besluiten")
    if not isinstance(offered, list) or not offered:
        raise Problem.field("besluiten", "besluiten")
    found = tuple(_decision(one) for one in offered)
    if len({one.slot for one in found}) < len(found):
        raise Problem.field("besluiten", "besluit_dubbel")
    return Message(found_id, decisions=found)


def _decision(offered: object) -> Decision:
    if not isinstance(offered, dict) or offered.get("besluit") not in (ACCEPT, CHANGE, REJECT):
        raise Problem.field("besluiten", "besluit")
    slot, kind = offered.get("slot"), offered["besluit"]
    if not isinstance(slot, str) or slot not in knowledge.load().slots:
        raise Problem.field("besluiten", "voorstel_onbekend")
    return Decision(slot, kind, _value(slot, offered.get("waarde")) if kind == CHANGE else None)


def _value(slot: str, offered: object) -> Any:
    """The value that a person puts in the place of what was found. Raises Problem when it is none of the contract."""
    kb = knowledge.load()
    short = kb.question(slot).short
    if offered is None or offered == "":
        raise Problem.field("besluiten", "waarde_nodig", kort=short)
    value = text(offered) if kb.slots[slot].kind == "text" else offered
    try:
        return answers.check(kb.slots, {slot: value})[slot]
    except (answers.AnswerError, TypeError) as error:  # TypeError: a list or object where a value belongs
        raise Problem.field("besluiten", "waarde_onbekend", kort=short) from error
