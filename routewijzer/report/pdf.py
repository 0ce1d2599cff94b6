"""The report as a PDF that declares PDF/UA-1: tagged, with language, title and alternative texts."""

from __future__ import annotations

import datetime
import json
import unicodedata
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import font_source_sans_pro
import typst
from fontTools.ttLib import TTFont

from routewijzer.report.tree import Report

_FOLDER = Path(font_source_sans_pro.__file__).parent / "files"
#: Stands for a character that the font lacks.
MISSING = "◊"


@lru_cache(maxsize=1)
def fonts() -> typst.Fonts:
    """The one family that the report uses; what is installed on the machine plays no part."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_FOLDER)])


@lru_cache(maxsize=1)
def _drawn() -> frozenset[int]:
    """The characters that the font can draw."""
    with TTFont(_FOLDER / "SourceSansPro-Regular.otf", lazy=True) as font:
        return frozenset(font.getBestCmap())


def drawable(text: str) -> str:
    """`text` with MISSING for each character that the font lacks, such as an emoji: PDF/UA-1 refuses those."""
    whole = unicodedata.normalize("NFC", text)
    return whole.translate({ord(char): MISSING for char in set(whole) if ord(char) not in _drawn() and ord(char) > 127})


@lru_cache(maxsize=1)
def _template() -> bytes:
    return files("routewijzer.report").joinpath("report.typ").read_bytes()


def render(report: Report) -> bytes:
    """The PDF. The same report gives the same bytes."""
    day = datetime.date.fromisoformat(report.data["date"])
    tree = {**report.as_dict(), "year": day.year, "month": day.month, "day": day.day}
    return typst.compile(
        _template(),
        format="pdf",
        sys_inputs={"report": drawable(json.dumps(tree, ensure_ascii=False))},
        font_paths=fonts(),
        pdf_standards="ua-1",
    )
