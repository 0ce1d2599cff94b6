"""One small neural network for all questions: a way of speaking that is learned at one helps to understand another.

Two layers between the features of a text, with the question as one more feature, and the labels of that question.
Trained and run with numpy (and scipy's sparse matrices while training).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from routewijzer.understanding.features import Families
from routewijzer.understanding.linear import matrix, weighed

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_WIDTH = 96
_ROUNDS = 6
_BATCH = 128
#: Features in fewer texts than this are left out.
_SELDOM = 4
#: How far one step goes: for the features, of which each text holds few, and for the layers.
_STEP_FEATURES = 0.05
_STEP_LAYERS = 0.002
#: The share of features and of inner values that is left out at random while training, so that none is leaned on.
_DROP_FEATURES = 0.1
_DROP_INNER = 0.3


@dataclass(frozen=True)
class Task:
    """A question to learn: its labels, and whether always exactly one of them holds."""

    labels: tuple[str, ...]
    exclusive: bool


@dataclass(frozen=True)
class Network:
    """Scores per label of a question for a text's features.

    `starts` tells per question, in the order of `names`, where its `labels` begin among those of all.
    """

    names: np.ndarray
    starts: np.ndarray
    labels: np.ndarray
    hashes: np.ndarray
    idf: np.ndarray
    table: np.ndarray
    questions: np.ndarray
    middle: np.ndarray
    middle_bias: np.ndarray
    last: np.ndarray
    last_bias: np.ndarray

    def scores(self, name: str, families: Families) -> dict[str, float]:
        """One raw score (logit) per label of the question `name`."""
        row = int(np.searchsorted(self.names, name))
        inner = self.questions[row].astype(np.float32)
        for places, values in weighed(self.hashes, self.idf, families):
            inner = inner + values @ self.table[places].astype(np.float32)
        inner = np.maximum(inner, 0)
        inner = np.maximum(inner @ self.middle + self.middle_bias, 0) + inner
        own = slice(self.starts[row], self.starts[row + 1])
        scores = inner @ self.last[:, own] + self.last_bias[own]
        return dict(zip(self.labels[own].tolist(), scores.tolist()))

    def arrays(self, name: str) -> dict[str, np.ndarray]:
        """What to store, under keys that begin with `name`."""
        return {f"{name}/{field.name}": getattr(self, field.name) for field in fields(self)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray], name: str) -> Network:
        """The network stored under `name`."""
        return cls(*(arrays[f"{name}/{field.name}"] for field in fields(cls)))

    @classmethod
    def train(
        cls, tasks: Mapping[str, Task], examples: Sequence[tuple[str, Families, frozenset[str]]], seed: int = 0
    ) -> Network:
        """A network that has learned from `examples`: question, features, and the labels that hold."""
        names = sorted(tasks)
        starts = np.cumsum([0, *(len(tasks[name].labels) for name in names)])
        labels = [label for name in names for label in tasks[name].labels]
        hashes, idf, texts = matrix([families for _, families, _ in examples], _SELDOM)
        asked = np.array([names.index(name) for name, _, _ in examples])
        wanted = np.zeros((len(examples), len(labels)), np.float32)
        for number, (name, _, held) in enumerate(examples):
            at = starts[names.index(name)]
            wanted[number, [at + tasks[name].labels.index(label) for label in held]] = 1
        own = np.zeros((len(names), len(labels)), bool)
        for row in range(len(names)):
            own[row, starts[row] : starts[row + 1]] = True
        exclusive = np.array([tasks[name].exclusive for name in names])
        learned = _descend(texts.astype(np.float32), asked, wanted, own, exclusive, np.random.default_rng(seed))
        table = learned.pop("table").astype(np.float16)
        return cls(np.array(names), starts, np.array(labels), hashes, idf, table, **learned)


def _descend(
    texts: csr_matrix,
    asked: np.ndarray,
    wanted: np.ndarray,
    own: np.ndarray,
    exclusive: np.ndarray,
    chance: np.random.Generator,
) -> dict[str, np.ndarray]:
    """The weights after `_ROUNDS` rounds of gradient descent: Adagrad for the features, Adam for the layers."""
    from scipy.sparse import csr_matrix  # the libraries for training are not loaded when only reading

    def drawn(*shape: int, scale: float = 0.1) -> np.ndarray:
        return (chance.standard_normal(shape) * scale).astype(np.float32)

    def kept(shape: int | tuple[int, ...], dropped: float) -> np.ndarray:
        return (chance.random(shape, np.float32) > dropped).astype(np.float32) / np.float32(1 - dropped)

    inner_scale = _WIDTH**-0.5
    table = drawn(texts.shape[1], _WIDTH)
    layers = {
        "questions": drawn(len(own), _WIDTH),
        "middle": drawn(_WIDTH, _WIDTH, scale=inner_scale),
        "middle_bias": np.zeros(_WIDTH, np.float32),
        "last": drawn(_WIDTH, wanted.shape[1], scale=inner_scale),
        "last_bias": np.zeros(wanted.shape[1], np.float32),
    }
    squares = np.full(len(table), 0.01, np.float32)
    steps = _Adam(layers)
    for _ in range(_ROUNDS):
        order = chance.permutation(len(asked))
        for start in range(0, len(order), _BATCH):
            numbers = order[start : start + _BATCH]
            row, batch = asked[numbers], texts[numbers]
            used, columns = np.unique(batch.indices, return_inverse=True)
            shape = (len(numbers), len(used))
            batch = csr_matrix((batch.data * kept(len(batch.data), _DROP_FEATURES), columns, batch.indptr), shape)
            rows = table[used]
            first = batch @ rows + layers["questions"][row]
            mask = kept(first.shape, _DROP_INNER) * (first > 0)
            inner = first * mask
            second = inner @ layers["middle"] + layers["middle_bias"]
            outer = np.maximum(second, 0) + inner
            scores = outer @ layers["last"] + layers["last_bias"]
            fault = _fault(scores, wanted[numbers], own[row], exclusive[row])
            back = fault @ layers["last"].T
            back_second = back * (second > 0)
            back_first = (back_second @ layers["middle"].T + back) * mask
            questions = np.zeros_like(layers["questions"])
            np.add.at(questions, row, back_first)
            steps.take(
                {
                    "questions": questions,
                    "middle": inner.T @ back_second,
                    "middle_bias": back_second.sum(0),
                    "last": outer.T @ fault,
                    "last_bias": fault.sum(0),
                }
            )
            slope = batch.T @ back_first
            squares[used] += np.einsum("ij,ij->i", slope, slope) / _WIDTH
            slope *= (_STEP_FEATURES / np.sqrt(squares[used]))[:, None]
            rows -= slope
            table[used] = rows
    return {"table": table, **layers}


def _fault(scores: np.ndarray, wanted: np.ndarray, own: np.ndarray, exclusive: np.ndarray) -> np.ndarray:
    """The slope of the loss by the scores: cross entropy over the labels of the text's own question."""
    only_own = np.where(own, scores, -np.inf)
    powers = np.exp(only_own - only_own.max(1, keepdims=True))
    one_of = powers / powers.sum(1, keepdims=True)
    each = 1 / (1 + np.exp(-np.clip(scores, -30, 30)))
    return np.where(own, np.where(exclusive[:, None], one_of, each) - wanted, 0).astype(np.float32)


class _Adam:
    """Steps down the slopes, each weight at a pace of its own (Kingma and Ba, 2015)."""

    def __init__(self, weights: dict[str, np.ndarray]) -> None:
        self._weights = weights
        self._means = {name: np.zeros_like(values) for name, values in weights.items()}
        self._squares = {name: np.zeros_like(values) for name, values in weights.items()}
        self._count = 0

    def take(self, slopes: Mapping[str, np.ndarray]) -> None:
        """One step, in place."""
        self._count += 1
        for name, slope in slopes.items():
            mean, square = self._means[name], self._squares[name]
            mean += 0.1 * (slope - mean)
            square += 0.001 * (slope * slope - square)
            sure = np.sqrt(square / (1 - 0.999**self._count)) + 1e-8
            self._weights[name] -= _STEP_LAYERS * (mean / (1 - 0.9**self._count)) / sure
