"""A picture of the interview's flow, drawn from the questions themselves (SVG)."""

from __future__ import annotations

from routewijzer.conditions import slots_of
from routewijzer.knowledge import KnowledgeBase
from routewijzer.matrix import condition_text
from routewijzer.report.pictures import ACCENT, LINE, SOFT, WIDTH, circle, frame, text, wrap
from routewijzer.wording import say

_ROW, _LINE, _HEAD, _LEFT, _WORDS, _ASIDE = 26, 17, 46, 96, 118, 412
_ASIDE_CHARACTERS = 40


def flow(kb: KnowledgeBase) -> str:
    """All questions in order per block, which length asks them, and which answer decides whether one is asked."""
    parts: list[str] = []
    places: dict[str, float] = {}
    lanes: dict[str, int] = {}
    y = 8.0
    for filled, label in ((True, "verloop.snelscan"), (False, "verloop.volledig")):
        parts += [circle(_LEFT, y + 8, 6, ACCENT if filled else "#ffffff"), text(_WORDS, y + 13, say(label), 14)]
        y += 24
    for number, block in enumerate(kb.blocks.values(), 1):
        parts.append(
            text(_LEFT - 6, y + 32, say("verloop.onderdeel", nummer=number, titel=block.title), 17, "700", fill=ACCENT)
        )
        y += _HEAD
        for question in block.questions:
            aside = []
            if question.condition is not None:
                words = condition_text(kb, question.condition)
                aside = wrap(say("verloop.alleen_als", voorwaarde=words), _ASIDE_CHARACTERS)
            height = max(_ROW, _LINE * len(aside) + 9)
            middle = y + _ROW / 2
            places[question.slot] = middle
            parts += [text(_ASIDE, middle + 5 + _LINE * place, line, 13, fill=SOFT) for place, line in enumerate(aside)]
            parts.append(text(_WORDS, middle + 5, question.short, 15))
            if question.condition is not None:
                for slot in slots_of(question.condition):
                    lane = lanes.setdefault(slot, len(lanes))
                    x = _LEFT - 22 - 11 * (lane % 6)
                    path = f"M{_LEFT - 8} {places[slot]:g} H{x} V{middle:g} H{_LEFT - 12}"
                    parts.append(f'<path d="{path}" fill="none" stroke="{LINE}" stroke-width="1.5"/>')
                    tip = f"M{_LEFT - 8} {middle:g} l-7 -4 v8 Z"
                    parts.append(f'<path d="{tip}" fill="{LINE}"/>')
            parts.append(circle(_LEFT, middle, 6, ACCENT if question.snelscan else "#ffffff"))
            y += height
    height = int(y + 10)
    ground = f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>'
    return frame("verloop", say("verloop.titel"), say("verloop.uitleg"), height, [ground, *parts]) + "\n"
