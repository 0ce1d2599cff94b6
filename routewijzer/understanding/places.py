"""Names of municipalities in a text, masked: what is learned of "in Breda" holds for every other place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from spacy.tokens import Token

from routewijzer.understanding.contract import TAAL, load_yaml
from routewijzer.understanding.text import normal

MASK = "plaatsnaam"
_LEADS = frozenset("in te gemeente bij uit van".split())
#: After these a name is taken for one even when it is written small.
_STRONG = frozenset("in te gemeente".split())


@cache
def municipalities() -> frozenset[str]:
    """The names of the word list, in the form of `normal_text`."""
    names = load_yaml(TAAL / "passages_gemeenten.yml")["namen"]
    return frozenset(" ".join(normal(name).replace("-", " ").split()) for name in names.split(","))


def mask(tokens: Sequence[Token]) -> None:
    """Give each one-word name of a municipality among the tokens the norm `plaatsnaam`."""
    names, before = municipalities(), "."
    for token in tokens:
        word = token.norm_
        if word in names:
            capital = token.text[0].isupper()
            if before in _STRONG or (capital and (before in _LEADS or before not in ".?!")):
                token.norm_ = MASK
        before = word
