"""The advice report: one tree (`build`), and a view of it per format."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from routewijzer.report.build import Earlier, build
from routewijzer.report.tree import Report

#: Format -> the module that renders it and its media type.
FORMATS = {
    "html": ("html", "text/html; charset=utf-8"),
    "pdf": ("pdf", "application/pdf"),
    "docx": ("word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "md": ("markdown", "text/markdown; charset=utf-8"),
    "json": ("json_view", "application/json"),
}

__all__ = ["FORMATS", "Earlier", "Report", "build", "render"]


def render(report: Report, kind: str) -> bytes:
    """`report` as a file of `kind` (a key of FORMATS). Raises KeyError on another kind.

    A renderer is loaded at its first use: the chat and the other commands need none of them.
    """
    renderer: Callable[[Report], bytes] = import_module(f"routewijzer.report.{FORMATS[kind][0]}").render
    return renderer(report)
