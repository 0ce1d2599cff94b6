"""The buttons of the open question: which there are, and which of them a message means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from portaal.incoming import Message
from portaal.problems import Problem
from routewijzer import intake, knowledge

State = Mapping[str, Any]
EMPTY_STATE: State = {
    "vraag": None,
    "meerdere": False,
    "keuzes": [],
    "altijd": [],
    "voortgang": None,
    "uitkomst": None,
}


class NotOffered(Exception):
    """A choice is not a button of the open question, as far as is known here."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.kind)
        self.problem = problem


def state_after(reply: Mapping[str, Any], before: State) -> dict[str, Any]:
    """The interview's state after a reply. An explanation without buttons leaves those of the same question open."""
    offered = [choice for message in reply["berichten"] for choice in message.get("keuzes", ())]
    if not offered and reply["vraag"] is not None and reply["vraag"] == before.get("vraag"):
        offered = before.get("keuzes", [])
    return {name: reply[name] for name in ("vraag", "meerdere", "voortgang", "uitkomst")} | {"keuzes": offered}


def needs_choice(message: Message) -> bool:
    """True when the message counts only as a button: choices, and a text that starts with a slash."""
    return bool(message.choices) or (message.text or "").startswith("/")


def content(message: Message, state: State) -> dict[str, Any]:
    """What is kept of a message: a text as it is, choices with the buttons they mean (`altijd`: those of any moment).
    Raises NotOffered when a choice is not a button of the open question, Problem when it asks too many."""
    if not needs_choice(message):
        return message.content
    wanted = message.choices if message.text is None else (message.text,)
    chosen = list(_match(wanted, [*state.get("keuzes", ()), *state.get("altijd", ())]))
    if len(chosen) < len(wanted):
        if message.text is not None:
            raise NotOffered(Problem.field("tekst", "schuine_streep"))
        raise NotOffered(Problem.field("keuze", "keuze_onbekend"))
    unique = list({choice["keuze"]: choice for choice in chosen}.values())
    if len(unique) > 1 and not state.get("meerdere"):
        raise Problem.field("keuze", "keuze_een")
    return message.content | {"gekozen": unique}


def _match(wanted: Iterable[str], offered: Iterable[Mapping[str, str]]) -> Iterable[dict[str, str]]:
    by_id = {choice["keuze"]: choice for choice in offered}
    by_label = {choice["tekst"].strip().casefold(): choice for choice in offered}
    for value in wanted:
        if found := by_id.get(value) or by_label.get(value.casefold()):
            yield {"keuze": found["keuze"], "tekst": found["tekst"]}


def to_channel(kept: Mapping[str, Any]) -> dict[str, Any]:
    """What goes to the interview for the kept content of a message."""
    if "gekozen" in kept:
        return {"keuze": [choice["keuze"] for choice in kept["gekozen"]]}
    if "overname" in kept:
        return {"overname": kept["overname"]}
    return dict(kept)


def same(kept: Mapping[str, Any], message: Message) -> bool:
    """True when a message that came again says what was kept."""
    return {name: value for name, value in kept.items() if name not in ("gekozen", "overname")} == message.content


def shown(kept: Mapping[str, Any]) -> str | None:
    """The person's words in the history: the labels of buttons, what was taken over, or the text; None for the
    start."""
    if "gekozen" in kept:
        return ", ".join(choice["tekst"] for choice in kept["gekozen"])
    if "overname" in kept:
        return intake.taken_over(knowledge.load(), kept["overname"])
    return kept.get("tekst")
