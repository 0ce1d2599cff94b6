"""Sentences of the report and of explanations that are not rows of Movisie's report (`kennisbank/verslag.yml`)."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from routewijzer.conditions import MARKERS
from routewijzer.knowledge import KENNISBANK, KnowledgeBase, read_yaml


@lru_cache(maxsize=1)
def texts() -> Mapping[str, Any]:
    """The content of `verslag.yml` (read once per process)."""
    return read_yaml(KENNISBANK / "verslag.yml")


def entry(path: str) -> Any:
    """What stands at `path` ("a.b.c") in `verslag.yml`. Raises KeyError when nothing does."""
    found: Any = texts()
    for key in path.split("."):
        found = found[key]
    return found


def say(path: str, **values: Any) -> str:
    """The sentence at `path`, with its {fields} filled from `values`."""
    return entry(path).strip().format(**values)


def enumerate_dutch(parts: Sequence[str], last: str = "en") -> str:
    """`parts` as a Dutch enumeration: "a, b en c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def sentence(text: str) -> str:
    """`text` with a capital and a full stop."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!", ":")) else ".")


def amount(value: int) -> str:
    """A sum of money in Dutch notation."""
    return f"€ {value:,}".replace(",", ".")


def readable(text: str) -> str:
    """`text` as a person typed it, on one line, without signs that cannot be seen (control and format codes)."""
    kept = (char for char in text if char.isspace() or not _unfit(char))
    return " ".join("".join(kept).split())


def _unfit(char: str) -> bool:
    code = ord(char)
    noncharacter = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    return noncharacter or unicodedata.category(char) in ("Cc", "Cf", "Cs")


def municipality(answers: Mapping[str, Any]) -> str:
    """The municipality's name, or "uw gemeente" when it is not known."""
    name = answers.get("gemeente")
    return readable(name) if name and name not in MARKERS else say("algemeen.uw_gemeente")


def value_label(kb: KnowledgeBase, slot: str, value: Any) -> str:
    """`value` of `slot` in the words of the interview's options."""
    if value is None:
        return say("waarden.niet_gevraagd")
    if isinstance(value, str) and value in MARKERS:
        return say(f"waarden.{value}")
    kind = kb.slots[slot].kind
    if kind == "multi":
        return ", ".join(kb.question(slot).label(item) for item in value) or say("waarden.leeg")
    if kind in ("category", "bool"):
        return kb.question(slot).label(value)
    return amount(value) if kind == "amount" else readable(str(value))


def section_name(section: Any) -> str:
    """ "paragraaf 3.1"; an appendix keeps its own name."""
    section = str(section)
    return say("algemeen.paragraaf", paragraaf=section) if section[:1].isdigit() else section


def long_date(day: datetime.date) -> str:
    """A date as "24 november 2026"."""
    return f"{day.day} {entry('algemeen.maanden')[day.month - 1]} {day.year}"
