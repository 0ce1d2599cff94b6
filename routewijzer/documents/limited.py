"""Work on a document in a process of its own, with limits on its time and memory and without the caller's secrets.

The process ends with the work, so that what it took up comes back, and it does not hold up the caller's other threads.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from routewijzer.documents import kinds
from routewijzer.documents.document import MAX_BYTES, Document, DocumentError
from routewijzer.knowledge import ROOT

if TYPE_CHECKING:
    from routewijzer.understanding import Found

#: Seconds on the clock; `child` sets the limits on computing time and memory.
_READ_SECONDS = 60
_EXTRACT_SECONDS = 180


class ExtractionFailed(RuntimeError):
    """The text could not be read for values; nothing is wrong with the document."""


def read(data: bytes, name: str = "") -> Document:
    """The pages of a file. `name` only has to agree with what the file is. Raises DocumentError."""
    if len(data) > MAX_BYTES:
        raise DocumentError("te_groot")
    outcome = _run("read", data, _READ_SECONDS, kinds.kind_in_name(name))
    if outcome is None:
        raise DocumentError("te_zwaar")
    if "reason" in outcome:
        raise DocumentError(outcome["reason"])
    return Document(tuple(outcome["pages"]), outcome["numbered"])


def extract(text: str) -> dict[str, Found]:
    """The values that a text states, by `Understanding.extract` as it was trained last. Raises ExtractionFailed."""
    from routewijzer.understanding import Found  # here, as who never reads a document has no use for its libraries

    outcome = _run("extract", text.encode(), _EXTRACT_SECONDS)
    if outcome is None:
        raise ExtractionFailed
    return {
        slot: Found(one["value"], one["confidence"], tuple((start, end) for start, end in one["spans"]))
        for slot, one in outcome.items()
    }


def _run(job: str, data: bytes, seconds: int, *arguments: str) -> Any:
    """What the job says; None when it went over a limit or fell over."""
    environment = {name: os.environ[name] for name in ("RW_SPACY_MODEL",) if name in os.environ} | {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": str(ROOT),
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", "routewijzer.documents.child", job, *arguments],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a traceback may quote the document
            cwd=ROOT,
            env=environment,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    return json.loads(done.stdout) if done.returncode == 0 else None
