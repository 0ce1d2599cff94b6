"""What a document is once it has been read, and why one cannot be read."""

from __future__ import annotations

from dataclasses import dataclass

MAX_BYTES = 10 * 1024 * 1024
#: About 400 pages; reading more for values would take longer than anyone waits.
MAX_CHARACTERS = 1_000_000

#: Every reason for which a document is refused; `kennisbank/intake.yml` has a sentence for each.
REASONS = (
    "leeg",
    "te_groot",
    "te_lang",
    "te_zwaar",
    "soort",
    "andere_soort",
    "wachtwoord",
    "kapot",
    "geen_tekst",
)


class DocumentError(ValueError):
    """A document that cannot be read; `reason` is one of REASONS."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Document:
    """The text of a document, page by page. `numbered` is False where the file does not say where its pages end."""

    pages: tuple[str, ...]
    numbered: bool


def usable(pages: list[str], *, numbered: bool) -> Document:
    """The document of these pages. Raises DocumentError when there are no words in them, or too many."""
    if not any(char.isalnum() for page in pages for char in page):
        raise DocumentError("geen_tekst")
    if sum(map(len, pages)) > MAX_CHARACTERS:
        raise DocumentError("te_lang")
    return Document(tuple(pages), numbered)


def pasted(text: str) -> Document:
    """A text that somebody pasted. Raises DocumentError when it is empty, has no words or is too long."""
    if not text.strip():
        raise DocumentError("leeg")
    return usable([text], numbered=False)
