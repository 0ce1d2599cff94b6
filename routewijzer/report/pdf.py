"""The report as a PDF that declares PDF/UA-1: tagged, with language, title and alternative texts."""

from __future__ import annotations

import datetime
import json
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import font_source_sans_pro
import typst

from routewijzer.report.tree import Report


@lru_cache(maxsize=1)
def fonts() -> typst.Fonts:
    """The one family that the report uses; what is installed on the machine plays no part."""
    folder = Path(font_source_sans_pro.__file__).parent / "files"
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])


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
        sys_inputs={"report": json.dumps(tree, ensure_ascii=False)},
        font_paths=fonts(),
        pdf_standards="ua-1",
    )
