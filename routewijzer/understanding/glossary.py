"""Which glossary term a question for an explanation names."""

from __future__ import annotations

from rapidfuzz import fuzz

from routewijzer.understanding.contract import glossary
from routewijzer.understanding.language import normal_text


def find_term(text: str) -> str | None:
    """The form of a glossary term (`kennisbank/begrippen.yml`) that `text` names, also misspelled; None without one."""
    words = normal_text(text)
    best, score = None, 0.0
    for form in glossary():
        plain = normal_text(form)
        if f" {plain} " in f" {words} ":
            return form
        if len(plain) >= 5:
            near = fuzz.partial_ratio(plain, words)
            if near > score:
                best, score = form, near
    return best if score >= 85 else None
