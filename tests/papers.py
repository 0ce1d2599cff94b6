"""Makes the documents that tests read: PDF, DOCX and ODT with text, and files that cannot be read."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

import docx
import pikepdf
import typst
from docx.oxml import OxmlElement

_ODT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<office:body><office:text>{body}</office:text></office:body></office:document-content>"""
_MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">{inside}</manifest:file-entry>
</manifest:manifest>"""


def pdf(*pages: str) -> bytes:
    """A PDF with these texts, a page each."""
    source = "#pagebreak()\n".join(f"#text({_quoted(page)})\n" for page in pages)
    return typst.compile(source.encode(), format="pdf")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def scan(pages: int = 2) -> bytes:
    """A PDF with pages and no text on them."""
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page()
    return _saved(made)


def locked(data: bytes, *, user: str, owner: str = "eigenaar") -> bytes:
    """A PDF that asks for the password `user`; with an empty one it opens, and only printing is forbidden."""
    with pikepdf.open(io.BytesIO(data)) as made:
        return _saved(made, encryption=pikepdf.Encryption(user=user, owner=owner))


def _saved(made: pikepdf.Pdf, **options: object) -> bytes:
    out = io.BytesIO()
    made.save(out, **options)
    return out.getvalue()


def word(*pages: list[str], table: list[list[str]] | None = None) -> bytes:
    """A DOCX with the paragraphs of each page, as Word marks pages; and a table at the end."""
    made = docx.Document()
    for number, page in enumerate(pages):
        for place, paragraph in enumerate(page):
            run = made.add_paragraph().add_run()
            if number and not place:
                run._r.append(OxmlElement("w:lastRenderedPageBreak"))
            run.add_text(paragraph)
    if table:
        grid = made.add_table(len(table), len(table[0]))
        for cells, texts in zip(grid.rows, table):
            for cell, text in zip(cells.cells, texts):
                cell.text = text
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def writer(body: str, *, encrypted: bool = False) -> bytes:
    """An ODT with this XML as its text."""
    inside = "<manifest:encryption-data/>" if encrypted else ""
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "META-INF/manifest.xml": _MANIFEST.format(inside=inside),
            "content.xml": _ODT.format(body=body),
        }
    )


def paragraphs(*texts: str) -> str:
    """ODT paragraphs."""
    return "".join(f"<text:p>{escape(text)}</text:p>" for text in texts)


def packed(members: dict[str, str | bytes]) -> bytes:
    """A zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()
