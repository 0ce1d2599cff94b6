"""Reading policy passages: from any text to the values it states, without a question that was asked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from routewijzer.understanding import passages_data
from routewijzer.understanding.contract import slots
from routewijzer.understanding.features import features
from routewijzer.understanding.linear import Linear, sigmoid, train
from routewijzer.understanding.reading import Found
from routewijzer.understanding.text import sentences

FILE = "passages.npz"
CLASSIFIED = ("category", "multi", "bool")


def labels_of(values: dict[str, Any]) -> frozenset[str]:
    """The labels `slot=value` of a sentence's values, one per value for a multi slot; text and numbers are left out."""
    found = set()
    for slot, value in values.items():
        if slots()[slot].kind in CLASSIFIED:
            for one in value if isinstance(value, list) else [value]:
                found.add(f"{slot}={'ja' if one is True else 'nee' if one is False else one}")
    return frozenset(found)


class Reader:
    """Reads values from passages. `threshold` is how sure a value must be."""

    def __init__(self, model: Linear, threshold: float = 0.5) -> None:
        self.model = model
        self.threshold = threshold

    @classmethod
    def train(cls, examples: Sequence[passages_data.Sentence] | None = None) -> Reader:
        """A reader that has learned from `examples`, by default all those of the knowledge base."""
        examples = passages_data.sentences() if examples is None else examples
        targets = [labels_of(example.values) for example in examples]
        labels = sorted({label for target in targets for label in target})
        return cls(train([features(e.text) for e in examples], targets, labels, exclusive=False, cost=30.0))

    def save(self, directory: Path) -> None:
        """Store the reader as `passages.npz` in `directory`."""
        np.savez_compressed(directory / FILE, **self.model.arrays("values"))

    @classmethod
    def load(cls, directory: Path) -> Reader:
        """The reader stored in `directory`. Raises FileNotFoundError when there is none."""
        with np.load(directory / FILE, allow_pickle=False) as arrays:
            return cls(Linear.from_arrays(arrays, "values"))

    def read(self, text: str) -> dict[str, Found]:
        """The values that `text` states, with the sentences that carry them."""
        best: dict[str, tuple[float, tuple[int, int]]] = {}
        for sentence in sentences(text):
            chances = sigmoid(self.model.scores(features(text[sentence.start : sentence.end])))
            for place in np.flatnonzero(chances >= self.threshold):
                label, chance = self.model.labels[place], float(chances[place])
                if chance > best.get(label, (0.0,))[0]:
                    best[label] = (chance, (sentence.start, sentence.end))
        found: dict[str, Found] = {}
        for name, slot in slots().items():
            held = [(v, *best[f"{name}={v}"]) for v in slot.values if f"{name}={v}" in best]
            if not held:
                continue
            if slot.kind == "multi":
                found[name] = Found([h[0] for h in held], min(h[1] for h in held), tuple(h[2] for h in held))
            else:
                value, chance, span = max(held, key=lambda h: h[1])
                found[name] = Found(value == "ja" if slot.kind == "bool" else value, chance, (span,))
        return found
