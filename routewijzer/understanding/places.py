"""Names of municipalities in a text, masked: what is learned of "in Breda" holds for every other place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from routewijzer.understanding.contract import TAAL, load_yaml
from routewijzer.understanding.text import Token, normal_text

MASK = "plaatsnaam"
_LEADS = frozenset("in te gemeente bij uit van".split())
#: After these a name is taken for one even when it is written small.
_STRONG = frozenset("in te gemeente".split())


@cache
def _names() -> frozenset[str]:
    names = load_yaml(TAAL / "passages_gemeenten.yml")["namen"]
    return frozenset(normal_text(name) for name in names.split(","))


def is_municipality(text: str) -> bool:
    """Whether `text` is the name of a municipality and nothing else."""
    return normal_text(text) in _names()


def mask_places(tokens: Sequence[Token], text: str) -> list[Token]:
    """The tokens of `text` with `plaatsnaam` for each one-word name of a municipality."""
    masked = []
    for place, token in enumerate(tokens):
        if token.norm in _names():
            before = tokens[place - 1].norm if place else "."
            capital = text[token.start].isupper()
            if before in _STRONG or (capital and (before in _LEADS or before not in ".?!")):
                token = Token(MASK, token.start, token.end)
        masked.append(token)
    return masked
