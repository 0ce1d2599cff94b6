"""Which of the years or amounts in a text is the one asked for: learned from the company that figures keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from spacy.tokens import Doc

from routewijzer.understanding.amounts import amounts_in
from routewijzer.understanding.contract import slots, to_value
from routewijzer.understanding.data import NOTHING, Example
from routewijzer.understanding.features import Families, number
from routewijzer.understanding.language import parse
from routewijzer.understanding.lexicon import Match, matches
from routewijzer.understanding.linear import Linear, softmax, train
from routewijzer.understanding.mentions import around
from routewijzer.understanding.numbers import Figure
from routewijzer.understanding.reading import Found
from routewijzer.understanding.text import end_of
from routewijzer.understanding.years import years_in

#: The lists of cues (`kennisbank/taal`) that bear on each kind of figure.
_CUES = {"year": "jaren", "amount": "bedragen"}
#: A text that names no more than this many words beside the figure is an answer by its figure alone.
_BARE = 3


class Figures:
    """Reads years and amounts; one classifier for each of the two kinds of slot."""

    def __init__(self, models: Mapping[str, Linear]) -> None:
        self._models = models

    @classmethod
    def train(cls, examples: Mapping[str, Sequence[Example]], today: date) -> Figures:
        """A reader that has learned from the answers per year or amount slot."""
        models = {}
        for slot, given in examples.items():
            kind = slots()[slot].kind
            rows: list[Families] = []
            targets: list[frozenset[str]] = []
            for example in given:
                golds = {_gold(slot, label, today) for label in (example.label, example.alternative) if label}
                doc = parse(example.text)
                figures = _figures(kind, doc, today)
                for figure, families in zip(figures, _company(kind, doc, figures, today)):
                    rows.append(families)
                    targets.append(frozenset(["ja"] if figure.value in golds else []))
            models[kind] = train(rows, targets, ("ja",), exclusive=False, cost=10.0)
        return cls(models)

    def read(self, kind: str, text: str, today: date) -> tuple[float, list[Found]]:
        """(how likely the text states no such figure, its figures with the likeliest first)."""
        doc = parse(text)
        figures = _figures(kind, doc, today)
        if not figures:
            return 1.0, []
        scores = [float(self._models[kind].scores(f)[0]) for f in _company(kind, doc, figures, today)]
        best: dict[int, tuple[float, Figure]] = {}
        for score, figure in zip(scores, figures):
            if figure.value not in best or score > best[figure.value][0]:
                best[figure.value] = score, figure
        ordered = sorted(best.values(), key=lambda item: -item[0])
        chances = softmax(np.array([0.0, *(score for score, _ in ordered)])).tolist()
        return chances[0], [
            Found(figure.value, chance, ((doc._.tokens[figure.first].idx, end_of(doc._.tokens[figure.last])),))
            for chance, (_, figure) in zip(chances[1:], ordered)
        ]

    def arrays(self) -> dict[str, np.ndarray]:
        """What to store."""
        return {key: array for kind, model in self._models.items() for key, array in model.arrays(f"{kind}s").items()}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> Figures:
        """The reader as stored."""
        return cls({kind: Linear.from_arrays(arrays, f"{kind}s") for kind in _CUES})


def _gold(slot: str, label: str, today: date) -> int | None:
    if label == NOTHING:
        return None
    if label.startswith("j-"):
        return today.year - int(label[2:])
    return to_value(slots()[slot], label)


def _figures(kind: str, doc: Doc, today: date) -> list[Figure]:
    return years_in(doc, today) if kind == "year" else amounts_in(doc)


def _company(kind: str, doc: Doc, figures: Sequence[Figure], today: date) -> list[Families]:
    """The features of each figure: the words around it, the cues near it, how it is written, its place among others."""
    tokens, clause = doc._.tokens, doc._.clauses
    owners = {place: {str(n)} for n, f in enumerate(figures) for place in range(f.first, f.last + 1)}
    cues = matches(doc, _CUES[kind])
    everywhere = {match.name for match in (*matches(doc, "concepten"), *matches(doc, "bereik"))}
    bare = len(tokens) - len(owners) <= _BARE
    values = sorted({figure.value for figure in figures})
    result = []
    for n, figure in enumerate(figures):
        inside = [place for place, c in enumerate(clause) if c == clause[figure.first] and place not in owners]
        words = around(tokens, owners, str(n), Match("", figure.first, figure.last))
        words += [f"cl{tokens[place].norm_}" for place in inside]
        words += [f"all{t.norm_}" for place, t in enumerate(tokens) if place not in owners]
        names = [
            f"kind={figure.kind}",
            f"bare={bare}",
            f"bare={bare}&{figure.kind}",
            f"of={min(len(values), 3)}",
            f"first={n == 0}&{len(figures) > 1}",
            f"last={n == len(figures) - 1}&{len(figures) > 1}",
            f"most={figure.value == values[-1]}&{len(values) > 1}",
            f"least={figure.value == values[0]}&{len(values) > 1}",
            f"size={_size(kind, figure.value, today)}",
        ]
        for cue in cues:
            if figure.first <= cue.first <= figure.last:
                continue
            side = "after" if cue.first > figure.last else "before"
            near = "near" if clause[cue.first] == clause[figure.first] else "far"
            names += [f"{near}={cue.name}", f"{near}&{side}={cue.name}"]
        names += [f"text={name}" for name in everywhere]
        result.append(tuple(np.unique(np.array([number(x) for x in part], np.uint32)) for part in (words, names)))
    return result


def _size(kind: str, value: int, today: date) -> int:
    if kind == "year":
        age = today.year - value
        return -1 if age < 0 else min(age, 12) // 3
    return len(str(value))
