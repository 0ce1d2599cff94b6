"""The name of the municipality in an answer."""

from __future__ import annotations

import re

from routewijzer.understanding.language import normal_text, parse
from routewijzer.understanding.places import municipalities
from routewijzer.understanding.scope import after_correction

_LEAD = re.compile(
    r"\s*(?i:gemeente)[\s:]+(?=\w)|.*?\b"
    r"(?i:gemeente|stad|wij zijn van|ik werk (?:bij|in|voor)|werken (?:bij|in|voor)|van|uit|bij|in)[\s:]+(?=[A-Z'’])",
    re.S,
)
#: A bare "nee" between two names takes the first one back.
_TAKEN_BACK = re.compile(r".*[,.;–-]\s*(?:nee|neen)\b[\s,:.]*(?=\w|['’])", re.S | re.I)


def is_municipality(text: str) -> bool:
    """Whether `text` is the name of a municipality and nothing else."""
    return normal_text(text) in municipalities()


def municipality(text: str) -> tuple[int, int]:
    """The place of the municipality's name in the answer to the question for it; the whole text without a lead-in.

    Of a text that corrects itself, the name that it ends with counts ("Ede, nee wacht, Arnhem").
    """
    taken_back = _TAKEN_BACK.match(text)
    start = max(after_correction(parse(text)) or 0, taken_back.end() if taken_back else 0)
    lead = _LEAD.match(text[start:])
    start += lead.end() if lead else 0
    name = re.match(r"[^,.;:!?()\n]+", text[start:])
    end = start + len(name.group().rstrip()) if name else len(text)
    return start, end
