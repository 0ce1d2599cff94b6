"""Can the pages be read in a theme? `python -m portaal.theme STYLESHEET CLASS` says so, pair by pair.

WCAG 2.2 asks 4.5:1 of text on its ground (1.4.3) and 3:1 of borders, buttons and the focus ring (1.4.11). Which token
goes before which, and the defaults, are read from our own stylesheet. At the start of the portal the themes that it
serves itself are held against this; that of another website is fetched by browsers only, so check it before.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from portaal import files

TEXT, GRAPHIC = 4.5, 3.0
#: Foreground and ground, by their names in widget/src/paneel.css, and the contrast they need.
PAIRS = (
    *((ink, ground, TEXT) for ground in ("vlak", "zacht", "tint") for ink in ("inkt", "accent")),
    *((ink, ground, TEXT) for ground in ("vlak", "zacht") for ink in ("grijs",)),
    *((ink, "vlak", TEXT) for ink in ("kop", "fout", "goed", "deels", "mist")),
    ("knopinkt", "knop", TEXT),
    ("veldinkt", "veld", TEXT),
    ("accent", "veld", TEXT),
    ("rand", "vlak", GRAPHIC),
    ("knop", "vlak", GRAPHIC),
)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_NAMED = {"white": "#ffffff", "black": "#000000"}

Properties = Mapping[str, str]


class ThemeError(Exception):
    """The theme cannot be judged: one sentence says why."""


@dataclass(frozen=True)
class Contrast:
    """A pair of colours, the contrast between them, and what it has to be."""

    ink: str
    ground: str
    found: float
    needed: float

    @property
    def enough(self) -> bool:
        """True when it can be read."""
        return self.found >= self.needed


def contrasts(style: str, theme_class: str) -> list[Contrast]:
    """All pairs under each rule of `style` for `theme_class` (light first, then dark). Raises ThemeError."""
    ours = {name: value for block in _blocks(_own_style(), ":root") for name, value in block.items()}
    blocks = list(_blocks(style, f".{theme_class}"))
    if not blocks:
        raise ThemeError(f"The stylesheet has no rule for the class {theme_class}.")
    return [contrast for block in blocks for contrast in _pairs({**ours, **blocks[0], **block})]


def _own_style() -> str:
    found = files.find(f"widget/{files.current()['versie']}/paneel.css")
    assert found is not None
    return found.content.decode()


def _blocks(style: str, subject: str) -> Iterable[dict[str, str]]:
    """What the rules for `subject` declare. Of ours only the plain ones: a theme has no part in our dark colours."""
    for selector, body in _RULE.findall(_COMMENT.sub("", style)):
        whole = selector.strip() == subject
        if whole or (subject != ":root" and re.search(rf"{re.escape(subject)}(?![\w-])", selector)):
            yield _declared(body)


def _declared(body: str) -> dict[str, str]:
    return {name: value.strip() for name, value in re.findall(r"(--[\w-]+)\s*:\s*([^;]+)", body)}


def _pairs(properties: Properties) -> Iterable[Contrast]:
    for ink, ground, needed in PAIRS:
        lights = sorted(_luminance(_resolve(f"var(--{name})", properties)) for name in (ink, ground))
        yield Contrast(ink, ground, (lights[1] + 0.05) / (lights[0] + 0.05), needed)


def _resolve(value: str, properties: Properties, depth: int = 0) -> str:
    """The colour that `var(--a, var(--b, #fff))` comes to."""
    match = re.fullmatch(r"var\(\s*(--[\w-]+)\s*(?:,\s*(.*))?\)", value.strip(), re.DOTALL)
    if match is None:
        return value.strip()
    name, fallback = match.groups()
    if depth > 50 or (name not in properties and fallback is None):
        raise ThemeError(f"{name} has no value.")
    return _resolve(properties.get(name, fallback), properties, depth + 1)


def _luminance(colour: str) -> float:
    text = _NAMED.get(colour.lower(), colour)
    if re.fullmatch(r"#[0-9a-fA-F]{3}", text):
        text = "#" + "".join(digit * 2 for digit in text[1:])
    if re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        channels = [int(text[place : place + 2], 16) for place in (1, 3, 5)]
    elif match := re.fullmatch(r"rgb\(\s*(\d+)[,\s]+(\d+)[,\s]+(\d+)\s*\)", text):
        channels = [int(part) for part in match.groups()]
    else:
        raise ThemeError(f"The colour {colour} cannot be judged; write it as #rrggbb or rgb(r, g, b).")
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in channels)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def faults(styles: Iterable[str], theme_class: str) -> list[str]:
    """What cannot be read in the themes among `styles` that the portal serves itself, a sentence each."""
    said = []
    for address in styles:
        if not address.startswith("/static/"):
            continue
        file = files.find(address.removeprefix("/static/"))
        if file is None:
            said.append(f"RW_THEMA_STIJL: {address} does not exist.")
            continue
        try:
            said += [_sentence(pair) for pair in contrasts(file.content.decode(), theme_class) if not pair.enough]
        except ThemeError as error:
            said.append(f"RW_THEMA_STIJL: {error}")
    return said


def _sentence(pair: Contrast) -> str:
    return f"{pair.ink} on {pair.ground}: {pair.found:.2f}:1, and {pair.needed:g}:1 is needed."


def main(arguments: list[str]) -> int:
    """Exit code: 0 when all can be read, 1 when not, 2 when the theme cannot be judged."""
    if len(arguments) != 2:
        print("Usage: python -m portaal.theme STYLESHEET CLASS", file=sys.stderr)
        return 2
    try:
        found = contrasts(Path(arguments[0]).read_text(encoding="utf-8"), arguments[1])
    except (OSError, ThemeError) as error:
        print(error, file=sys.stderr)
        return 2
    for pair in found:
        print(f"{'ok ' if pair.enough else 'NO '} {pair.ink} on {pair.ground}: {pair.found:.2f}:1 ({pair.needed:g}:1)")
    return 0 if all(pair.enough for pair in found) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
