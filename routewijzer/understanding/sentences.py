"""The sentences, headings and list items of a text, also of one that was pasted with its line breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from spacy.attrs import SENT_START
from spacy.language import Language
from spacy.tokens import Doc, Token

from routewijzer.understanding.text import end_of, is_word

_ABBREVIATIONS = frozenset(
    (
        "bv bijv nl ca dhr mevr mw nr art incl excl evt ivm mbt tav etc enz resp st ma drs ir mr p pag jl ao bc oa vd"
    ).split()
)
_BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+")
_END_SIGNS = frozenset(".?!…")
#: Minus one, as spaCy's arrays hold it.
_NO_START = np.uint64(2**64 - 1)

Doc.set_extension("headings", default=frozenset())


@dataclass
class Sentence:
    """One sentence (or heading, or list item) of a text; per token its word, its clause and whether it is negated."""

    start: int
    end: int
    tokens: Sequence[Token]
    words: Sequence[str]
    clauses: Sequence[int] = ()
    negated: Sequence[bool] = ()
    heading: bool = False


def sentences(doc: Doc) -> list[Sentence]:
    """The sentences of a text that the pipeline has read; white space belongs to none."""
    own = doc._
    tokens, clauses, negated, headings = own.tokens, own.clauses, own.negated, own.headings
    words = [token.lex.norm_ for token in tokens]  # in prose the names of municipalities tell whose policy it is
    starts = [place for place, token in enumerate(tokens) if token.is_sent_start]
    return [
        Sentence(
            tokens[first].idx,
            end_of(tokens[last - 1]),
            tokens[first:last],
            words[first:last],
            clauses[first:last],
            negated[first:last],
            first in headings,
        )
        for first, last in zip(starts, [*starts[1:], len(tokens)])
    ]


@Language.component("zinnen", assigns=["token.is_sent_start", "doc._.headings"])
def split(doc: Doc) -> Doc:
    """Start sentences after line breaks that end a line of thought, and after end signs."""
    own, text = doc._, doc.text
    tokens, words = own.tokens, own.words
    starts = np.full(len(doc), _NO_START, np.uint64)
    headings = []
    first = 0
    for _, end in _blocks(text):
        last = first
        while last < len(tokens) and tokens[last].idx < end:
            last += 1
        if first == last:
            continue
        signs = [place for place in range(first, last - 1) if words[place] in _END_SIGNS]
        ends = [place for place in signs if _ends_sentence(tokens, words, first, place)]
        for place in (first, *(place + 1 for place in ends)):
            starts[tokens[place].i] = 1
        if not ends and _is_heading(text, tokens[first:last], words[first:last]):
            headings.append(first)
        first = last
    doc.from_array([SENT_START], starts)  # token by token, spaCy would look at the whole text each time
    if headings:
        own.headings = frozenset(headings)
    return doc


def _is_heading(text: str, tokens: Sequence[Token], words: Sequence[str]) -> bool:
    return (
        "\n" in text
        and words[-1] not in ".?!…;,"
        and sum(map(is_word, words)) <= 9
        and not _BULLET.match(text[tokens[0].idx : end_of(tokens[-1])])
    )


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Spans that a sentence never crosses: paragraphs, list items, and short lines that stand alone."""
    start: int | None = None
    previous_end = 0
    for found in re.finditer(r"[^\n]+", text):
        line_start, line_end = found.span()
        line = found.group()
        if start is not None:
            gap = text[previous_end:line_start]
            # A wrapped line goes on when it was long and the next one starts small, in the same paragraph.
            goes_on = (
                gap.count("\n") < 2
                and line.strip()
                and not _BULLET.match(line)
                and (line.strip()[0].islower() or previous_end - max(start, text.rfind("\n", 0, previous_end) + 1) > 60)
            )
            if goes_on:
                previous_end = line_end
                continue
            yield start, previous_end
        start, previous_end = (line_start, line_end) if line.strip() else (None, line_end)
    if start is not None:
        yield start, previous_end


def _ends_sentence(tokens: Sequence[Token], words: Sequence[str], first: int, place: int) -> bool:
    """Whether the sign at `place` ends a sentence; its block begins at `first` and goes on after it."""
    word, following = words[place], tokens[place + 1]
    if word != ".":
        return words[place + 1] not in ".?!)\"'"
    if end_of(tokens[place]) == following.idx:
        return False
    before = words[place - 1] if place > first else ""
    if before in _ABBREVIATIONS or (len(before) == 1 and before.isalpha()):
        return False
    # "12. oktober" and "ca. 40" go on; a small letter after a word mostly starts a chat sentence.
    return not (before.isdigit() and following.text[0].islower())
