"""The static files: few and small, read once and served from memory by their exact name.

Those of the widget stand under a version, for ever the same: `static/widget/manifest.json` holds their hashes.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import mimetypes
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

STATIC = Path(__file__).resolve().parent / "static"
mimetypes.add_type("text/javascript", ".js")


@dataclass(frozen=True)
class File:
    """A file as it goes over the line, plain and compressed."""

    content: bytes
    packed: bytes
    kind: str
    tag: str


@lru_cache(maxsize=1)
def _files() -> dict[str, File]:
    """By name under `static/`."""
    return {path.relative_to(STATIC).as_posix(): _read(path) for path in sorted(STATIC.rglob("*")) if path.is_file()}


def _read(path: Path) -> File:
    content = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    kind += "; charset=utf-8" if kind.startswith("text/") else ""
    tag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
    return File(content, gzip.compress(content, mtime=0), kind, tag)


def find(name: str) -> File | None:
    """The file of that name."""
    return _files().get(name)


@lru_cache(maxsize=1)
def current() -> dict[str, str]:
    """The newest version of the widget, and the integrity of its loader (`lader`), script and stylesheet."""
    manifest = json.loads((STATIC / "widget" / "manifest.json").read_bytes())
    version = manifest["nieuwste"]
    made = manifest["versies"][version]
    parts = {"lader": "routewijzer.js", "script": "paneel.js", "stijl": "paneel.css"}
    return {"versie": version} | {part: made[name]["integrity"] for part, name in parts.items()}
