"""Everything that can be refused, as one exception that becomes an answer by RFC 9457."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse

from portaal import wording


class Problem(Exception):
    """A refusal: `kind` names its status, title and sentence in `kennisbank/portaal.yml`."""

    def __init__(
        self,
        kind: str,
        *,
        fields: tuple[tuple[str, str], ...] = (),
        headers: dict[str, str] | None = None,
        **values: object,
    ) -> None:
        super().__init__(kind)
        text = wording.PROBLEMS[kind]
        self.kind = kind
        self.status: int = text["status"]
        self.title: str = text["titel"]
        self.detail: str = wording.fill(text["tekst"], **values)
        self.fields = fields
        self.headers = headers or {}

    @classmethod
    def field(cls, field: str, key: str, **values: object) -> Problem:
        """Invalid input: one field, and the sentence that says what is wrong with it."""
        sentence = wording.message(key, **values)
        problem = cls("invoer", fields=((field, sentence),))
        problem.detail = sentence
        return problem

    def body(self) -> dict[str, Any]:
        """The members of a problem detail; `fouten` only where fields are named."""
        found: dict[str, Any] = {
            "type": f"urn:routewijzer:probleem:{self.kind.replace('_', '-')}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        if self.fields:
            found["fouten"] = [{"veld": name, "melding": sentence} for name, sentence in self.fields]
        return found

    def content(self) -> bytes:
        """The body as it goes over the line."""
        return json.dumps(self.body(), ensure_ascii=False).encode()

    def response(self) -> HttpResponse:
        """The answer to an API client."""
        return HttpResponse(
            self.content(), status=self.status, content_type="application/problem+json", headers=self.headers
        )


def no_conversation() -> Problem:
    """The conversation is unknown, erased or over its term."""
    return Problem("onbekend_gesprek")
