"""Reading policy passages: from any text to the values it states, without a question that was asked.

A text is read sentence by sentence. Rules over concepts (`passages_rules`) say what a sentence seems to state; a linear
classifier over its words, concepts and fitting rules tells how sure it is that the sentence speaks of a slot, and of a
value; of the value the classifiers of answers (`values`) decide half, as if that slot had been asked. Limits keep out
what others do, what is wished and what was. What the sentences state is then brought together per slot.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from routewijzer.understanding import passages_data
from routewijzer.understanding.contract import CLASSIFIED, slots
from routewijzer.understanding.linear import Linear, sigmoid, train
from routewijzer.understanding.passages_facts import Fact, policy_year, yearly_budget
from routewijzer.understanding.passages_rules import rules
from routewijzer.understanding.passages_sentences import Observed, Passage, observe
from routewijzer.understanding.reading import Found
from routewijzer.understanding.values import Values

FILE = "passages.npz"
Span = tuple[int, int]
#: How strongly the classifier may follow its examples.
COST = 30.0
#: Below this a sentence does not speak of a slot, so that it is not read as an answer to it.
_SPEAKS = 0.1
#: How sure two sentences together must be: what each of them leaves open is easily read into both.
_PAIR_ENOUGH = 0.8


def labels_of(values: dict[str, Any]) -> frozenset[str]:
    """The labels `slot=value` of a sentence's values, one per value for a multi slot; text and numbers are left out."""
    found = set()
    for slot, value in values.items():
        if slots()[slot].kind in CLASSIFIED:
            for one in value if isinstance(value, list) else [value]:
                found.add(f"{slot}={'ja' if one is True else 'nee' if one is False else one}")
    return frozenset(found)


class Reader:
    """Reads values from passages; how sure a value must be to be found stands in `taal/passages.yml`."""

    def __init__(self, model: Linear, answers: Values) -> None:
        self.model = model
        self._answers = answers

    @staticmethod
    def train(examples: Sequence[passages_data.Sentence]) -> Linear:
        """The classifier of sentences that has learned from `examples`."""
        targets = [labels_of(example.values) for example in examples]
        # The slot is a label too: that a sentence speaks of the subject is learned from all its values together.
        targets = [target | {label.split("=")[0] for label in target} for target in targets]
        labels = sorted({label for target in targets for label in target})
        families = []
        for example in examples:
            seen = [sentence.families for sentence in observe(example.text).sentences]
            families.append(tuple(np.unique(np.concatenate(parts)) for parts in zip(*seen)))
        return train(families, targets, labels, exclusive=False, cost=COST, seldom=4)

    def save(self, directory: Path) -> None:
        """Store the reader as `passages.npz` in `directory`."""
        np.savez_compressed(directory / FILE, **self.model.arrays("values"))

    @classmethod
    def load(cls, directory: Path, answers: Values) -> Reader:
        """The reader stored in `directory`, with the classifiers of answers. Raises FileNotFoundError without one."""
        with np.load(directory / FILE, allow_pickle=False) as arrays:
            return cls(Linear.from_arrays(arrays, "values"), answers)

    def read(self, text: str, today: date | None = None) -> dict[str, Found]:
        """The values that `text` states, with the sentences that carry them; no policy is of a year after `today`."""
        passage = observe(text)
        latest = (today or date.today()).year
        about = "vw" in passage.concepts
        stated = self._stated(passage)
        facts: dict[str, list[Fact]] = {}
        for seen in passage.sentences:
            if seen.idle:
                continue
            carried = bool(seen.view.near & {"beleid", "beleidvw"}) and not seen.view.plain & {"steunpunt", "regeling"}
            for slot, fact in (
                ("beleid_jaar", policy_year(seen.sentence, latest, about, carried)),
                ("budget", yearly_budget(seen.sentence, about, carried)),
            ):
                if fact and not seen.limited(slot):
                    facts.setdefault(slot, []).append(fact)
        found = _together(stated)
        if passage.place:
            found["gemeente"] = _found(passage.place)
        if "beleid_jaar" in facts:
            found["beleid_jaar"] = _found(max(facts["beleid_jaar"], key=lambda f: (f.confidence, f.value)))
        if "budget" in facts and len({fact.value for fact in facts["budget"]}) == 1:
            found["budget"] = _found(facts["budget"][0])
        return {slot: found[slot] for slot in slots() if slot in found and found[slot].confidence >= rules().enough}

    def surest(self, text: str) -> dict[str, float]:
        """How sure each value is where the text seems to state it most, whether that is enough or not."""
        best: dict[str, float] = {}
        for label, chance, _ in self._chances(observe(text)):
            best[label] = max(chance, best.get(label, 0.0))
        return best

    def _stated(self, passage: Passage) -> dict[str, list[tuple[float, Span]]]:
        stated: dict[str, list[tuple[float, Span]]] = {}
        for label, chance, span in self._chances(passage):
            if chance >= rules().enough:
                stated.setdefault(label, []).append((chance, span))
        return stated

    def _chances(self, passage: Passage) -> Iterator[tuple[str, float, Span]]:
        """(label, how sure, where) of every value that a sentence or a pair may state."""
        for seen in passage.sentences:
            for label, chance in self._read(seen, passage.text).items():
                yield label, chance, (seen.sentence.start, seen.sentence.end)
        for seen in passage.pairs:
            for label, chance in self._read(seen, passage.text).items():
                if chance >= _PAIR_ENOUGH:
                    yield label, chance, (seen.sentence.start, seen.sentence.end)

    def _read(self, seen: Observed, text: str) -> dict[str, float]:
        """How sure each value is that a sentence of `text` may state; nothing for what a limit keeps out."""
        if seen.idle:
            return {}
        scores = dict(zip(self.model.labels, self.model.scores(seen.families).tolist()))
        words = text[seen.sentence.start : seen.sentence.end]
        found = {}
        for slot in (label for label in scores if "=" not in label):
            speaks = float(sigmoid(np.float64(scores[slot])))
            if speaks < _SPEAKS or seen.limited(slot):
                continue
            for value, answer in self._answers.chances(slot, words).items():
                label = f"{slot}={value}"
                if label in scores:
                    chance = float(sigmoid((scores[label] + _logit(answer)) / 2))
                    # Where a rule fits, being sure of the subject counts as well; without one, both must be sure.
                    fits = (slot, value) in seen.stated
                    found[label] = (chance + speaks) / 2 if fits else min(chance, speaks)
        return found


def _logit(chance: float) -> float:
    chance = min(max(chance, 1e-4), 1 - 1e-4)
    return math.log(chance / (1 - chance))


def _found(fact: Fact) -> Found:
    return Found(fact.value, fact.confidence, ((fact.start, fact.end),))


def _together(stated: dict[str, list[tuple[float, Span]]]) -> dict[str, Found]:
    """One Found per slot: all values of a multi slot, else the surest, less sure when another place contradicts it."""
    found: dict[str, Found] = {}
    for name, slot in slots().items():
        held = [(value, max(stated[f"{name}={value}"])) for value in slot.values if f"{name}={value}" in stated]
        if not held:
            continue
        if slot.kind == "multi":
            if len(held) > 1 and held[-1][0] == "geen":
                held = [max(held, key=lambda h: h[1][0])] if held[-1][1][0] > held[0][1][0] else held[:-1]
            found[name] = Found([h[0] for h in held], min(h[1][0] for h in held), tuple(h[1][1] for h in held))
            continue
        value, (chance, span) = max(held, key=lambda h: h[1][0])
        rivals = [
            c for other, _ in held if other != value for c, s in stated[f"{name}={other}"] if not _overlap(s, span)
        ]
        sure = chance - max(rivals, default=0.0) / 2
        found[name] = Found(value == "ja" if slot.kind == "bool" else value, sure, (span,))
    return found


def _overlap(one: Span, two: Span) -> bool:
    return one[0] < two[1] and two[0] < one[1]
