"""The text of each kind of document. Paragraphs are parted by an empty line, as sentences are told apart by it."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from routewijzer.documents import kinds
from routewijzer.documents.document import Document, DocumentError, usable

_PAGE = "\f"
_HYPHENATED = re.compile(r"(?<=[^\W\d_])-\n(?!(?:en|of|tot)\b)(?=[a-zà-ÿ])")
_NUMBER = re.compile(r"\d+")
#: Tables and columns leave runs of spaces.
_SPACES = re.compile(r"[ \t\u00a0]+")


def read(data: bytes, claimed: str = "") -> Document:
    """The text in a file that is `claimed` to be of a kind. Raises DocumentError."""
    if not data.strip():
        raise DocumentError("leeg")
    try:
        return _READERS[kinds.kind_of(data, claimed)](data)
    except DocumentError:
        raise
    except (MemoryError, RecursionError) as error:
        raise DocumentError("te_zwaar") from error
    except Exception as error:  # the libraries raise errors of every kind on a file that is broken
        raise DocumentError("kapot") from error


def _tidy(text: str) -> str:
    text = _SPACES.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00ad", ""))
    return re.sub(r" ?\n ?", "\n", text).strip()


def _pdf(data: bytes) -> Document:
    import pypdf
    from pypdf.errors import LimitReachedError

    reader = pypdf.PdfReader(io.BytesIO(data))
    # A PDF that only may not be printed or changed has an empty password for reading.
    if reader.is_encrypted and not reader.decrypt(""):
        raise DocumentError("wachtwoord")
    try:
        pages = _without_running_lines([_tidy(page.extract_text()) for page in reader.pages])
    except LimitReachedError as error:
        raise DocumentError("te_zwaar") from error
    return usable([_HYPHENATED.sub("", page) for page in pages], numbered=True)


def _without_running_lines(pages: list[str]) -> list[str]:
    """Pages without what comes back at the top or bottom of many, such as a title and a page number: it would come
    between the halves of a sentence that goes on over a page."""
    lines = [page.split("\n") for page in pages]
    for edge in (0, -1, 0, -1):  # twice: a header or footer may have two lines
        shapes = Counter(_NUMBER.sub("0", page[edge]) for page in lines if page)
        running = {shape for shape, count in shapes.items() if count >= 3 and count * 3 >= len(pages)}
        for page in lines:
            if page and _NUMBER.sub("0", page[edge]) in running:
                del page[edge]
    return ["\n".join(page).strip() for page in lines]


def _paged(paragraphs: Iterator[str]) -> Document:
    """Paragraphs with a form feed where a page ends; without any, the file does not say where its pages end."""
    text = "\n\n".join(filter(None, map(_tidy_keeping_pages, paragraphs)))
    pages = [page.strip() for page in text.split(_PAGE)]
    return usable(pages, numbered=len(pages) > 1)


def _tidy_keeping_pages(paragraph: str) -> str:
    return _PAGE.join(_tidy(part) for part in paragraph.split(_PAGE))


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DOCX_MARKS = {
    f"{_W}tab": "\t",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "-",
    f"{_W}lastRenderedPageBreak": _PAGE,
}


def _docx(data: bytes) -> Document:
    import docx

    return _paged(_docx_paragraphs(docx.Document(io.BytesIO(data)).element.body))


def _docx_paragraphs(element: Any) -> Iterator[str]:
    """Paragraphs also of content controls and text boxes; a row of a table is one."""
    for child in element:
        if child.tag == f"{_W}p":
            yield "".join(_docx_text(child))
        elif child.tag == f"{_W}tr":
            cells = ("\n".join(_docx_paragraphs(cell)).strip() for cell in child.iterchildren())
            yield "\t".join(filter(None, cells))
        elif child.tag != _FALLBACK:
            yield from _docx_paragraphs(child)


def _docx_text(element: Any) -> Iterator[str]:
    """The text of a paragraph; `w:delText`, what was deleted under revision, is no text."""
    for child in element:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag == f"{_W}br":
            # Only the breaks that Word itself found at the last layout count: they are all of them.
            yield "\n"
        elif child.tag in _DOCX_MARKS:
            yield _DOCX_MARKS[child.tag]
        elif child.tag == f"{_W}p":  # of a text box
            yield "\n" + "".join(_docx_text(child)) + "\n"
        elif child.tag not in (_FALLBACK, f"{_W}moveFrom"):
            yield from _docx_text(child)


_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_ODT_MARKS = {"tab": "\t", "line-break": "\n", "soft-page-break": _PAGE, "s": " "}
#: Deleted text, notes, comments and the table of contents: not what the policy says here.
_ODT_SKIPPED = ("tracked-changes", "note", "annotation", "table-of-content", "sequence-decls")


def _odt(data: bytes) -> Document:
    """Read without odfpy: that goes on without a word after XML that is broken halfway."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        body = etree.fromstring(archive.read("content.xml"), parser).find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise DocumentError("kapot")
    return _paged(_odt_paragraphs(body))


def _name(element: Any) -> str:
    """The name of an element without its namespace; empty for what is no element, such as an entity."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _odt_paragraphs(element: Any) -> Iterator[str]:
    for child in element:
        name = _name(child)
        if name in ("p", "h"):
            yield "".join(_odt_text(child))
        elif name == "table-row":
            cells = ("\n".join(_odt_paragraphs(cell)).strip() for cell in child)
            yield "\t".join(filter(None, cells))
        elif name == "soft-page-break":
            yield _PAGE
        elif name not in _ODT_SKIPPED:
            yield from _odt_paragraphs(child)


def _odt_text(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        name = _name(child)
        if name in _ODT_MARKS:
            yield _ODT_MARKS[name]
        elif name and name not in _ODT_SKIPPED:
            yield from _odt_text(child)
        yield child.tail or ""


def _text(data: bytes) -> Document:
    text = kinds.decoded(data) or ""
    pages = [_tidy(page) for page in text.split(_PAGE)]
    return usable(pages, numbered=len(pages) > 1)


_READERS: dict[str, Callable[[bytes], Document]] = {
    kinds.PDF: _pdf,
    kinds.DOCX: _docx,
    kinds.ODT: _odt,
    kinds.TEXT: _text,
}
