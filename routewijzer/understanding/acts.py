"""What a turn does: which intent of `kennisbank/contract/acts.yml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from routewijzer.understanding.contract import slots
from routewijzer.understanding.data import NOTHING, Example
from routewijzer.understanding.features import Families, features
from routewijzer.understanding.linear import Linear, train, train_margins
from routewijzer.understanding.values import pole

ANSWER = "answer"
#: Acts that can carry a value: "ja" at a yes/no question.
ANSWERING = (ANSWER, "affirm", "deny")


class Acts:
    """Two classifiers: whether a turn is an answer or something else, and if something else, what."""

    def __init__(self, gate: Linear, kinds: Linear) -> None:
        self._gate = gate
        self._kinds = kinds

    @classmethod
    def train(
        cls,
        acts: Sequence[Example],
        answers: Mapping[str, Sequence[Example]],
        open_answers: Sequence[Example],
        seen: Mapping[str, Families],
    ) -> Acts:
        """What is learned from turns labelled by act, and from answers to closed and to open questions.

        `seen` holds the features of all their texts.
        """
        # Half of the answers is enough to tell what an answer is; all of them would take twice as long.
        stated = [e for slot, given in answers.items() for e in given if _is_clearly_answer(slot, e)][::2]
        others = [seen[e.text] for e in acts]
        texts = others + [seen[e.text] for e in (*stated, *open_answers)]
        names = [e.label for e in acts]
        targets = names + [ANSWER] * (len(texts) - len(others))
        labels = sorted(set(names))
        gate = train(texts, [frozenset([t]) for t in targets], [*labels, ANSWER], exclusive=False, cost=10.0)
        return cls(gate, train_margins(others, names, labels))

    def read(self, text: str) -> tuple[str, float]:
        """The likeliest act that is no answer, and by how much (in logits) it is likelier than an answer."""
        families = features(text)
        scores = dict(zip(self._gate.labels, self._gate.scores(families).tolist()))
        answer = scores.pop(ANSWER)
        best = self._kinds.labels[int(self._kinds.scores(families).argmax())]
        return best, max(scores.values()) - answer

    def arrays(self) -> dict[str, np.ndarray]:
        """What to store."""
        return self._gate.arrays("gate") | self._kinds.arrays("kinds")

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> Acts:
        """The classifiers as stored."""
        return cls(Linear.from_arrays(arrays, "gate"), Linear.from_arrays(arrays, "kinds"))


def _is_clearly_answer(slot: str, example: Example) -> bool:
    """Not the bare ja or nee that is an act as well, nor the short or asking text that states nothing."""
    words = len(example.text.split())
    if example.label == NOTHING:
        return words >= 5 and not example.text.rstrip().endswith("?")
    bare = slots()[slot].kind in ("bool", "category") and pole(example.label) in ("ja", "nee")
    return not (bare and words <= 3)
