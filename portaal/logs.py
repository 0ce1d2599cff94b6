"""Log lines: one JSON object each, and never a text, an address or an id that gives access."""

from __future__ import annotations

import datetime
import hashlib
import json
import logging
import traceback


def reference(conversation_id: str) -> str:
    """A short name for a conversation in the log, from which its id cannot be found."""
    return hashlib.sha256(conversation_id.encode()).hexdigest()[:8]


class JsonLines(logging.Formatter):
    """Time, level, source, event and the fields of the record. Of an exception its kind and place, not its message:
    a database puts the values of a statement in there."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        line: dict[str, object] = {
            "timestamp": datetime.datetime.fromtimestamp(record.created, datetime.timezone.utc).isoformat(
                "T", "milliseconds"
            ),
            "level": record.levelname.lower(),
            "source": record.name,
            "event": record.getMessage(),
        }
        line.update(getattr(record, "fields", {}))
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
            frames = traceback.extract_tb(record.exc_info[2])[-6:]
            line["where"] = [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames]
        return json.dumps(line, ensure_ascii=False)
