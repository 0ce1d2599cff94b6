"""Which values an answer to a closed question states: the classifiers' part.

Linear classifiers and a neural network count half each. The network is one for all slots. The linear voices are two
per slot, their scores added: the slot's own classifier, which knows the words, and one that all slots share, which
knows the manner: for category and bool slots whether a text says yes, partly, no, being made or nothing (`pole`), for
multi slots whether the company of a named value affirms it (`mentions`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from routewijzer.understanding.contract import SlotInfo, slots
from routewijzer.understanding.data import NOTHING, Example
from routewijzer.understanding.features import Families, features
from routewijzer.understanding.linear import Linear, sigmoid, softmax, train
from routewijzer.understanding.mentions import company
from routewijzer.understanding.network import Network, Task

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


@dataclass(frozen=True)
class Voices:
    """The linear classifiers: `own` per slot, `poles` for all category and bool slots, `manner` for all multi slots."""

    own: Mapping[str, Linear]
    poles: Linear
    manner: Linear

    @classmethod
    def train(cls, examples: Mapping[str, Sequence[Example]], seen: Mapping[str, Families]) -> Voices:
        """Classifiers that have learned from the answers per slot; `seen` holds the features of their texts."""
        texts = {slot: [seen[e.text] for e in given] for slot, given in examples.items()}
        poles = train(
            [families for given in texts.values() for families in given],
            [frozenset([pole(e.label)]) for given in examples.values() for e in given],
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
        own = {slot: _train_own(slots()[slot], texts[slot], given) for slot, given in examples.items()}
        return cls(own, poles, manner)

    def scores(self, slot: str, text: str, families: Families) -> dict[str, float]:
        """One raw score (logit) per label of the slot for `text` with its features."""
        model = self.own[slot]
        shared = dict(zip(self.poles.labels, self.poles.scores(families).tolist()))
        if slots()[slot].kind == "multi":
            beside = {EMPTY: POLE_WEIGHT * shared["nee"], NOTHING: POLE_WEIGHT * shared[NOTHING]}
            beside |= {v: COMPANY_WEIGHT * float(self.manner.scores(f)[0]) for v, f in company(slot, text).items()}
        else:
            beside = {label: POLE_WEIGHT * shared[pole(label)] for label in model.labels}
        return {label: score + beside[label] for label, score in zip(model.labels, model.scores(families).tolist())}

    def arrays(self) -> dict[str, np.ndarray]:
        """What to store."""
        arrays = self.poles.arrays("poles") | self.manner.arrays("manner")
        for slot, model in self.own.items():
            arrays |= model.arrays(f"own.{slot}")
        return arrays

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> Voices:
        """The classifiers as stored."""
        names = {key.split("/")[0] for key in arrays}
        own = {name[4:]: Linear.from_arrays(arrays, name) for name in names if name.startswith("own.")}
        return cls(own, Linear.from_arrays(arrays, "poles"), Linear.from_arrays(arrays, "manner"))


@dataclass(frozen=True)
class Values:
    """What the linear classifiers and the network say of an answer, half and half."""

    voices: Voices
    network: Network

    def chances(self, slot: str, text: str) -> dict[str, float]:
        """Per label (values, `-`, and `[]` for a multi slot) how likely the answer `text` states it.

        Those of a category or bool slot add up to one; those of a multi slot stand each by itself.
        """
        families = features(text)
        one, other = self.voices.scores(slot, text, families), self.network.scores(slot, families)
        both = np.array([(score + other[label]) / 2 for label, score in one.items()])
        chances = sigmoid(both) if slots()[slot].kind == "multi" else softmax(both)
        return dict(zip(one, chances.tolist()))

    def arrays(self) -> dict[str, np.ndarray]:
        """What to store."""
        return self.voices.arrays() | self.network.arrays("network")

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> Values:
        """What is stored."""
        return cls(Voices.from_arrays(arrays), Network.from_arrays(arrays, "network"))


def train_network(examples: Mapping[str, Sequence[Example]], seen: Mapping[str, Families]) -> Network:
    """A network that has learned from the answers per slot; `seen` holds the features of their texts."""
    tasks = {slot: Task(_labels(slots()[slot]), slots()[slot].kind != "multi") for slot in examples}
    rows = [(slot, seen[e.text], frozenset(e.label.split("+"))) for slot, given in examples.items() for e in given]
    return Network.train(tasks, rows)


def _labels(info: SlotInfo) -> tuple[str, ...]:
    return (*info.values, EMPTY, NOTHING) if info.kind == "multi" else (*info.values, NOTHING)


def _train_own(info: SlotInfo, texts: Sequence[Families], examples: Sequence[Example]) -> Linear:
    if info.kind == "multi":
        targets = [frozenset(example.label.split("+")) for example in examples]
        return train(texts, targets, _labels(info), exclusive=False, cost=30.0)
    targets = [frozenset([example.label]) for example in examples]
    known = {example.label for example in examples}
    return train(texts, targets, [v for v in _labels(info) if v in known], exclusive=True, cost=10.0)


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
