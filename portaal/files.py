"""The static files of the page: few and small, read once and served from memory by their exact name."""

from __future__ import annotations

import hashlib
import mimetypes
from functools import lru_cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse

from portaal.problems import Problem
from portaal.web import page

STATIC = Path(__file__).resolve().parent / "static"
mimetypes.add_type("text/javascript", ".js")


@lru_cache(maxsize=1)
def _files() -> dict[str, tuple[bytes, str, str]]:
    """Name -> content, type and entity tag."""
    found = {}
    for path in sorted(STATIC.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            kind += "; charset=utf-8" if kind.startswith("text/") else ""
            found[path.relative_to(STATIC).as_posix()] = (
                content,
                kind,
                f'"{hashlib.sha256(content).hexdigest()[:16]}"',
            )
    return found


@page("GET")
async def static(request: HttpRequest, name: str) -> HttpResponse:
    """/static/{name}."""
    if name not in _files():
        raise Problem("onbekend_pad")
    content, kind, tag = _files()[name]
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(content, content_type=kind, headers=headers)
