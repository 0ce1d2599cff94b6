"""Reading a text with the trained models: the act, the values, the doubts."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from routewijzer.understanding import evidence, passages
from routewijzer.understanding.acts import ANSWER, ANSWERING, Acts
from routewijzer.understanding.contract import CLOSED, slots, to_value
from routewijzer.understanding.figures import Figures
from routewijzer.understanding.glossary import find_term
from routewijzer.understanding.language import MODEL, model_version, parse
from routewijzer.understanding.lexicon import matches
from routewijzer.understanding.linear import sigmoid
from routewijzer.understanding.names import is_municipality, municipality
from routewijzer.understanding.options import chosen, says_nothing, volunteered
from routewijzer.understanding.reading import Found, Reading
from routewijzer.understanding.scope import WORD_STOPS, after_correction, clauses, takes_back
from routewijzer.understanding.text import clean, end_of, is_markup
from routewijzer.understanding.values import Values, readings

#: At least this sure, a value is noted. Less: the two best readings are put to the person, unless it is
#: this likely that the text states nothing at all. Set by leaving one writer out, for 2 % wrong values.
SURE = {"category": 0.85, "bool": 0.85, "multi": 0.9, "year": 0.8, "amount": 0.75}
NOTHING_STATED = 0.97
#: How sure a value must be that was volunteered beside the asked one.
VOLUNTEERED = 0.9
#: How much likelier (in logits) than an answer another act must be to be taken for one: at an open question,
#: where nearly everything is an answer, more. Set for 1 % of answers taken for interruptions.
INTERRUPTS = -0.5
INTERRUPTS_OPEN = 0.5
#: Per kind of figure its slot, and the word list whose `eigen` tells that a clause is about the policy itself.
OWN_FIGURES = {"year": ("beleid_jaar", "jaren"), "amount": ("budget", "bedragen")}
FILE = "understanding.npz"


class Understanding:
    """The trained understanding; make it with `Understanding.load`."""

    def __init__(self, acts: Acts, values: Values, figures: Figures, passage_reader: passages.Reader) -> None:
        self._acts = acts
        self._values = values
        self._figures = figures
        self.passages = passage_reader

    @classmethod
    def load(cls, folder: Path) -> Understanding:
        """The understanding stored in `folder` by `ensure_trained`.

        Raises FileNotFoundError when there is none, and ValueError when it learned from another spaCy model.
        """
        with np.load(folder / FILE, allow_pickle=False) as stored:
            arrays = dict(stored)
        if str(arrays["language"]) != model_version():
            raise ValueError(f"The understanding was trained with another {MODEL} than is set now: train again.")
        acts, values, figures = (part.from_arrays(arrays) for part in (Acts, Values, Figures))
        return cls(acts, values, figures, passages.Reader.load(folder, values))

    def save(self, folder: Path) -> None:
        """Store it in `folder`."""
        arrays = self._acts.arrays() | self._values.arrays() | self._figures.arrays()
        np.savez(folder / FILE, language=np.array(model_version()), **arrays)
        self.passages.save(folder)

    def read(self, text: str, asked: str | None = None) -> Reading:
        """A turn of the conversation, while `asked` (a slot) is the open question. Markup is nobody's answer."""
        if is_markup(text):
            return Reading("out_of_scope", 1.0, {}, {}, None)
        text = clean(text)
        kind = slots()[asked].kind if asked else None
        act, margin = self._acts.read(text)
        named = asked == "gemeente" and is_municipality(text)
        if margin < (INTERRUPTS_OPEN if kind == "text" else INTERRUPTS) or named or (asked and chosen(asked, text)):
            act = ANSWER
        confidence = float(sigmoid(np.float64(abs(margin))))
        found: dict[str, Found] = {}
        doubt: dict[str, list[Found]] = {}
        if kind == "text" and act == ANSWER:
            found[asked] = self._open(asked, text)
        elif kind in CLOSED:
            best = self._answer(asked, text) if act in ANSWERING else self._in_passing(asked, text)
            if best and best[0].confidence >= SURE[kind]:
                found[asked] = best[0]
            elif best and act in ANSWERING:
                doubt[asked] = best[:2]
        if kind in CLOSED and act in ANSWERING and takes_back(parse(text)) and set(self._own_figures(text)) - {asked}:
            act, found, doubt = "correct", {}, {}
        if act in (ANSWER, "correct") or found:
            # Who corrects an answer names its value: less will do, and it is said back.
            found = self._volunteered(text, asked, SURE["year"] if act == "correct" else VOLUNTEERED) | found
        if act == ANSWER and asked not in found and (told := volunteered(text)):
            found |= {
                name: Found(to_value(slots()[name], value), 1.0, (_stripped(text),)) for name, value in told.items()
            }
            doubt = {}
        return Reading(act, confidence, found, doubt, find_term(text) if act == "define" else None)

    def extract(self, text: str, asked: str | None = None) -> dict[str, Found]:
        """The values that a text states, whatever the turn does. Raises ValueError for an unknown slot."""
        if asked is not None and asked not in slots():
            raise ValueError(f"there is no slot {asked!r}")
        text = clean(text)
        found = self.passages.read(text)
        if asked is None or not text.strip():
            return found
        if slots()[asked].kind == "text":
            return found | {asked: self._open(asked, text)}
        best = self._answer(asked, text)
        found.pop(asked, None)
        return found | ({asked: best[0]} if best and best[0].confidence >= SURE[slots()[asked].kind] else {})

    def _in_passing(self, slot: str, text: str) -> list[Found]:
        """The surest answer among the clauses of a turn that does something else too; what asks is no answer."""
        best: list[Found] = []
        for inside in clauses(parse(text)):
            start, end = inside[0].idx, end_of(inside[-1])
            part = text[start:end]
            if all(token.norm_ in WORD_STOPS for token in inside):
                continue  # "wel" of "dank je wel" is no answer
            if part.rstrip().endswith("?") or self._acts.read(part)[1] >= INTERRUPTS:
                continue
            readings = self._answer(slot, part)
            if readings and (not best or readings[0].confidence > best[0].confidence):
                best = [replace(r, spans=tuple((start + a, start + b) for a, b in r.spans)) for r in readings]
        return best

    def _volunteered(self, text: str, asked: str | None, limit: float) -> dict[str, Found]:
        found = {slot: one for slot, one in self.passages.read(text).items() if one.confidence >= limit}
        # A figure whose clause names the policy or the budget is as good as an answer to the question for it.
        own = self._own_figures(text)
        found |= {slot: one for slot, one in own.items() if one.confidence >= SURE[slots()[slot].kind]}
        return {slot: one for slot, one in found.items() if slot != asked}

    def _own_figures(self, text: str) -> dict[str, Found]:
        """The year and the amount in a clause that speaks of the policy or its budget ("het beleid is van 2016")."""
        doc = parse(text)
        numbers = doc._.clauses
        found = {}
        for kind, (slot, words) in OWN_FIGURES.items():
            own = {numbers[match.first] for match in matches(doc, words) if match.name == f"{words}:eigen"}
            figure = next(iter(self._figures.read(kind, text, date.today())[1]), None) if own else None
            if figure and any(n in own and t.idx == figure.spans[0][0] for t, n in zip(doc._.tokens, numbers)):
                found[slot] = figure
        return found

    def _open(self, slot: str, text: str) -> Found:
        """The answer to an open question: the text itself, or the name in it."""
        start, end = municipality(text) if slot == "gemeente" else _stripped(text)
        return Found(text[start:end], 1.0, ((start, end),))

    def _answer(self, slot: str, text: str) -> list[Found]:
        """The readings of the answer to a closed question, best first; empty when the text states no value."""
        info = slots()[slot]
        if says_nothing(slot, text):
            return []
        if info.kind in ("year", "amount"):
            nothing, figures = self._figures.read(info.kind, text, date.today())
            return figures if nothing < NOTHING_STATED else []
        label = chosen(slot, text)
        if label is not None:
            return [Found(to_value(info, label), 1.0, evidence.places(self._values, slot, label, text))]
        corrected = after_correction(parse(text))
        if corrected is not None and (rest := text[corrected:]).strip():
            nothing, _ = readings(info, self._values.chances(slot, rest))
            if nothing < 0.5:
                best = self._answer(slot, rest)
                return [replace(r, spans=tuple((corrected + a, corrected + b) for a, b in r.spans)) for r in best]
        nothing, best = readings(info, self._values.chances(slot, text))
        if nothing >= NOTHING_STATED:
            return []
        either = self._either(slot, best[0][0], text) if info.kind == "multi" else None
        if either:
            return either
        return [
            Found(to_value(info, label), confidence, evidence.places(self._values, slot, label, text))
            for label, confidence in best[:2]
        ]

    def _either(self, slot: str, label: str, text: str) -> list[Found] | None:
        """Two values that the text puts as alternatives ("welzijn of sport"): a doubt, not a sum."""
        values = label.split("+")
        if len(values) != 2:
            return None
        spans = sorted(zip(evidence.places(self._values, slot, label, text), values))
        (first, one), (second, other) = spans
        if not re.search(r"\b(of|ergens tussen)\b", text[first[1] : second[0]]):
            return None
        return [Found([value], 0.5, (span,)) for value, span in ((one, first), (other, second))]


def _stripped(text: str) -> tuple[int, int]:
    start = len(text) - len(text.lstrip())
    return start, max(start, len(text.rstrip()))
