"""From a document to proposals: each value found, with the words that carry it, for a person to accept or not.

Proposals count for nothing; what a person accepts goes to the interview (`conversation`) as a turn.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from routewijzer.knowledge import KENNISBANK, KnowledgeBase, read_yaml
from routewijzer.wording import enumerate_dutch, value_label

if TYPE_CHECKING:
    from routewijzer.understanding import Found

#: A quote is a sentence; a row of a table or a list without full stops can be much longer.
MAX_QUOTE = 300

_SENTENCE_GOES_ON = re.compile(r"[^\W\d_]|[,;(–-]")


@lru_cache(maxsize=1)
def texts() -> Mapping[str, Any]:
    """The content of `intake.yml` (read once per process)."""
    return read_yaml(KENNISBANK / "intake.yml")


@dataclass(frozen=True)
class Quote:
    """Words of the document, and the page (from 1) they stand on; None when the document has no pages."""

    text: str
    page: int | None


@dataclass(frozen=True)
class Proposal:
    """A value found for `slot`, in the contract's form; `confidence` is between 0 and 1."""

    slot: str
    value: Any
    confidence: float
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class Text:
    """The pages of a document as one text, so that what is said across pages is read together."""

    text: str
    starts: tuple[int, ...]

    @classmethod
    def of(cls, pages: Sequence[str]) -> Text:
        """The pages joined: by a line break where a sentence goes on, else by an empty line."""
        text, starts = "", []
        for page in pages:
            if text:
                text += "\n" if _goes_on(text, page) else "\n\n"
            starts.append(len(text))
            text += page
        return cls(text, tuple(starts))

    def page(self, place: int) -> int:
        """The page that holds `place`, from 1."""
        return bisect_right(self.starts, place)


def _goes_on(before: str, page: str) -> bool:
    return page[:1].islower() and bool(_SENTENCE_GOES_ON.fullmatch(before[-1]))


def propose(
    kb: KnowledgeBase, text: Text, found: Mapping[str, Found], *, numbered: bool = True
) -> tuple[Proposal, ...]:
    """What was `found` in `text`, in the order of the interview. `numbered`: quotes name their page."""
    return tuple(
        Proposal(
            question.slot,
            found[question.slot].value,
            found[question.slot].confidence,
            tuple(_quotes(text, found[question.slot].spans, numbered)),
        )
        for question in kb.questions
        if question.slot in found
    )


def _quotes(text: Text, spans: Iterable[tuple[int, int]], numbered: bool) -> Iterable[Quote]:
    """One quote per place; the values of a list often stand in one sentence."""
    for start, end in sorted(set(spans)):
        words = " ".join(text.text[start:end].split())
        if len(words) > MAX_QUOTE:
            words = words[:MAX_QUOTE].rsplit(" ", 1)[0] + " …"
        yield Quote(words, text.page(start) if numbered else None)


def certainty(confidence: float) -> str:
    """How sure a value is, in words."""
    return next(level["tekst"] for level in texts()["zekerheid"] if confidence >= level["vanaf"])


def summary(count: int) -> str:
    """How many values are to be decided about, in a sentence."""
    key = {0: "geen", 1: "een"}.get(count, "meer")
    return texts()["gevonden"][key].format(aantal=count)


def taken_over(kb: KnowledgeBase, values: Mapping[str, Any]) -> str:
    """What a person did with the proposals, as their own turn: the short labels of what they took over."""
    said = texts()["beurt"]
    labels = [kb.question(slot).short for slot in values]
    return said["overgenomen"].format(lijst=enumerate_dutch(labels)) if labels else said["niets"]


def described(kb: KnowledgeBase, slot: str, value: Any) -> dict[str, Any]:
    """A value as a person reads it, and what else can be chosen: short label, question, kind, text, options."""
    question = kb.question(slot)
    return {
        "slot": slot,
        "kort": question.short,
        "vraag": question.text,
        "soort": kb.slots[slot].kind,
        "waarde": value,
        "tekst": value_label(kb, slot, value),
        "opties": [{"waarde": option.value, "tekst": option.label} for option in question.options],
    }
