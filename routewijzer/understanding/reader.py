"""Reading a text with the trained models: the act, the values, the doubts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np

from routewijzer.understanding.amounts import read_amounts
from routewijzer.understanding.contract import CLOSED, slots, to_value
from routewijzer.understanding.features import Families, features
from routewijzer.understanding.glossary import find_term
from routewijzer.understanding.linear import Linear, sigmoid, softmax
from routewijzer.understanding.names import municipality
from routewijzer.understanding.reading import Found, Reading
from routewijzer.understanding.text import clean
from routewijzer.understanding.years import read_years

#: At least this sure: noted. Less, but at least DOUBT: the two best readings are put to the person.
SURE = 0.55
DOUBT = 0.2
NOTHING = "-"


class Understanding:
    """The trained understanding; make it with `Understanding.load`."""

    def __init__(self, models: dict[str, Linear]) -> None:
        self._models = models

    @classmethod
    def load(cls, folder: Path) -> Understanding:
        """The understanding stored in `folder` by `ensure_trained`. Raises FileNotFoundError when there is none."""
        with np.load(folder / "understanding.npz", allow_pickle=False) as stored:
            arrays = dict(stored)
        names = {key.split("/")[0] for key in arrays}
        return cls({name: Linear.from_arrays(arrays, name) for name in names})

    def read(self, text: str, asked: str | None = None) -> Reading:
        """A turn of the conversation, while `asked` (a slot) is the open question."""
        text = clean(text)
        families = features(text)
        act, confidence = self._act(families)
        kind = slots()[asked].kind if asked else None
        found: dict[str, Found] = {}
        doubt: dict[str, list[Found]] = {}
        term = None
        if kind in CLOSED:
            best = self._values(text, families, asked)
            sure = best and best[0].confidence >= SURE
            if act in ("affirm", "deny") and kind in ("bool", "category") and sure:
                act = "answer"
            if act not in ("answer", "affirm", "deny") and sure and confidence < 0.6:
                act = "answer"
            if act == "answer" and best:
                if sure:
                    found[asked] = best[0]
                elif len(best) > 1:
                    doubt[asked] = best[:2]
        elif kind == "text":
            if act in ("affirm", "deny", "out_of_scope") or confidence < 0.5 or len(text.split()) > 14:
                act = "answer"
            if act == "answer":
                place = municipality(text) if asked == "gemeente" else (0, len(text))
                found[asked] = Found(text[place[0] : place[1]], confidence, (place,))
        if act == "define":
            term = find_term(text)
        return Reading(act, confidence, found, doubt, term)

    def extract(self, text: str, asked: str | None = None) -> dict[str, Found]:
        """The values that a text states, whatever the turn does. Raises ValueError for an unknown slot."""
        if asked is not None and asked not in slots():
            raise ValueError(f"there is no slot {asked!r}")
        text = clean(text)
        if asked is None:
            return {}
        if slots()[asked].kind == "text":
            place = municipality(text) if asked == "gemeente" else (0, len(text))
            return {asked: Found(text[place[0] : place[1]], 1.0, (place,))} if text.strip() else {}
        best = self._values(text, features(text), asked)
        return {asked: best[0]} if best and best[0].confidence >= SURE else {}

    def _act(self, families: Families) -> tuple[str, float]:
        model = self._models["acts"]
        chances = softmax(model.scores(families))
        best = int(chances.argmax())
        return model.labels[best], float(chances[best])

    def _values(self, text: str, families: Families, slot: str) -> list[Found]:
        """The readings of the answer to `slot`, best first; empty when the text states no value."""
        info = slots()[slot]
        if info.kind == "year":
            return [
                Found(r.year, r.confidence, ((r.start, r.end),))
                for r in read_years(text, date.today())
                if not r.against
            ]
        if info.kind == "amount":
            return [Found(r.amount, r.confidence, ((r.start, r.end),)) for r in read_amounts(text) if not r.against]
        model = self._models[slot]
        whole = ((0, len(text)),)
        if info.kind == "multi":
            chances = dict(zip(model.labels, sigmoid(model.scores(families)).tolist()))
            named = [value for value in info.values if chances[value] >= 0.5]
            if named:
                confidence = min(chances[value] for value in named)
                return [Found(named, confidence, whole * len(named))]
            if chances["[]"] >= 0.5:
                return [Found([], chances["[]"], whole)]
            best = sorted(info.values, key=lambda value: -chances[value])[:2]
            return [Found([value], chances[value], whole) for value in best if chances[value] >= DOUBT]
        chances = softmax(model.scores(families))
        order = np.argsort(-chances)
        if model.labels[order[0]] == NOTHING and chances[order[0]] >= 1 - DOUBT:
            return []
        return [
            Found(to_value(info, model.labels[i]), float(chances[i]), whole)
            for i in order
            if model.labels[i] != NOTHING
        ]
