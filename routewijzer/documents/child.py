"""`python -m routewijzer.documents.child read [KIND] | extract`: a file or a text on standard input, JSON out.

Started by `limited`. Sets limits on itself before it touches what was given; going over one ends it.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from typing import Any

from routewijzer.documents import formats
from routewijzer.documents.document import DocumentError

_MEGABYTE = 1024 * 1024
#: Seconds of computing and megabytes of memory.
_LIMITS = {"read": (20, 768), "extract": (60, 1024)}


def _limit(seconds: int, megabytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if sys.platform != "darwin":  # which has no such limit to set
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * _MEGABYTE,) * 2)


def _read(data: bytes, claimed: str = "") -> dict[str, Any]:
    try:
        document = formats.read(data, claimed)
    except DocumentError as error:
        return {"reason": error.reason}
    return {"pages": document.pages, "numbered": document.numbered}


def _extract(data: bytes) -> dict[str, Any]:
    """With the models that are there: training them takes too long while somebody waits."""
    from routewijzer.understanding import Understanding
    from routewijzer.understanding.training import MODELS

    found = Understanding.load(MODELS).extract(data.decode())
    return {slot: {"value": one.value, "confidence": one.confidence, "spans": one.spans} for slot, one in found.items()}


def main(job: str, *arguments: str) -> None:
    """Do one job. Raises whatever goes wrong beside the document itself."""
    data = sys.stdin.buffer.read()
    # Libraries print what they stumble on; standard output is for the outcome alone.
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    sys.stdout = open(os.devnull, "w")
    os.nice(10)  # the conversations on this machine go first
    _limit(*_LIMITS[job])
    json.dump({"read": _read, "extract": _extract}[job](data, *arguments), out)
    out.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
