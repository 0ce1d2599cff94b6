"""The places in a text that carry a value: the words that name it, else the clause that speaks for it most."""

from __future__ import annotations

from routewijzer.understanding.contract import slots
from routewijzer.understanding.language import parse
from routewijzer.understanding.mentions import named
from routewijzer.understanding.scope import clauses
from routewijzer.understanding.text import end_of, is_word
from routewijzer.understanding.values import EMPTY, Values

Span = tuple[int, int]


def places(values: Values, slot: str, label: str, text: str) -> tuple[Span, ...]:
    """One span text[start:end] per value in `label` (several for a multi slot joined by `+`)."""
    if slots()[slot].kind != "multi" or label == EMPTY:
        return (_clause(values, slot, label, text),)
    seen = named(slot, text)
    spans = []
    for value in label.split("+"):
        matches = sorted(seen.places.get(value, ()), key=lambda m: (seen.is_negated(m), m.first - m.last))
        if matches:
            spans.append((seen.tokens[matches[0].first].idx, end_of(seen.tokens[matches[0].last])))
        else:
            spans.append(_clause(values, slot, value, text))
    return tuple(spans)


def _clause(values: Values, slot: str, label: str, text: str) -> Span:
    """The clause in which `label` is likeliest; the first of equals."""
    parts = []
    for inside in clauses(parse(text)):
        while len(inside) > 1 and not is_word(inside[-1].norm_):
            inside.pop()
        parts.append((inside[0].idx, end_of(inside[-1])))
    if not parts:
        return 0, len(text)
    if len(parts) == 1:
        return parts[0]
    return max(parts, key=lambda part: values.chances(slot, text[part[0] : part[1]])[label])
