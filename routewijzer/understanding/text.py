"""From raw text to tokens, sentences and clauses; offsets always point into the text as the person wrote it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

_TOKEN = re.compile(
    r"\d+(?:[.,]\d+)*"  # numbers with their separators
    r"|[^\W\d_]+(?:['’&][^\W\d_]+)*"  # words; zo'n, foto's, B&W stay whole; a hyphen separates
    r"|['’]\d{2}\b|['’][a-zA-Z]\b"  # '17, 't
    r"|[^\w\s]",
    re.UNICODE,
)
_ABBREVIATIONS = frozenset(
    (
        "bv bijv nl ca dhr mevr mw nr art incl excl evt ivm mbt tav etc enz resp st ma drs ir mr p pag jl ao bc oa vd"
    ).split()
)
_TAG = re.compile(r"<[^<>\n]{0,200}>")
_BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+")


@lru_cache(maxsize=50_000)
def normal(word: str) -> str:
    """A word in small letters without accents and with plain apostrophes."""
    word = word.lower().replace("’", "'").replace("`", "'")
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


def normal_text(text: str) -> str:
    """A whole text normalised for comparison: words and numbers only, one space between."""
    return " ".join(normal(m.group()) for m in _TOKEN.finditer(text) if m.group()[-1].isalnum())


@dataclass(frozen=True)
class Token:
    """A word, number or sign: `norm` is what rules look at, `start` and `end` its place in the text."""

    norm: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Whether this is a word or number, not a sign."""
        return self.norm[-1].isalnum()


@dataclass
class Sentence:
    """One sentence (or heading, or list item) of a text with its tokens."""

    start: int
    end: int
    tokens: list[Token] = field(default_factory=list)
    heading: bool = False


def is_markup(text: str) -> bool:
    """Whether `text` is HTML with hardly a word beside its tags."""
    words = len(re.findall(r"\w+", _TAG.sub(" ", text)))
    return words < 3 and _TAG.search(text) is not None


def clean(text: str) -> str:
    """The text with control characters and HTML tags blanked out, at the same length so that offsets hold."""
    text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\ufeff]", " ", text)
    return _TAG.sub(lambda m: " " * len(m.group()), text)


def tokenize(text: str, base: int = 0) -> list[Token]:
    """The tokens of `text`; `base` is added to their offsets."""
    return [Token(normal(m.group()), m.start() + base, m.end() + base) for m in _TOKEN.finditer(text)]


def sentences(text: str) -> list[Sentence]:
    """The sentences of a text: split at line breaks that end a line of thought, and at end signs."""
    found: list[Sentence] = []
    for start, end in _blocks(text):
        tokens = tokenize(text[start:end], start)
        if not tokens:
            continue
        current: list[Token] = []
        for place, token in enumerate(tokens):
            current.append(token)
            if token.norm in ".?!…" and _ends_sentence(text, tokens, place):
                found.append(Sentence(current[0].start, current[-1].end, current))
                current = []
        if current:
            found.append(Sentence(current[0].start, current[-1].end, current))
            line = text[current[0].start : current[-1].end]
            words = sum(t.is_word for t in current)
            found[-1].heading = (
                words <= 9
                and current[-1].norm not in ".;,!"
                and len(current) == len(tokens)
                and ("\n" in text and not _BULLET.match(line))
            )
    return found


def _blocks(text: str) -> Iterable[tuple[int, int]]:
    """Spans that a sentence never crosses: paragraphs, list items, and short lines that stand alone."""
    lines = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text)]
    start: int | None = None
    previous_end = 0
    for line_start, line_end in lines:
        line = text[line_start:line_end]
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


def _ends_sentence(text: str, tokens: list[Token], place: int) -> bool:
    token = tokens[place]
    if place + 1 == len(tokens):
        return True
    following = text[token.end : token.end + 1]
    if token.norm != ".":
        return tokens[place + 1].norm not in ".?!)\"'"
    if following and not following.isspace():
        return False
    before = tokens[place - 1].norm if place else ""
    if before in _ABBREVIATIONS or (len(before) == 1 and before.isalpha()):
        return False
    after = text[tokens[place + 1].start]
    # "12. oktober" and "ca. 40" go on; a small letter after a word mostly starts a chat sentence.
    return not (before.isdigit() and after.islower())
