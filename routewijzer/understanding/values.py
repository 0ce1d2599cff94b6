"""Which values an answer to a closed question states: the classifiers' part.

Two voices are heard per slot and their scores added: the slot's own classifier, which knows the words, and one that
all slots share, which knows the manner: for category and bool slots whether a text says yes, partly, no, being made or
nothing (`pole`), for multi slots whether the company of a named value affirms it (`mentions`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from routewijzer.understanding.augment import augmented
from routewijzer.understanding.contract import SlotInfo, slots
from routewijzer.understanding.data import NOTHING, Example
from routewijzer.understanding.features import Families, features
from routewijzer.understanding.linear import Linear, sigmoid, softmax, train
from routewijzer.understanding.mentions import company

EMPTY = "[]"
#: How much the shared voices count beside the slot's own.
POLE_WEIGHT = 0.5
COMPANY_WEIGHT = 0.5
_POLES = {"ja": "ja", "deels": "deels", "nee": "nee", "geen": "nee", EMPTY: "nee", NOTHING: NOTHING}
_POLES |= {"in_ontwikkeling": "bezig", "bezig": "bezig", "voornemen": "bezig"}
POLES = ("ja", "deels", "nee", "bezig", "waarde", NOTHING)


def pole(label: str) -> str:
    """What a label of any category or bool slot comes down to; `waarde` for values of a slot's own."""
    return _POLES.get(label, "waarde")


class Values:
    """The classifiers of all category, bool and multi slots."""

    def __init__(self, own: Mapping[str, Linear], poles: Linear, manner: Linear) -> None:
        self.own = own
        self.poles = poles
        self.manner = manner

    @classmethod
    def train(cls, examples: Mapping[str, Sequence[Example]]) -> Values:
        """Classifiers that have learned from the answers per slot."""
        examples = augmented(examples)
        everything = [example for given in examples.values() for example in given]
        seen = {text: features(text) for text in dict.fromkeys(e.text for e in everything)}
        poles = train(
            [seen[e.text] for e in everything],
            [frozenset([pole(e.label)]) for e in everything],
            POLES,
            exclusive=False,
            cost=3.0,
        )
        rows, targets = [], []
        for slot, given in examples.items():
            if slots()[slot].kind == "multi":
                for example in given:
                    for value, families in company(slot, example.text).items():
                        rows.append(families)
                        targets.append(frozenset(["ja"] if value in example.label.split("+") else []))
        manner = train(rows, targets, ("ja",), exclusive=False, cost=3.0)
        return cls({slot: _train_own(slots()[slot], given, seen) for slot, given in examples.items()}, poles, manner)

    def chances(self, slot: str, text: str) -> dict[str, float]:
        """Per label (values, `-`, and `[]` for a multi slot) how likely the answer `text` states it.

        Those of a category or bool slot add up to one; those of a multi slot stand each by itself.
        """
        model, families = self.own[slot], features(text)
        scores = model.scores(families)
        shared = dict(zip(self.poles.labels, self.poles.scores(families)))
        if slots()[slot].kind == "multi":
            shared = {EMPTY: POLE_WEIGHT * shared["nee"], NOTHING: POLE_WEIGHT * shared[NOTHING]}
            shared |= {v: COMPANY_WEIGHT * float(self.manner.scores(f)[0]) for v, f in company(slot, text).items()}
            scores = scores + np.array([shared[label] for label in model.labels])
            return dict(zip(model.labels, sigmoid(scores).tolist()))
        scores = scores + POLE_WEIGHT * np.array([shared[pole(label)] for label in model.labels])
        return dict(zip(model.labels, softmax(scores).tolist()))

    def arrays(self) -> dict[str, np.ndarray]:
        """What to store."""
        arrays = self.poles.arrays("poles") | self.manner.arrays("manner")
        for slot, model in self.own.items():
            arrays |= model.arrays(f"own.{slot}")
        return arrays

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> Values:
        """The classifiers as stored."""
        names = {key.split("/")[0] for key in arrays}
        own = {name[4:]: Linear.from_arrays(arrays, name) for name in names if name.startswith("own.")}
        return cls(own, Linear.from_arrays(arrays, "poles"), Linear.from_arrays(arrays, "manner"))


def _train_own(info: SlotInfo, examples: Sequence[Example], seen: Mapping[str, Families]) -> Linear:
    texts = [seen[example.text] for example in examples]
    if info.kind == "multi":
        targets = [frozenset(example.label.split("+")) for example in examples]
        return train(texts, targets, (*info.values, EMPTY, NOTHING), exclusive=False, cost=30.0)
    targets = [frozenset([example.label]) for example in examples]
    known = {example.label for example in examples}
    return train(texts, targets, [v for v in (*info.values, NOTHING) if v in known], exclusive=True, cost=10.0)


def readings(info: SlotInfo, chances: Mapping[str, float]) -> tuple[float, list[tuple[str, float]]]:
    """(how likely the text states no value, the readings as (label, confidence) with the likeliest first)."""
    if info.kind != "multi":
        stated = [(label, chance) for label, chance in chances.items() if label != NOTHING]
        return chances.get(NOTHING, 0.0), sorted(stated, key=lambda reading: -reading[1])
    sure = {value: max(chances[value], 1 - chances[value]) for value in info.values}
    best = [value for value in info.values if chances[value] >= 0.5]
    confidence = float(np.prod(list(sure.values()))) * (1 - chances[NOTHING])
    found = [(_joined(info, best), confidence)]
    for value in sorted(info.values, key=lambda value: sure[value])[:2]:
        other = set(best) ^ {value}
        if other or not best:
            found.append((_joined(info, other), confidence * (1 - sure[value]) / sure[value]))
    if best:
        return chances[NOTHING], found
    if chances[EMPTY] >= max(chances[NOTHING], 0.5):
        return chances[NOTHING], [(EMPTY, min(confidence, chances[EMPTY])), *found[1:]]
    return max(chances[NOTHING], 1 - max(found[1][1], chances[EMPTY])), [*found[1:], (EMPTY, chances[EMPTY])]


def _joined(info: SlotInfo, values: Iterable[str]) -> str:
    chosen = set(values)
    return "+".join(value for value in info.values if value in chosen)
