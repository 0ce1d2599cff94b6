"""Two sets of answers side by side: a second intake of the same municipality, or a "stel dat"."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from routewijzer.advice import STATUS_ORDER, Advice, advise
from routewijzer.change import Outcome, clause, effect, improves, sections
from routewijzer.conditions import Answers
from routewijzer.interview import effective
from routewijzer.knowledge import KnowledgeBase
from routewijzer.wording import enumerate_dutch, say, value_label


@dataclass(frozen=True)
class AnswerChange:
    """One answer that differs; a value is None where the question was not answered or does not apply."""

    slot: str
    question: str
    before: Any
    after: Any
    before_label: str
    after_label: str

    def as_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {"slot": self.slot, "before": self.before, "after": self.after}


@dataclass(frozen=True)
class Comparison:
    """Two advices and what differs between them. Findings are named by id."""

    before: Advice
    after: Advice
    answers: tuple[AnswerChange, ...]
    better: tuple[int, ...]
    worse: tuple[int, ...]
    other: tuple[int, ...]
    new_findings: tuple[str, ...]
    gone_findings: tuple[str, ...]

    @property
    def same(self) -> bool:
        """True when neither answers nor outcome differ."""
        outcome = self.better + self.worse + self.other + self.new_findings + self.gone_findings
        return not self.answers and not outcome and self.before.candidates == self.after.candidates

    def as_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {
            "answers": [change.as_dict() for change in self.answers],
            "route": {"before": self.before.route, "after": self.after.route},
            "ingredients": {
                str(number): {"before": self.before.ingredients[number].status, "after": item.status}
                for number, item in self.after.ingredients.items()
                if item.status != self.before.ingredients[number].status
            },
            "new_findings": list(self.new_findings),
            "gone_findings": list(self.gone_findings),
        }


def compare(
    kb: KnowledgeBase,
    earlier: Answers,
    later: Answers,
    today: datetime.date | None = None,
    earlier_day: datetime.date | None = None,
) -> Comparison:
    """What changed from `earlier` to `later` (both slot -> value); the earlier advice is given as on `earlier_day`."""
    before = advise(kb, earlier, earlier_day or today)
    after = advise(kb, later, today)
    moved = {
        number: (before.ingredients[number].status, item.status)
        for number, item in after.ingredients.items()
        if item.status != before.ingredients[number].status
    }
    better = tuple(number for number, (old, new) in moved.items() if improves(old, new))
    worse = tuple(
        number for number, (old, new) in moved.items() if {old, new} <= set(STATUS_ORDER) and number not in better
    )
    old_findings = [finding["id"] for finding in before.findings]
    new_findings = [finding["id"] for finding in after.findings]
    return Comparison(
        before=before,
        after=after,
        answers=_answer_changes(kb, effective(kb, earlier), effective(kb, later)),
        better=better,
        worse=worse,
        other=tuple(number for number in moved if number not in better + worse),
        new_findings=tuple(f for f in new_findings if f not in old_findings),
        gone_findings=tuple(f for f in old_findings if f not in new_findings),
    )


def _answer_changes(kb: KnowledgeBase, earlier: Answers, later: Answers) -> tuple[AnswerChange, ...]:
    def differs(slot: str) -> bool:
        old, new = earlier.get(slot), later.get(slot)
        if isinstance(old, list) and isinstance(new, list):
            return set(old) != set(new)
        return old != new

    return tuple(
        AnswerChange(
            slot=question.slot,
            question=question.short,
            before=earlier.get(question.slot),
            after=later.get(question.slot),
            before_label=_label(kb, question.slot, earlier),
            after_label=_label(kb, question.slot, later),
        )
        for question in kb.questions
        if differs(question.slot)
    )


def _label(kb: KnowledgeBase, slot: str, answers: Answers) -> str:
    return say("vergelijking.geen_antwoord") if answers.get(slot) is None else value_label(kb, slot, answers[slot])


def what_if(
    kb: KnowledgeBase, answers: Answers, changes: Mapping[str, Any], today: datetime.date | None = None
) -> tuple[Advice, Advice]:
    """The advice as it is, and as it would be with `changes` (slot -> value)."""
    return advise(kb, answers, today), advise(kb, {**answers, **changes}, today)


def what_if_sentences(
    kb: KnowledgeBase, answers: Answers, changes: Mapping[str, Any], today: datetime.date | None = None
) -> list[str]:
    """Answers "stel dat we een toetsingskader hadden": what is supposed, what it changes, and what stays."""
    before, after = what_if(kb, answers, changes, today)
    supposed = enumerate_dutch([clause(kb, answers, slot, value) for slot, value in changes.items()])
    lines = [say("stel_dat.stel", als=supposed)]
    was, becomes = _outcome(before), _outcome(after)
    parts = effect(kb, was, becomes)
    if parts:
        lines.append(say("stel_dat.dan", dan=enumerate_dutch(parts), paragraaf=sections(kb, was, becomes)))
    else:
        lines.append(say("stel_dat.niets"))
    for number, item in after.ingredients.items():
        old = before.ingredients[number].status
        if item.status != old:
            lines.append(say("stel_dat.nu", nummer=number, status=say(f"status.{old}")))
    if parts and before.candidates == after.candidates:
        lines.append(say("stel_dat.route_blijft"))
    return lines


def _outcome(advice: Advice) -> Outcome:
    return Outcome(advice.candidates, {number: item.status for number, item in advice.ingredients.items()})
