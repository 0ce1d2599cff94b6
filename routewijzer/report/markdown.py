"""The report as Markdown with pipe tables, for pasting into a wiki or a note. Pictures become their words and table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from routewijzer.report.tree import Block, Box, Bullets, Paragraph, Picture, Report, Section, Table, Terms

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")
_STARTS_LIST = re.compile(r"^(\d+)([.)])|^([-+])(?=\s)")


def render(report: Report) -> bytes:
    """The text in UTF-8."""
    lines = [f"# {_text(report.title)}", "", f"**{_text(report.subtitle)}**", ""]
    lines += [f"- {_text(label)}: {_text(value)}" for label, value in report.facts]
    for section in report.sections:
        lines += ["", *_section(section, 2)]
    return ("\n".join(lines).rstrip() + "\n").encode()


def _text(text: str) -> str:
    """`text` on one line, without anything that Markdown takes for markup."""
    escaped = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return _STARTS_LIST.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", escaped)


def _section(section: Section, level: int) -> Iterator[str]:
    yield f"{'#' * min(level, 6)} {_text(section.title)}"
    yield ""
    for block in section.blocks:
        yield from _block(block)
        yield ""
    for part in section.sections:
        yield from _section(part, level + 1)


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield f"**{_text(block.text)}**" if block.role in ("lead", "label") else _text(block.text)
    elif isinstance(block, Bullets):
        for number, item in enumerate(block.items, 1):
            yield f"{f'{number}.' if block.ordered else '-'} {_text(item)}"
    elif isinstance(block, Terms):
        for number, item in enumerate(block.items):
            source = f" ({_text(item.source)})" if item.source else ""
            yield from ([""] if number else [])
            yield f"**{_text(item.title)}.** {_text(item.text)}{source}"
    elif isinstance(block, Table):
        yield from _table(block)
    elif isinstance(block, Picture):
        yield f"*{_text(block.title)}.* {_text(block.alt)}"
        if block.table:
            yield ""
            yield from _table(block.table)
    elif isinstance(block, Box):
        yield f"> **{_text(block.title)}**"
        for part in block.blocks:
            yield ">"
            yield from (f"> {line}" for line in _block(part))


def _table(table: Table) -> Iterator[str]:
    yield f"**{_text(table.caption)}**"
    yield ""
    yield _row(table.header)
    yield _row(["---"] * len(table.header))
    for row in table.rows:
        yield _row([_text(cell) for cell in row])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
