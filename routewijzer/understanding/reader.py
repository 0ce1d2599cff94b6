"""Reading a text with the trained models: the act, the values, the doubts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np

from routewijzer.understanding import evidence, passages
from routewijzer.understanding.contract import CLOSED, slots, to_value
from routewijzer.understanding.features import features
from routewijzer.understanding.figures import Figures
from routewijzer.understanding.glossary import find_term
from routewijzer.understanding.linear import Linear, softmax
from routewijzer.understanding.names import municipality
from routewijzer.understanding.options import chosen
from routewijzer.understanding.reading import Found, Reading
from routewijzer.understanding.text import clean
from routewijzer.understanding.values import Values, readings

#: At least this sure: noted. Less: the two best readings are put to the person, unless it is
#: this likely that the text states nothing at all.
SURE = 0.85
NOTHING_STATED = 0.97
#: How sure a value must be that was volunteered beside the asked one.
VOLUNTEERED = 0.9
#: How sure an act must be to interrupt an open question, where nearly everything is an answer.
INTERRUPTS_OPEN = 0.6
FILE = "understanding.npz"


class Understanding:
    """The trained understanding; make it with `Understanding.load`."""

    def __init__(self, acts: Linear, values: Values, figures: Figures, passage_reader: passages.Reader) -> None:
        self._acts = acts
        self._values = values
        self._figures = figures
        self._passages = passage_reader

    @classmethod
    def load(cls, folder: Path) -> Understanding:
        """The understanding stored in `folder` by `ensure_trained`. Raises FileNotFoundError when there is none."""
        with np.load(folder / FILE, allow_pickle=False) as stored:
            arrays = dict(stored)
        return cls(
            Linear.from_arrays(arrays, "acts"),
            Values.from_arrays(arrays),
            Figures.from_arrays(arrays),
            passages.Reader.load(folder),
        )

    def read(self, text: str, asked: str | None = None) -> Reading:
        """A turn of the conversation, while `asked` (a slot) is the open question."""
        text = clean(text)
        act, confidence = self._act(text)
        kind = slots()[asked].kind if asked else None
        found: dict[str, Found] = {}
        doubt: dict[str, list[Found]] = {}
        if kind in CLOSED:
            assert asked is not None
            best = self._answer(asked, text)
            sure = bool(best) and best[0].confidence >= SURE
            if act not in ("answer", "affirm", "deny") and sure and confidence < 0.6:
                act = "answer"
            if sure:
                found[asked] = best[0]
            elif act in ("answer", "affirm", "deny") and len(best) > 1:
                doubt[asked] = best[:2]
        elif kind == "text":
            assert asked is not None
            if act in ("affirm", "deny") or confidence < INTERRUPTS_OPEN or len(text.split()) > 14:
                act = "answer"
            if act == "answer":
                found[asked] = self._open(asked, text)
        if act in ("answer", "correct") or found:
            found = self._volunteered(text, asked) | found
        return Reading(act, confidence, found, doubt, find_term(text) if act == "define" else None)

    def extract(self, text: str, asked: str | None = None) -> dict[str, Found]:
        """The values that a text states, whatever the turn does. Raises ValueError for an unknown slot."""
        if asked is not None and asked not in slots():
            raise ValueError(f"there is no slot {asked!r}")
        text = clean(text)
        found = self._passages.read(text)
        if asked is None or not text.strip():
            return found
        if slots()[asked].kind == "text":
            return found | {asked: self._open(asked, text)}
        best = self._answer(asked, text)
        found.pop(asked, None)
        return found | ({asked: best[0]} if best and best[0].confidence >= SURE else {})

    def _act(self, text: str) -> tuple[str, float]:
        chances = softmax(self._acts.scores(features(text)))
        best = int(chances.argmax())
        return self._acts.labels[best], float(chances[best])

    def _volunteered(self, text: str, asked: str | None) -> dict[str, Found]:
        return {
            slot: one
            for slot, one in self._passages.read(text).items()
            if slot != asked and one.confidence >= VOLUNTEERED
        }

    def _open(self, slot: str, text: str) -> Found:
        """The answer to an open question: the text itself, or the name in it."""
        start, end = municipality(text) if slot == "gemeente" else _stripped(text)
        return Found(text[start:end], 1.0, ((start, end),))

    def _answer(self, slot: str, text: str) -> list[Found]:
        """The readings of the answer to a closed question, best first; empty when the text states no value."""
        info = slots()[slot]
        if info.kind in ("year", "amount"):
            nothing, figures = self._figures.read(info.kind, text, date.today())
            return figures if nothing < NOTHING_STATED else []
        label = chosen(slot, text)
        if label is not None:
            return [Found(to_value(info, label), 1.0, evidence.places(self._values, slot, label, text))]
        nothing, best = readings(info, self._values.chances(slot, text))
        if nothing >= NOTHING_STATED:
            return []
        return [
            Found(to_value(info, label), confidence, evidence.places(self._values, slot, label, text))
            for label, confidence in best[:2]
        ]


def _stripped(text: str) -> tuple[int, int]:
    start = len(text) - len(text.lstrip())
    return start, max(start, len(text.rstrip()))
