"""The name of the municipality in an answer."""

from __future__ import annotations

import re

from routewijzer.understanding.language import normal_text
from routewijzer.understanding.places import municipalities

_LEAD = re.compile(
    r".*?\b(?:gemeente|wij zijn van|ik werk (?:bij|in|voor)|werken (?:bij|in|voor)|van|uit|bij|in)\s+(?=[A-Z'’])",
    re.S,
)


def is_municipality(text: str) -> bool:
    """Whether `text` is the name of a municipality and nothing else."""
    return normal_text(text) in municipalities()


def municipality(text: str) -> tuple[int, int]:
    """The place of the municipality's name in the answer to the question for it; the whole text without a lead-in."""
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    name = re.match(r"[^,.;:!?()\n]+", text[start:])
    end = start + len(name.group().rstrip()) if name else len(text)
    return start, end
