"""Linear classifiers on sparse features: trained with scikit-learn, stored as arrays, run with numpy alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from routewijzer.understanding.features import WEIGHTS, Families


@dataclass(frozen=True)
class Linear:
    """Scores per label for a text's features; `hashes` are the known feature numbers in order.

    The weights are kept in 16 bits, which halves what the process holds.
    """

    labels: tuple[str, ...]
    hashes: np.ndarray
    idf: np.ndarray
    weights: np.ndarray
    bias: np.ndarray

    def scores(self, families: Families) -> np.ndarray:
        """One raw score (logit) per label."""
        total = self.bias.astype(np.float64)
        for places, values in weighed(self.hashes, self.idf, families):
            total = total + values @ self.weights[places].astype(np.float32)
        return total

    def arrays(self, name: str) -> dict[str, np.ndarray]:
        """What to store, under keys that begin with `name`."""
        return {
            f"{name}/labels": np.array(self.labels),
            f"{name}/hashes": self.hashes,
            f"{name}/idf": self.idf,
            f"{name}/weights": self.weights,
            f"{name}/bias": self.bias,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray], name: str) -> Linear:
        """The classifier stored under `name`."""
        return cls(
            tuple(str(label) for label in arrays[f"{name}/labels"]),
            *(arrays[f"{name}/{part}"] for part in ("hashes", "idf", "weights", "bias")),
        )


def weighed(hashes: np.ndarray, idf: np.ndarray, families: Families) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Per family with known features: their places in `hashes`, and how much each of them weighs in the text."""
    for numbers, weight in zip(families, WEIGHTS):
        places = _places(hashes, numbers)
        if len(places):
            values = idf[places]
            yield places, values * (weight / np.sqrt(np.dot(values, values)))


def _places(hashes: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """Where the known ones among the feature numbers stand in `hashes`."""
    places = np.searchsorted(hashes, numbers)
    places[places == len(hashes)] = 0
    return places[hashes[places] == numbers]


def sigmoid(scores: np.ndarray) -> np.ndarray:
    """Scores as independent probabilities."""
    return 1.0 / (1.0 + np.exp(-scores))


def softmax(scores: np.ndarray) -> np.ndarray:
    """Scores as probabilities of which exactly one holds."""
    exps = np.exp(scores - scores.max())
    return exps / exps.sum()


def matrix(texts: Sequence[Families], seldom: int):
    """(hashes, idf, matrix) of the texts; features in fewer than `seldom` texts are left out."""
    from scipy.sparse import csr_matrix  # the libraries for training are not loaded when only reading

    everything = np.concatenate([numbers for families in texts for numbers in families])
    hashes, counts = np.unique(everything, return_counts=True)
    known = counts >= seldom
    hashes, counts = hashes[known], counts[known]
    idf = (1.0 + np.log((1 + len(texts)) / (1 + counts))).astype(np.float32)
    columns, data, starts = [], [], [0]
    for families in texts:
        size = 0
        for places, values in weighed(hashes, idf, families):
            columns.append(places)
            data.append(values)
            size += len(places)
        starts.append(starts[-1] + size)
    shape = (len(texts), len(hashes))
    return hashes, idf, csr_matrix((np.concatenate(data), np.concatenate(columns), starts), shape=shape)


def train(
    texts: Sequence[Families],
    targets: Sequence[frozenset[str]],
    labels: Sequence[str],
    exclusive: bool,
    cost: float,
    seldom: int = 2,
) -> Linear:
    """A classifier over `labels`; `targets` are the labels that hold per text, `exclusive`: always exactly one.

    `seldom`: features in fewer texts than this are left out.
    """
    from sklearn.linear_model import LogisticRegression

    hashes, idf, rows = matrix(texts, seldom)
    if exclusive:
        target = np.array([next(iter(t)) for t in targets])
        # An eighth of the time of the default solver, for 0.1 to 0.3 points of answers of unknown writers.
        model = LogisticRegression(C=cost, solver="saga", tol=0.005, class_weight="balanced", random_state=0)
        model.fit(rows, target)
        weights, bias = model.coef_, model.intercept_
        if len(labels) == 2:
            weights, bias = np.vstack([-weights[0], weights[0]]) / 2, np.array([-bias[0], bias[0]]) / 2
        order = [list(model.classes_).index(label) for label in labels]
        weights, bias = weights[order], bias[order]
    else:
        weights, bias = np.zeros((len(labels), len(hashes))), np.full(len(labels), -8.0)
        # One after the other: the solver draws from one source for the whole process, so that threads would make every
        # training come out a little different.
        for row, label in enumerate(labels):
            target = np.array([label in held for held in targets])
            if target.any() and not target.all():
                # A tolerance ten times as wide takes two thirds of the time and finds the same.
                model = LogisticRegression(C=cost, solver="liblinear", dual=True, tol=1.0, random_state=0)
                model.fit(rows, target)
                weights[row], bias[row] = model.coef_[0], model.intercept_[0]
    return Linear(tuple(labels), hashes, idf, weights.T.astype(np.float16), bias.astype(np.float32))


def train_margins(texts: Sequence[Families], targets: Sequence[str], labels: Sequence[str], seldom: int = 2) -> Linear:
    """A classifier of which the highest score tells the one label that holds; its scores are no logits.

    It tells many labels apart better than `train`, and in less time.
    """
    from sklearn.svm import LinearSVC

    hashes, idf, rows = matrix(texts, seldom)
    model = LinearSVC(C=1.0, random_state=0).fit(rows, np.array(targets))
    order = [list(model.classes_).index(label) for label in labels]
    weights, bias = model.coef_[order], model.intercept_[order]
    return Linear(tuple(labels), hashes, idf, weights.T.astype(np.float16), bias.astype(np.float32))
