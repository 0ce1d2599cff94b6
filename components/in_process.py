"""Custom actions inside the Rasa process, and two slow spots of Rasa 3.6 mended (docs/adr/0004-speed.md).

`install` is called when the tracker store is loaded, because every way of running the assistant (`rasa run`, `rasa
shell`) loads it. With RW_ACTIES_URL set, actions go to that action server instead.
"""

from __future__ import annotations

import functools
import os
from typing import Any

import jsonschema
from rasa.core.actions import action as rasa_action
from rasa.core.actions.action import RemoteAction
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core import events as rasa_events
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from rasa_sdk import Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

ACTION_SERVER = "RW_ACTIES_URL"


@functools.lru_cache(maxsize=1)
def _executor() -> ActionExecutor:
    executor = ActionExecutor()
    executor.register_package("actions")
    return executor


def _sdk_tracker(tracker: DialogueStateTracker) -> Tracker:
    """The SDK's view of `tracker`, without its history: our actions read slots and the latest message only."""
    latest = tracker.latest_message
    return Tracker(
        tracker.sender_id,
        tracker.current_slot_values(),
        {**latest.parse_data, "text": latest.text} if latest else {},
        [],
        tracker.is_paused(),
        tracker.followup_action,
        tracker.active_loop.__dict__ if tracker.active_loop else {},
        tracker.latest_action_name,
    )


async def _run_in_process(
    self: RemoteAction,
    output_channel: OutputChannel,
    nlg: NaturalLanguageGenerator,
    tracker: DialogueStateTracker,
    domain: Domain,
) -> list[Event]:
    dispatcher = CollectingDispatcher()
    run = _executor().actions[self.name()]
    events = await run(dispatcher, _sdk_tracker(tracker), {})
    said = await self._utter_responses(dispatcher.messages, output_channel, nlg, tracker)
    return [*said, *rasa_events.deserialise_events(list(events or []))]


def _async(run: Any) -> Any:
    async def call(*arguments: Any) -> Any:
        return run(*arguments)

    return call


def install() -> None:
    """Patch Rasa in this process; calling it twice changes nothing."""
    if getattr(RemoteAction, "_routewijzer", False):
        return
    RemoteAction._routewijzer = True
    # Walks all event classes for every event of every load: 38 of 66 ms for a load of 729 events.
    Event.resolve_by_type = staticmethod(functools.lru_cache(maxsize=None)(Event.resolve_by_type))
    server = os.environ.get(ACTION_SERVER)
    if server:
        validator = jsonschema.Draft7Validator(RemoteAction.action_response_format_spec())
        RemoteAction._validate_action_result = lambda self, result: validator.validate(result) is None
        original = RemoteAction.run

        async def to_server(self: RemoteAction, *arguments: Any) -> list[Event]:
            self.action_endpoint.url = server
            return await original(self, *arguments)

        rasa_action.RemoteAction.run = to_server
        return
    for name, run in _executor().actions.items():
        _executor().actions[name] = run if _is_coroutine(run) else _async(run)
    RemoteAction.run = _run_in_process


def _is_coroutine(run: Any) -> bool:
    import inspect

    return inspect.iscoroutinefunction(run)
