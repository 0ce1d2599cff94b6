"""The sentences for people, from `kennisbank/portaal.yml`."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from routewijzer.knowledge import KENNISBANK, read_yaml

TEXTS: dict[str, Any] = read_yaml(KENNISBANK / "portaal.yml")
NAME: str = TEXTS["naam"]
PAGE: dict[str, Any] = TEXTS["pagina"]
PROBLEMS: dict[str, dict[str, Any]] = TEXTS["problemen"]
MASKS: dict[str, str] = TEXTS["afgekort"]


def fill(text: str, **values: object) -> str:
    """`text` with its `{names}` filled in; the retention term and the contact are always known."""
    known = {"dagen": settings.RETENTION_DAYS, "contact": settings.CONTACT.removeprefix("mailto:")}
    return text.format_map({**known, **values})


def message(key: str, **values: object) -> str:
    """What is wrong with a field, as a sentence."""
    return fill(TEXTS["meldingen"][key], **values)
