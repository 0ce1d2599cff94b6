"""The report as JSON: its text as a tree, and the data it was made from. `schema.json` describes it."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import Any

from routewijzer.report.tree import Report

#: Raised when the form changes in a way that a reader has to know of.
VERSION = "1.0"


@lru_cache(maxsize=1)
def schema() -> dict[str, Any]:
    """The JSON schema (draft 7) of what `render` gives."""
    return json.loads(files("routewijzer.report").joinpath("schema.json").read_text(encoding="utf-8"))


def render(report: Report) -> bytes:
    """The JSON in UTF-8."""
    whole = {"format": "routewijzer-rapport", "version": VERSION, "report": report.as_dict(), "data": report.data}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()
