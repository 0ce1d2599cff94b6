"""The report's pictures as SVG: readable in black and white, with presentation attributes only (no styles, no script).

What a picture shows differs in shape or word, never in colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH = 680
INK, SOFT, LINE, ACCENT, PALE = "#1b2a33", "#4a5a63", "#8a99a1", "#0f5c6e", "#e6f0f2"
#: The first of these that is at hand is used; the PDF brings Source Sans Pro itself.
FONTS = "Source Sans Pro, Segoe UI, Roboto, Helvetica, Arial, sans-serif"


def text(
    x: float, y: float, words: str, size: int = 16, weight: str = "400", anchor: str = "start", fill: str = INK
) -> str:
    """Words at a place; `anchor` says which end of them stands there."""
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size}" font-weight="{weight}" text-anchor="{anchor}" '
        f'fill="{fill}">{escape(words)}</text>'
    )


def wrap(words: str, limit: int) -> list[str]:
    """`words` in lines of at most `limit` characters (a longer word keeps its own line)."""
    lines = [""]
    for word in words.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > limit:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def frame(identifier: str, title: str, alt: str, height: int, parts: Sequence[str]) -> str:
    """The SVG around `parts`, with a title and a description that name it to everybody."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" aria-labelledby="{identifier}-titel {identifier}-uitleg" font-family="{FONTS}">'
        f'<title id="{identifier}-titel">{escape(title)}</title><desc id="{identifier}-uitleg">{escape(alt)}</desc>'
        f"{''.join(parts)}</svg>"
    )


def circle(x: float, y: float, radius: float, fill: str = "#ffffff", dash: str = "", width: float = 2.5) -> str:
    """A circle with an outline, dashed where `dash` says how."""
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{fill}" stroke="{ACCENT}" stroke-width="{width}"{dashes}/>'
    )


def _status_mark(x: float, y: float, status: str) -> str:
    """Full, half, empty, or dashed with a question mark."""
    radius = 13
    if status == "aanwezig":
        tick = f'<path d="M{x - 6} {y} l4.5 5 l8 -9.5" fill="none" stroke="#ffffff" stroke-width="2.6"/>'
        return circle(x, y, radius, ACCENT) + tick
    if status == "gedeeltelijk":
        half = f'<path d="M{x} {y - radius} A{radius} {radius} 0 0 0 {x} {y + radius} Z" fill="{ACCENT}"/>'
        return circle(x, y, radius) + half
    if status == "ontbreekt":
        return circle(x, y, radius)
    return circle(x, y, radius, dash="4 3.2") + text(x, y + 6, "?", 17, "700", "middle", ACCENT)


def ingredients(identifier: str, title: str, alt: str, rows: Sequence[tuple[int, str, str, str]]) -> tuple[str, int]:
    """Rows of (number, name, status, status in words) at a glance. Gives the SVG and its height."""
    step, parts = 38, []
    height = step * len(rows) + 6
    for place, (number, name, status, label) in enumerate(rows):
        y = 3 + step * place + step / 2
        if place % 2 == 0:
            parts.append(f'<rect x="0" y="{y - step / 2:g}" width="{WIDTH}" height="{step}" fill="{PALE}"/>')
        parts.append(text(18, y + 6, str(number), 18, "700", fill=ACCENT))
        parts.append(text(46, y + 6, name, 17))
        parts.append(_status_mark(472, y, status))
        parts.append(text(498, y + 6, label, 17, "600"))
    return frame(identifier, title, alt, height, parts), height


@dataclass(frozen=True)
class Station:
    """A route in the picture: `state` is gekozen, mogelijk or valt_af; `note` stands above it."""

    number: int
    name: str
    state: str
    note: str


def routes(
    identifier: str, title: str, alt: str, stations: Sequence[Station], close: Sequence[tuple[int, int]], near: str
) -> tuple[str, int]:
    """The routes in a row with the municipality's place; `close` pairs of numbers are joined by a bow named `near`."""
    places = {station.number: WIDTH / 6 + WIDTH / 3 * index for index, station in enumerate(stations)}
    top = 62 if close else 14
    y = top + 62
    first, last = min(places.values()), max(places.values())
    parts = [f'<line x1="{first}" y1="{y}" x2="{last}" y2="{y}" stroke="{LINE}" stroke-width="3"/>']
    for left, right in close:
        x1, x2 = sorted((places[left], places[right]))
        peak = top - 20
        path = f"M{x1:g} {top + 10} C{x1:g} {peak} {x2:g} {peak} {x2:g} {top + 10}"
        parts.append(f'<path d="{path}" fill="none" stroke="{ACCENT}" stroke-width="2" stroke-dasharray="6 4"/>')
        parts.append(text((x1 + x2) / 2, peak - 2, near, 15, "600", "middle", ACCENT))
    for station in stations:
        x = places[station.number]
        chosen, possible = station.state == "gekozen", station.state == "mogelijk"
        if station.note:
            parts.append(text(x, top + 28, station.note, 15, "700", "middle"))
        if chosen:
            parts.append(circle(x, y, 27, "#ffffff", width=2))
        fill = ACCENT if chosen else "#ffffff"
        parts.append(circle(x, y, 21, fill, dash="5 4" if possible else "", width=2.5 if chosen or possible else 1.5))
        ink = "#ffffff" if chosen else ACCENT
        parts.append(text(x, y + 8, str(station.number), 22, "700", "middle", ink))
        for line_number, line in enumerate(wrap(station.name, 24)):
            weight = "700" if chosen else "400"
            parts.append(text(x, y + 52 + 20 * line_number, line, 16, weight, "middle"))
    height = y + 62 + 20 * max(len(wrap(station.name, 24)) for station in stations) - 8
    return frame(identifier, title, alt, height, parts), height


@dataclass(frozen=True)
class Count:
    """A row of the picture of the interviews. `number` of `total` is drawn where the report counts; else its words."""

    subject: str
    label: str
    words: str
    number: int | None
    here: bool


def interviews(identifier: str, title: str, alt: str, rows: Sequence[Count], total: int, here: str) -> tuple[str, int]:
    """What the report counted among its interviews, with a mark where this municipality stands."""
    parts: list[str] = []
    y, subject = 4.0, None
    for row in rows:
        if row.subject != subject:
            subject = row.subject
            parts.append(text(0, y + 20, subject, 16, "700", fill=ACCENT))
            parts.append(
                f'<line x1="0" y1="{y + 28:g}" x2="{WIDTH}" y2="{y + 28:g}" stroke="{LINE}" stroke-width="1"/>'
            )
            y += 32
        lines = wrap(row.label, 30)
        height = max(30, 20 * len(lines) + 10)
        middle = y + height / 2
        if row.here:
            parts.append(f'<rect x="0" y="{y + 1:g}" width="{WIDTH}" height="{height - 2:g}" fill="{PALE}"/>')
            diamond = f"M{WIDTH - 118:g} {middle - 7:g} l7 7 l-7 7 l-7 -7 Z"
            parts.append(f'<path d="{diamond}" fill="{INK}"/>')
            parts.append(text(WIDTH - 104, middle + 5, here, 15, "700"))
        for number, line in enumerate(lines):
            parts.append(text(10, middle + 6 + 20 * (number - (len(lines) - 1) / 2), line, 16))
        if row.number is None:
            parts.append(text(262, middle + 6, row.words, 16, "600"))
        else:
            for index in range(total):
                fill = ACCENT if index < row.number else "#ffffff"
                parts.append(circle(268 + 15 * index, middle, 5.2, fill, width=1.4))
            parts.append(text(268 + 15 * total - 2, middle + 5, row.words, 15, fill=SOFT))
        y += height
    return frame(identifier, title, alt, int(y + 6), parts), int(y + 6)
