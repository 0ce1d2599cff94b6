"""The sentences for people, from `kennisbank/portaal.yml`; those about documents are in `intake.yml`."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from routewijzer import intake
from routewijzer.documents import MAX_BYTES
from routewijzer.knowledge import KENNISBANK, read_yaml

TEXTS: dict[str, Any] = read_yaml(KENNISBANK / "portaal.yml")
NAME: str = TEXTS["naam"]
PAGE: dict[str, Any] = TEXTS["pagina"]
PROBLEMS: dict[str, dict[str, Any]] = {**TEXTS["problemen"], **intake.texts()["problemen"]}
FAULTS: dict[str, str] = {**TEXTS["meldingen"], **intake.texts()["meldingen"]}
MASKS: dict[str, str] = TEXTS["afgekort"]


def fill(text: str, **values: object) -> str:
    """`text` with its `{names}` filled in; retention term, contact and the size of a document are always known."""
    known = {
        "dagen": settings.RETENTION_DAYS,
        "contact": settings.CONTACT.removeprefix("mailto:"),
        "megabytes": MAX_BYTES // 1024**2,
    }
    return text.format_map({**known, **values})


def message(key: str, **values: object) -> str:
    """What is wrong with a field, as a sentence."""
    return fill(FAULTS[key], **values)
