"""Texts as strings: normalised words, markup, and the places of tokens."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token

_TAG = re.compile(r"<[^<>\n]{0,200}>")


@lru_cache(maxsize=50_000)
def normal(word: str) -> str:
    """A word in small letters without accents and with plain apostrophes."""
    word = word.lower().replace("’", "'").replace("`", "'")
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


def is_word(word: str) -> bool:
    """Whether this norm of a token is a word or number, not a sign."""
    return word[-1:].isalnum()


def end_of(token: Token) -> int:
    """Where the token ends in the text; it starts at `token.idx`."""
    return token.idx + len(token)


def is_markup(text: str) -> bool:
    """Whether `text` is HTML with hardly a word beside its tags."""
    words = len(re.findall(r"\w+", _TAG.sub(" ", text)))
    return words < 3 and _TAG.search(text) is not None


def clean(text: str) -> str:
    """The text with control characters and HTML tags blanked out, at the same length so that offsets hold."""
    text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\ufeff]", " ", text)
    return _TAG.sub(lambda m: " " * len(m.group()), text)
