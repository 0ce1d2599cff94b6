"""Answers of the API held against its description: path, method, status and the form of the body."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import jsonschema

import portaal
from routewijzer.knowledge import read_yaml


@lru_cache(maxsize=1)
def description() -> dict[str, Any]:
    """`portaal/openapi.yml`."""
    return read_yaml(Path(portaal.__file__).with_name("openapi.yml"))


def resolved(part: Any) -> Any:
    """What a reference refers to."""
    while "$ref" in part:
        found: Any = description()
        for name in part["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        part = found
    return part


def operation(method: str, path: str) -> dict[str, Any] | None:
    """The description of a method at a path; None when it is not described."""
    for template in sorted(description()["paths"], key=lambda name: "{" in name):
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path):
            return description()["paths"][template].get(method.lower())
    return None


def check(method: str, url: str, answer: httpx.Response) -> None:
    """Assert that an answer is as described. What no operation describes must be refused: 404 or 405."""
    found = operation(method, urlsplit(url).path)
    if found is None:
        assert answer.status_code in (404, 405), f"{method} {url} is not described"
        return
    assert str(answer.status_code) in found["responses"], f"{method} {url}: {answer.status_code} is not described"
    described = resolved(found["responses"][str(answer.status_code)])
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    if not described.get("content"):
        assert not answer.content
        return
    assert kind in described["content"], f"{method} {url}: {answer.status_code} with {kind} is not described"
    schema = {**described["content"][kind]["schema"], "components": description()["components"]}
    jsonschema.Draft7Validator(schema).validate(answer.json())
    for name in ("API-Version", "X-Content-Type-Options"):
        assert name in answer.headers
