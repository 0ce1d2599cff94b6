"""The report as one tree of plain parts. Every format is a view of it; no format knows the domain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Paragraph:
    """A paragraph. `role`: normal, lead (larger), note (small print) or label (a short line above a list)."""

    text: str
    role: str = "normal"

    def as_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {"type": "paragraph", "role": self.role, "text": self.text}


@dataclass(frozen=True)
class Bullets:
    """A list; `ordered` numbers it."""

    items: tuple[str, ...]
    ordered: bool = False

    def as_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {"type": "list", "ordered": self.ordered, "items": list(self.items)}


@dataclass(frozen=True)
class Term:
    """A title with its text and where that comes from (empty: no source)."""

    title: str
    text: str
    source: str = ""


@dataclass(frozen=True)
class Terms:
    """A list of terms, each with its text."""

    items: tuple[Term, ...]

    def as_dict(self) -> dict[str, Any]:
        """JSON form."""
        items = [{"title": item.title, "text": item.text, "source": item.source} for item in self.items]
        return {"type": "terms", "items": items}


@dataclass(frozen=True)
class Table:
    """A table with a caption and a header row; the first cell of each row is its header. `widths` are relative."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {
            "type": "table",
            "caption": self.caption,
            "header": list(self.header),
            "rows": [list(row) for row in self.rows],
            "widths": list(self.widths or (1.0,) * len(self.header)),
        }


@dataclass(frozen=True)
class Picture:
    """A vector picture: `alt` says in words what it shows, `table` holds the same data."""

    id: str
    title: str
    alt: str
    svg: str
    width: int
    height: int
    table: Table | None = None

    def as_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {
            "type": "picture",
            "id": self.id,
            "title": self.title,
            "alt": self.alt,
            "svg": self.svg,
            "width": self.width,
            "height": self.height,
            "table": self.table.as_dict() if self.table else None,
        }


@dataclass(frozen=True)
class Box:
    """A framed part that stands out, with a title of its own."""

    title: str
    blocks: tuple[Paragraph | Bullets, ...]

    def as_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {"type": "box", "title": self.title, "blocks": [block.as_dict() for block in self.blocks]}


Block = Paragraph | Bullets | Terms | Table | Picture | Box


@dataclass(frozen=True)
class Section:
    """A part with a heading. `new_page` asks for a new page where there are pages."""

    id: str
    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    new_page: bool = False

    def as_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {
            "id": self.id,
            "title": self.title,
            "new_page": self.new_page,
            "blocks": [block.as_dict() for block in self.blocks],
            "sections": [section.as_dict() for section in self.sections],
        }

    def walk(self) -> Iterator[Section]:
        """This section and all under it."""
        yield self
        for section in self.sections:
            yield from section.walk()


@dataclass(frozen=True)
class Report:
    """The whole report. `facts` are label and value under the title; `data` is what machines read (JSON)."""

    title: str
    subtitle: str
    language: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    labels: dict[str, str]
    data: dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """JSON form of the text, without `data`."""
        return {
            "title": self.title,
            "subtitle": self.subtitle,
            "language": self.language,
            "facts": [{"label": label, "value": value} for label, value in self.facts],
            "labels": dict(self.labels),
            "sections": [section.as_dict() for section in self.sections],
        }

    def walk(self) -> Iterator[Section]:
        """All sections, in order of reading."""
        for section in self.sections:
            yield from section.walk()
