"""The places in a text that carry a value: the words that name it, else the clause that speaks for it most."""

from __future__ import annotations

from routewijzer.understanding.contract import slots
from routewijzer.understanding.mentions import named
from routewijzer.understanding.scope import clauses
from routewijzer.understanding.text import tokenize
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
            spans.append((seen.tokens[matches[0].first].start, seen.tokens[matches[0].last].end))
        else:
            spans.append(_clause(values, slot, value, text))
    return tuple(spans)


def _clause(values: Values, slot: str, label: str, text: str) -> Span:
    """The clause in which `label` is likeliest; the first of equals."""
    tokens = tokenize(text)
    if not tokens:
        return 0, len(text)
    numbers = clauses(tokens)
    parts = []
    for number in dict.fromkeys(numbers):
        inside = [t for t, n in zip(tokens, numbers) if n == number]
        while len(inside) > 1 and not inside[-1].is_word:
            inside.pop()
        parts.append((inside[0].start, inside[-1].end))
    if len(parts) == 1:
        return parts[0]
    return max(parts, key=lambda part: values.chances(slot, text[part[0] : part[1]])[label])
