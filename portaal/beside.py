"""What stands beside the conversation: the blocks with their answers, and the outcome as far as it is known.

Pure functions from what `conversation.read` gives to what the template shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portaal import wording
from routewijzer import interview, knowledge
from routewijzer.conditions import Truth
from routewijzer.knowledge import Block

KB = knowledge.load()


def blocks(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The blocks in order: `titel`, `nu` (asked now), `klaar`, `stand` (progress in words) and `antwoorden`, each with
    its button to change it. A block in which nothing is asked and nothing is answered is left out."""
    rows = found["antwoorden"] or []
    given = {row["slot"]: row["waarde"] for row in rows}
    mode = found["modus"] or interview.SNELSCAN
    relevant = interview.relevance(KB, given)
    now = (found["voortgang"] or {}).get("blok")
    shown = []
    for block in KB.blocks.values():
        counted = _counted(block, mode, relevant, given)
        if not counted:
            continue
        answered = sum(slot in given for slot in counted)
        state = "klaar" if answered == len(counted) else "bezig" if answered or block.name == now else "nog_niet"
        shown.append(
            {
                "titel": block.title,
                "nu": block.name == now,
                "klaar": state == "klaar",
                "stand": wording.PAGE["gesprek"]["blok"][state].format(aantal=answered, van=len(counted)),
                "antwoorden": [
                    {"kort": row["kort"], "tekst": row["tekst"], "keuze": f"wijzig:{row['slot']}"}
                    for row in rows
                    if row["blok"] == block.name
                ],
            }
        )
    return shown


def _counted(block: Block, mode: str, relevant: Mapping[str, Truth], given: Mapping[str, Any]) -> list[str]:
    return [
        question.slot
        for question in block.questions
        if question.slot in given
        or ((mode == interview.VOLLEDIG or question.snelscan) and relevant[question.slot] is not Truth.FALSE)
    ]


def outcome(found: Mapping[str, Any]) -> dict[str, Any] | None:
    """The route (or the candidates) and the status of each ingredient, in words; None while the interview gave none."""
    given = found.get("uitkomst")
    if not given or not found["antwoorden"]:
        return None
    names = {route["nummer"]: f"Route {route['nummer']}: {route['naam']}" for route in KB.routes}
    route = given.get("route")
    return {
        "route": names.get(route),
        "kandidaten": [names[number] for number in given.get("kandidaten") or () if number in names],
        "ingredienten": [
            {"nummer": item["nummer"], "naam": item["naam"], "stand": status, "woord": KB.texts["status_woord"][status]}
            for item in KB.ingredients
            if (status := (given.get("ingredienten") or {}).get(str(item["nummer"])))
        ],
    }
