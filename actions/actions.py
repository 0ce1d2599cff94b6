"""Rasa's custom actions. Which act does what, and every sentence, is in `routewijzer` and `kennisbank/`.

Four kinds: `validate_<form>` hears an answer, `action_<act>` responds to any other act, `action_ask_<slot>` asks, and
`action_volgende` hands over to the next form or ends with the advice.
"""

from __future__ import annotations

import datetime
import logging
import traceback
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActionExecuted, FollowupAction, SessionStarted, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from routewijzer import conversation, knowledge
from routewijzer import messages as say
from routewijzer.conversation import Heard, Outcome, Turn
from routewijzer.messages import MODUS, Message

logger = logging.getLogger(__name__)

Events = list[dict[str, Any]]

#: The slot that holds the state of the conversation (not an answer).
STATE = "gesprek"
START_FORM = "form_start"
#: Acts after which the interview waits instead of asking on.
PAUSING = ("pause", "goodbye")

KB = knowledge.load()


def form_of(slot: str) -> str:
    """The form that asks `slot`."""
    return START_FORM if slot == MODUS else KB.blocks[KB.question(slot).block].form


def answers_of(tracker: Tracker) -> dict[str, Any]:
    """The answers given so far, with the mode."""
    return {name: tracker.slots.get(name) for name in (*KB.slots, MODUS) if tracker.slots.get(name) is not None}


def state_of(tracker: Tracker) -> dict[str, Any]:
    """The state of the conversation."""
    return dict(tracker.slots.get(STATE) or {})


def heard_from(tracker: Tracker) -> Heard:
    """What the NLU component understood of the latest message."""
    latest = tracker.latest_message
    entities = latest.get("entities") or []
    special = {"twijfel", "begrip", "keuze", "aard"}
    nature = next((e["value"] for e in entities if e["entity"] == "aard"), None)
    choice = next((e["value"] for e in entities if e["entity"] == "keuze"), None)
    # What a button says in words ("ingrediënt 1"); the text of its turn is only its id.
    pressed = conversation.parse_choices(KB, [choice]) if choice else None
    return Heard(
        act=(latest.get("intent") or {}).get("name") or "out_of_scope",
        text=(pressed.text if pressed else "") or latest.get("text") or "",
        found={e["entity"]: e["value"] for e in entities if e["entity"] not in special},
        doubt={e["value"]["slot"]: e["value"]["waarden"] for e in entities if e["entity"] == "twijfel"},
        term=next((e["value"] for e in entities if e["entity"] == "begrip"), None),
        choice=choice,
        supposing=nature == "veronderstelling",
        from_document=nature == "document",
    )


def utter(dispatcher: CollectingDispatcher, messages: list[Message], command: str | None = None) -> None:
    """Say `messages`; `custom` carries what the API gives, text and buttons serve Rasa's own channels."""
    for number, message in enumerate(messages):
        custom = dict(message)
        if command and number == len(messages) - 1:
            custom["opdracht"] = command
        buttons = [{"title": c["tekst"], "payload": c["tekst"]} for c in message["keuzes"]]
        dispatcher.utter_message(text=message["tekst"], buttons=buttons or None, json_message=custom)


def events_of(outcome: Outcome, tracker: Tracker) -> Events:
    """The changed answers and the new state; the message is marked as heard, so that no second form hears it again."""
    state = dict(outcome.state)
    state["gehoord"] = tracker.latest_message.get("message_id")
    return [SlotSet(slot, value) for slot, value in outcome.changes.items()] + [SlotSet(STATE, state)]


def after(outcome: Outcome, tracker: Tracker) -> str | None:
    """The slot to ask once `outcome` holds."""
    answers = answers_of(tracker) | outcome.changes
    return conversation.next_slot(KB, {s: v for s, v in answers.items() if v is not None}, outcome.state)


def safe(run: Callable[..., Events]) -> Callable[..., Events]:
    """Turn an exception into an apology and a log line that holds no word of the person."""

    def guarded(self: Action, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        try:
            return run(self, dispatcher, tracker, domain)
        except Exception as error:
            frame = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}"
            logger.error("action %s failed: %s at %s", self.name(), type(error).__name__, place)
            dispatcher.messages.clear()
            utter(dispatcher, [say.message(KB.texts["fout"], "fout")])
            # State and question unchanged: the form then asks it again instead of trying other rules or another slot.
            kept = (STATE, "requested_slot")
            return [SlotSet(name, tracker.slots.get(name)) for name in kept]

    return guarded


class _Named(Action, ABC):
    """An action whose name is given at registration; a class without one is abstract, and not registered."""

    @property
    @abstractmethod
    def action_name(self) -> str:
        """The name under which the domain knows it."""

    def name(self) -> str:
        return self.action_name


class _Validate(_Named):
    """Hear an answer; leave every other act to its rule by changing nothing."""

    @safe
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        form = self.action_name.removeprefix("validate_")
        state = state_of(tracker)
        outcome: Outcome | None = None
        events: Events = []
        message_id = tracker.latest_message.get("message_id")
        if tracker.slots.get("requested_slot") and state.get("gehoord") != message_id:
            asked = tracker.slots["requested_slot"]
            outcome = Turn(KB, answers_of(tracker), state, asked, heard_from(tracker)).hear()
        if outcome is None:
            outcome = Outcome(state=state)
        else:
            utter(dispatcher, outcome.messages, outcome.command)
            events = events_of(outcome, tracker)
        slot = after(outcome, tracker)
        return [*events, SlotSet("requested_slot", slot if slot and form_of(slot) == form else None)]


class _Respond(_Named):
    """Respond to an act that is no answer to the open question; the form then asks that question again."""

    @safe
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        act = self.action_name.removeprefix("action_")
        answers, state = answers_of(tracker), state_of(tracker)
        looping = bool((tracker.active_loop or {}).get("name"))
        # Without a form at work (paused, or all asked) an answer still goes to the question that would be asked.
        asked = tracker.slots.get("requested_slot") or conversation.next_slot(KB, answers, state)
        started = asked == MODUS and not looping
        turn = Turn(KB, answers, state, asked, heard_from(tracker))
        outcome = None
        if not looping and not started and act not in PAUSING:
            turn.state.pop("gepauzeerd", None)
            outcome = turn.hear()
        if outcome is None:
            if started and act in ("greet", "answer", "resume", "affirm"):
                outcome = turn.hear() if MODUS in turn.heard.found else turn.outcome
            else:
                outcome = turn.respond()
        utter(dispatcher, outcome.messages, outcome.command)
        events = events_of(outcome, tracker)
        if not looping and act not in PAUSING:
            events.append(FollowupAction("action_volgende"))
        return events


class _Ask(_Named):
    """Ask a slot's question, opening its block where that is new."""

    @safe
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        slot = self.action_name.removeprefix("action_ask_")
        answers, state = answers_of(tracker), state_of(tracker)
        pending = conversation.conflict_question(KB, state)
        if pending:
            utter(dispatcher, [pending])
            return []
        messages = [say.question(KB, slot, answers, state)]
        events: Events = []
        opened = state.get("ingeleid", [])
        if slot != MODUS and KB.question(slot).block not in opened:
            block = KB.blocks[KB.question(slot).block]
            messages.insert(0, say.message(block.intro, "uitleg", blok=block.name))
            events = [SlotSet(STATE, state | {"ingeleid": [*opened, block.name]})]
        utter(dispatcher, messages)
        return events


class ActionVolgende(_Named):
    """Hand over to the form of the next question; when all is asked, end with the advice."""

    action_name = "action_volgende"

    @safe
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        answers, state = answers_of(tracker), state_of(tracker)
        slot = conversation.next_slot(KB, answers, state)
        if slot is not None:
            return [FollowupAction(form_of(slot))]
        messages, state = conversation.closing(KB, answers, state, datetime.date.today())
        utter(dispatcher, messages)
        return [SlotSet(STATE, state), FollowupAction("action_listen")]


class ActionSessionStart(_Named):
    """The opening turn."""

    action_name = "action_session_start"

    @safe
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        utter(dispatcher, say.opening(KB))
        return [SessionStarted(), ActionExecuted("action_listen")]


class ActionDefaultFallback(_Named):
    """Nothing fits: say so and ask on."""

    action_name = "action_default_fallback"

    @safe
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        utter(dispatcher, [say.message(KB.texts["buiten_bereik"], "uitleg")])
        return [FollowupAction("action_volgende")]


def _register() -> None:
    """One class per name that the domain knows; Rasa's executor finds actions by their class."""
    forms = [START_FORM, *(block.form for block in KB.blocks.values())]
    names = {
        **{f"validate_{form}": _Validate for form in forms},
        **{f"action_ask_{slot}": _Ask for slot in (MODUS, *KB.slots)},
        **{f"action_{act}": _Respond for act in KB.acts},
    }
    for name, base in names.items():
        globals()[name] = type(name, (base,), {"action_name": name, "__module__": __name__})


_register()
