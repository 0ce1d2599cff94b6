"""Linear classifiers on sparse features: trained with scikit-learn, stored as arrays, run with numpy alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from routewijzer.understanding.features import Families

#: How much each family of features weighs: characters, words, concepts.
WEIGHTS = (1.0, 0.7, 1.2)


@dataclass(frozen=True)
class Linear:
    """Scores per label for a text's features; `hashes` are the known feature numbers in order."""

    labels: tuple[str, ...]
    hashes: np.ndarray
    idf: np.ndarray
    weights: np.ndarray
    bias: np.ndarray

    def scores(self, families: Families) -> np.ndarray:
        """One raw score (logit) per label."""
        total = self.bias.astype(np.float64).copy()
        for numbers, weight in zip(families, WEIGHTS):
            places, counts = self._known(numbers)
            if len(places):
                values = self.idf[places] * (1.0 + np.log(counts))
                total += (weight / np.sqrt(np.dot(values, values))) * (values @ self.weights[places])
        return total

    def _known(self, numbers: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
        unique, counts = np.unique(np.asarray(numbers, dtype=np.uint32), return_counts=True)
        places = np.searchsorted(self.hashes, unique)
        places[places == len(self.hashes)] = 0
        known = self.hashes[places] == unique if len(self.hashes) else np.zeros(len(unique), bool)
        return places[known], counts[known]

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


def sigmoid(scores: np.ndarray) -> np.ndarray:
    """Scores as independent probabilities."""
    return 1.0 / (1.0 + np.exp(-scores))


def softmax(scores: np.ndarray) -> np.ndarray:
    """Scores as probabilities of which exactly one holds."""
    exps = np.exp(scores - scores.max())
    return exps / exps.sum()


def train(
    texts: Sequence[Families],
    targets: Sequence[frozenset[str]],
    labels: Sequence[str],
    exclusive: bool,
    cost: float,
    weights: Sequence[float] | None = None,
    seldom: int = 2,
) -> Linear:
    """A classifier over `labels`; `targets` are the labels that hold per text, `exclusive`: always exactly one.

    `seldom`: features in fewer texts than this are left out.
    """
    from scipy.sparse import csr_matrix  # the libraries for training are not loaded when only reading
    from sklearn.linear_model import LogisticRegression

    counts: dict[int, int] = {}
    for families in texts:
        for number in {number for family in families for number in family}:
            counts[number] = counts.get(number, 0) + 1
    hashes = np.array(sorted(number for number, times in counts.items() if times >= seldom), dtype=np.uint32)
    idf = np.array([1.0 + np.log((1 + len(texts)) / (1 + counts[int(h)])) for h in hashes], dtype=np.float32)
    blank = Linear(tuple(labels), hashes, idf, np.zeros((len(hashes), 1), np.float32), np.zeros(1, np.float32))
    data, columns, starts = [], [], [0]
    for families in texts:
        row: dict[int, float] = {}
        for numbers, weight in zip(families, WEIGHTS):
            places, times = blank._known(numbers)
            if len(places):
                values = idf[places] * (1.0 + np.log(times))
                values *= weight / np.sqrt(np.dot(values, values))
                for place, value in zip(places.tolist(), values.tolist()):
                    row[place] = row.get(place, 0.0) + value
        columns.extend(row)
        data.extend(row.values())
        starts.append(len(columns))
    matrix = csr_matrix((data, columns, starts), shape=(len(texts), len(hashes)))
    sample = None if weights is None else np.asarray(weights)
    if exclusive:
        target = np.array([next(iter(t)) for t in targets])
        model = LogisticRegression(C=cost, max_iter=300, class_weight="balanced").fit(matrix, target, sample)
        order = [list(model.classes_).index(label) for label in labels]
        if len(labels) == 2:
            coefficients = np.vstack([-model.coef_[0] / 2, model.coef_[0] / 2])
            bias = np.array([-model.intercept_[0] / 2, model.intercept_[0] / 2])
        else:
            coefficients, bias = model.coef_, model.intercept_
        coefficients, bias = coefficients[order], bias[order]
    else:
        rows, biases = [], []
        for label in labels:
            target = np.array([label in t for t in targets])
            if target.all() or not target.any():
                rows.append(np.zeros(len(hashes)))
                biases.append(8.0 if target.all() else -8.0)
                continue
            model = LogisticRegression(C=cost, max_iter=300, solver="liblinear").fit(matrix, target, sample)
            rows.append(model.coef_[0])
            biases.append(float(model.intercept_[0]))
        coefficients, bias = np.vstack(rows), np.array(biases)
    return Linear(tuple(labels), hashes, idf, coefficients.T.astype(np.float32), bias.astype(np.float32))
