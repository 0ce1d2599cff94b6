"""The report as one HTML page that needs nothing else: no script, no outside file, no inline style attribute."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files

from routewijzer.report.tree import Block, Box, Bullets, Paragraph, Picture, Report, Section, Table, Terms

STYLE = files("routewijzer.report").joinpath("report.css").read_text(encoding="utf-8")
#: What a Content-Security-Policy needs to allow this page's style and nothing else of its kind.
STYLE_SOURCE = "'sha256-" + base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode() + "'"


def render(report: Report) -> bytes:
    """The page in UTF-8."""
    title = escape(f"{report.title} - {report.subtitle}")
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{report.language}">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        '<meta name="robots" content="noindex">',
        f"<title>{title}</title>",
        f"<style>{STYLE}</style>",
        "</head>",
        "<body>",
        f'<a class="skip" href="#main">{escape(report.labels["overslaan"])}</a>',
        "<header>",
        f"<h1>{escape(report.title)} <span>{escape(report.subtitle)}</span></h1>",
        *_facts(report),
        "</header>",
        *_contents(report),
        '<main id="main" tabindex="-1">',
        *(line for section in report.sections for line in _section(section, 2)),
        "</main>",
        "</body>",
        "</html>",
    ]
    return ("\n".join(lines) + "\n").encode()


def _facts(report: Report) -> Iterator[str]:
    yield "<dl>"
    for label, value in report.facts:
        yield f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd></div>"
    yield "</dl>"


def _contents(report: Report) -> Iterator[str]:
    yield f'<nav aria-labelledby="contents"><h2 id="contents">{escape(report.labels["inhoud"])}</h2><ol>'
    for section in report.sections:
        yield f'<li><a href="#{section.id}">{escape(section.title)}</a></li>'
    yield "</ol></nav>"


def _section(section: Section, level: int) -> Iterator[str]:
    classes = ' class="new-page"' if section.new_page else ""
    yield f'<section id="{section.id}" aria-labelledby="{section.id}-kop"{classes}>'
    yield f'<h{level} id="{section.id}-kop">{escape(section.title)}</h{level}>'
    for number, block in enumerate(section.blocks, 1):
        yield from _block(block, f"{section.id}-{number}", level + 1)
    for part in section.sections:
        yield from _section(part, level + 1)
    yield "</section>"


def _block(block: Block, identifier: str, level: int) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield _paragraph(block)
    elif isinstance(block, Bullets):
        yield _bullets(block)
    elif isinstance(block, Terms):
        yield '<dl class="terms">'
        for item in block.items:
            source = f" <small>({escape(item.source)})</small>" if item.source else ""
            yield f"<div><dt>{escape(item.title)}</dt><dd>{escape(item.text)}{source}</dd></div>"
        yield "</dl>"
    elif isinstance(block, Table):
        yield from _table(block, identifier)
    elif isinstance(block, Picture):
        label = escape(block.title)
        yield f'<figure><div class="scroll" role="group" tabindex="0" aria-label="{label}">{block.svg}</div>'
        yield f"<figcaption>{escape(block.alt)}</figcaption></figure>"
        if block.table:
            yield from _table(block.table, identifier)
    elif isinstance(block, Box):
        yield f'<div class="box"><h{level}>{escape(block.title)}</h{level}>'
        for part in block.blocks:
            yield _paragraph(part) if isinstance(part, Paragraph) else _bullets(part)
        yield "</div>"


def _paragraph(block: Paragraph) -> str:
    classes = "" if block.role == "normal" else f' class="{block.role}"'
    return f"<p{classes}>{escape(block.text)}</p>"


def _bullets(block: Bullets) -> str:
    kind = "ol" if block.ordered else "ul"
    return f"<{kind}>{''.join(f'<li>{escape(item)}</li>' for item in block.items)}</{kind}>"


def _table(table: Table, identifier: str) -> Iterator[str]:
    """A table that scrolls by itself on a narrow screen, also with the keyboard."""
    yield f'<div class="scroll" role="group" tabindex="0" aria-labelledby="{identifier}-titel"><table>'
    yield f'<caption id="{identifier}-titel">{escape(table.caption)}</caption>'
    yield f"<thead><tr>{_cells(table.header, 'col')}</tr></thead><tbody>"
    for row in table.rows:
        cells = "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
        yield f"<tr>{_cells(row[:1], 'row')}{cells}</tr>"
    yield "</tbody></table></div>"


def _cells(cells: Iterable[str], scope: str) -> str:
    return "".join(f'<th scope="{scope}">{escape(cell)}</th>' for cell in cells)
