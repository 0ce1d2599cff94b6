"""The interview: which question is next is a pure function of the answers.

An answer that makes another question irrelevant does not delete that question's answer: it is kept, and left out of
what counts (`effective`) until it is relevant again.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from routewijzer.conditions import Answers, Truth, evaluate, slots_of
from routewijzer.knowledge import Block, KnowledgeBase, Question

SNELSCAN = "snelscan"
VOLLEDIG = "volledig"
MODES = (SNELSCAN, VOLLEDIG)

#: Minutes a question takes on average: a snelscan of 15 questions in about ten minutes (design.md, "Two lengths").
MINUTES_PER_QUESTION = 0.65


def _asked(question: Question, mode: str) -> bool:
    return mode == VOLLEDIG or question.snelscan


def relevance(kb: KnowledgeBase, answers: Answers) -> dict[str, Truth]:
    """For every slot whether its question applies, given `answers`.

    A question under a condition that another irrelevant question would have to settle is irrelevant too. A condition
    that is unknown (the deciding answer is `onbekend`) counts as applying: the question can still be asked.
    """
    outcome: dict[str, Truth] = {}
    known = {slot: value for slot, value in answers.items()}
    for question in kb.questions:
        truth = Truth.TRUE
        if question.condition is not None:
            truth = evaluate(question.condition, known, datetime.date.today())
        outcome[question.slot] = truth
        if truth is Truth.FALSE:
            known.pop(question.slot, None)
    return outcome


def effective(kb: KnowledgeBase, answers: Answers) -> dict[str, Any]:
    """The answers that count: those of contract slots whose question is not irrelevant."""
    relevant = relevance(kb, answers)
    return {
        slot: value
        for slot, value in answers.items()
        if value is not None and slot in relevant and relevant[slot] is not Truth.FALSE
    }


def open_questions(kb: KnowledgeBase, answers: Answers, mode: str) -> list[Question]:
    """The questions still to be asked in `mode` (`snelscan` or `volledig`), in order.

    A question whose condition waits for an answer comes after that answer; one whose condition rests only on questions
    that this mode never asks is asked all the same.
    """
    relevant = relevance(kb, answers)
    return [
        question
        for question in kb.questions
        if _asked(question, mode)
        and answers.get(question.slot) is None
        and (
            relevant[question.slot] in (Truth.TRUE, Truth.UNKNOWN)
            or _never_settled(kb, question, answers, mode, relevant)
        )
    ]


def _never_settled(
    kb: KnowledgeBase, question: Question, answers: Answers, mode: str, relevant: dict[str, Truth]
) -> bool:
    """True when the condition of `question` is open and `mode` asks none of the slots that could settle it."""
    if relevant[question.slot] is not Truth.NOT_ASKED or question.condition is None:
        return False
    waiting = [slot for slot in slots_of(question.condition) if answers.get(slot) is None]
    return not any(_asked(kb.question(slot), mode) for slot in waiting)


def next_question(kb: KnowledgeBase, answers: Answers, mode: str) -> Question | None:
    """The first question still to be asked, or None when the interview is complete."""
    questions = open_questions(kb, answers, mode)
    return questions[0] if questions else None


@dataclass(frozen=True)
class Progress:
    """How far the interview is. `minutes` is an estimate, at least 1 while questions are left."""

    answered: int
    left: int
    minutes: int

    @property
    def total(self) -> int:
        """Questions answered and left together."""
        return self.answered + self.left


def progress(kb: KnowledgeBase, answers: Answers, mode: str) -> Progress:
    """Questions of `mode` answered (also with `onbekend` or `overgeslagen`) and still open."""
    relevant = relevance(kb, answers)
    answered = sum(
        1
        for question in kb.questions
        if _asked(question, mode)
        and answers.get(question.slot) is not None
        and relevant[question.slot] is not Truth.FALSE
    )
    left = len(open_questions(kb, answers, mode))
    return Progress(answered, left, max(1, round(left * MINUTES_PER_QUESTION)) if left else 0)


def block_of(kb: KnowledgeBase, slot: str) -> Block:
    """The block in which `slot` is asked. Raises KeyError for a slot without question."""
    return kb.blocks[kb.question(slot).block]


def position_in_block(kb: KnowledgeBase, slot: str, answers: Answers, mode: str) -> tuple[int, int]:
    """(number of this question, number of questions) within its block, counting what `mode` asks and applies now."""
    relevant = relevance(kb, answers)
    slots = [
        question.slot
        for question in block_of(kb, slot).questions
        if question.slot == slot or (_asked(question, mode) and relevant[question.slot] is not Truth.FALSE)
    ]
    return slots.index(slot) + 1, len(slots)


def block_complete(kb: KnowledgeBase, block: str, answers: Answers, mode: str) -> bool:
    """True when nothing of `block` is left to ask in `mode`."""
    return not any(question.block == block for question in open_questions(kb, answers, mode))


def previous_question(kb: KnowledgeBase, slot: str | None, answers: Answers, mode: str) -> Question | None:
    """The last question before `slot` that has been answered or passed over; before nothing: the last one answered."""
    relevant = relevance(kb, answers)
    earlier: Question | None = None
    for question in kb.questions:
        if question.slot == slot:
            break
        if answers.get(question.slot) is not None and relevant[question.slot] is not Truth.FALSE:
            earlier = question
    return earlier
