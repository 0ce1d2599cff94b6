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
    if lead:
        # "Altena, in Noord-Brabant": a municipality before the lead-in is the one that is meant.
        before = _first_known(text[start : start + lead.end()])
        if before:
            return start + before[0], start + before[1]
        start += lead.end()
    name = re.match(r"[^,.;:!?()\n]+", text[start:])
    end = start + len(name.group().rstrip()) if name else len(text)
    return start, end


def _first_known(text: str) -> tuple[int, int] | None:
    """The place of the first municipality that `text` names with a capital, the longest name first."""
    words = list(re.finditer(r"[\w'’]+", text))
    for first, word in enumerate(words):
        if word.group()[0].isupper():
            for last in reversed(words[first : first + 5]):
                if is_municipality(text[word.start() : last.end()]):
                    return word.start(), last.end()
    return None
