"""Secrets for a machine where nobody set any: made once, kept in a file that only its owner can read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def secret(variable: str, path: Path) -> str:
    """The value of an environment variable, or else the content of `path`, which is made when it is not there."""
    if value := os.environ.get(variable, ""):
        return value
    path.parent.mkdir(parents=True, exist_ok=True)
    # Written aside and linked: of two processes that start together one wins, and the other reads a whole secret.
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    if not path.exists():
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
                handle.write(secrets.token_urlsafe(48))
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink(missing_ok=True)
    return path.read_text().strip()
