"""The NLU component: `routewijzer.understanding` in Rasa's graph, with the question asked in view."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from routewijzer import conversation, knowledge, understanding
from routewijzer import messages as say
from routewijzer.conversation import Heard
from routewijzer.messages import MODUS
from routewijzer.understanding import Reading
from routewijzer.understanding.acts import ANSWERING


@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR],
    is_trainable=True,
)
class Begrip(GraphComponent):
    """Sets the intent (an act) and an entity per slot value that the text states, in the light of the open question.

    The trained files are those of `python -m routewijzer train`; the model archive holds a copy.
    """

    def __init__(self, model_storage: ModelStorage, resource: Resource, reader: Any = None) -> None:
        self._storage = model_storage
        self._resource = resource
        self._reader = reader
        self._kb = knowledge.load()

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """No settings."""
        return {}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Begrip:
        """A component to be trained."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Begrip:
        """A trained component, from the model archive."""
        with model_storage.read_from(resource) as directory:
            return cls(model_storage, resource, understanding.Understanding.load(Path(directory)))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """The texts and code that Rasa's own cache key does not see."""
        return understanding.fingerprint()

    def train(self, training_data: TrainingData) -> Resource:
        """Train where needed, in a process without Rasa's libraries, and keep a copy in the archive."""
        subprocess.run([sys.executable, "-m", "routewijzer", "train"], cwd=knowledge.ROOT, check=True)
        trained = understanding.ensure_trained()
        with self._storage.write_to(self._resource) as directory:
            shutil.copytree(trained, directory, dirs_exist_ok=True)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing to add to the training data."""
        return training_data

    def process(self, messages: list[Message], tracker: DialogueStateTracker) -> list[Message]:
        """Understand each message, with `tracker` telling what is asked."""
        for message in messages:
            heard, confidence, spans = self._hear(message, tracker)
            message.set(INTENT, {"name": heard.act, "confidence": confidence}, add_to_output=True)
            message.set(ENTITIES, entities(heard, spans), add_to_output=True)
        return messages

    def _hear(self, message: Message, tracker: DialogueStateTracker) -> tuple[Heard, float, dict[str, Any]]:
        metadata = message.get("metadata") or {}
        if metadata.get("start"):
            mode = metadata.get("modus")
            return Heard("greet", found={MODUS: mode} if mode else {}), 1.0, {}
        if metadata.get("overname"):
            return Heard("document", found=metadata["overname"], from_document=True), 1.0, {}
        if metadata.get("keuze"):
            heard = conversation.parse_choices(self._kb, metadata["keuze"])
            return heard or Heard("out_of_scope"), 1.0, {}
        text = message.get(TEXT) or ""
        slots = {slot.name: slot.value for slot in tracker.slots.values()}
        state = slots.get("gesprek") or {}
        asked = slots.get("requested_slot")
        if asked is None:
            asked = conversation.next_slot(self._kb, slots, state)
        pressed = self._typed_button(text, slots, state, asked)
        if pressed is not None:
            return pressed, 1.0, {}
        rest = conversation.supposed(self._kb, text)
        if rest is not None:
            return Heard("advice_now", rest, self._supposed(rest), supposing=True), 1.0, {}
        reading = self._reader.read(text, self._listening_for(asked, state))
        corrected = self._corrected(text, reading, slots, state, asked)
        if corrected is not None:
            return corrected, reading.act_confidence, {}
        act = reading.act
        # At the opening question a typed "snelscan" is the answer, whatever act the words look like; "hoe lang duurt
        # het?" is not.
        asking = act != "out_of_scope" and text.rstrip().endswith("?")
        if asked == MODUS and not asking and conversation.heard_mode(self._kb, text):
            act = "answer"
        heard = Heard(
            act,
            text,
            {slot: found.value for slot, found in reading.found.items()},
            {slot: [found.value for found in doubt] for slot, doubt in reading.doubt.items()},
            reading.term,
        )
        return heard, reading.act_confidence, reading.found

    def _corrected(
        self, text: str, reading: Reading, slots: dict[str, Any], state: dict[str, Any], asked: str | None
    ) -> Heard | None:
        """The correction of an earlier answer whose question `text` names; with a value when it states a new one.

        When nothing is asked any more, a bare statement or a "nee" about an answer is a correction as well.
        """
        given = {name: slots[name] for name in self._kb.slots if slots.get(name) is not None}
        named = say.question_named(self._kb, text, given)
        if named is None or text.rstrip().endswith("?") or set(reading.found) - {named, asked}:
            return None
        at_the_end = asked is None and not (state.get("bevestig") or state.get("conflict"))
        wanted = conversation.wants_change(self._kb, text)
        corrects = reading.act == "correct" or (wanted and asked not in reading.found)
        if reading.act not in ("correct", *ANSWERING) or not (corrects or at_the_end):
            return None
        rest = conversation.put_in_place(self._kb, text, named)
        stated = None
        # What is no correction for certain does not replace a text in the person's own words.
        if rest and (corrects or self._kb.slots[named].kind != "text"):
            stated = self._reader.extract(rest, named).get(named) or reading.found.get(named)
        new = {named: stated.value} if stated is not None and stated.value != given[named] else {}
        if not new and (asked in reading.found or reading.act not in ("correct", "deny")):
            return None
        return Heard("correct", text, new)

    def _supposed(self, text: str) -> dict[str, Any]:
        """The values that a supposition states, read in the light of the question that it names.

        The likeliest reading will do: it is said back, and nothing is noted.
        """
        named = say.question_named(self._kb, text, say.single_choice(self._kb))
        if named:
            reading = self._reader.read(text, named)
            likely = [*([reading.found[named]] if named in reading.found else []), *reading.doubt.get(named, [])]
            if likely:
                return {named: likely[0].value}
        return {slot: item.value for slot, item in self._reader.extract(text).items()}

    def _listening_for(self, asked: str | None, state: dict[str, Any]) -> str | None:
        """The slot in whose light a text is read: a pending conflict first, none before a yes or no."""
        if state.get("bevestig"):
            return None
        if state.get("conflict"):
            return state["conflict"][0]["slot"]
        return asked if asked in self._kb.slots else None

    def _typed_button(self, text: str, slots: dict[str, Any], state: dict[str, Any], asked: str | None) -> Heard | None:
        """The button whose words were typed (also what `rasa shell` sends when a button is chosen)."""
        wanted = text.strip().rstrip(".!").casefold()
        for button in conversation.status(self._kb, slots, state, asked)["keuzes"]:
            if button["tekst"].casefold() == wanted:
                return conversation.parse_choices(self._kb, [button["keuze"]])
        return None


def entities(heard: Heard, found: dict[str, Any]) -> list[dict[str, Any]]:
    """What was heard as Rasa entities: `<slot>`, `twijfel`, `begrip`, `keuze`, `aard`."""
    result: list[dict[str, Any]] = []
    for slot, value in heard.found.items():
        entity: dict[str, Any] = {"entity": slot, "value": value, "extractor": "Begrip"}
        if slot in found and found[slot].spans:
            start, end = found[slot].spans[0]
            entity |= {"start": start, "end": end, "confidence_entity": found[slot].confidence}
        result.append(entity)
    for slot, values in heard.doubt.items():
        result.append({"entity": "twijfel", "value": {"slot": slot, "waarden": values}, "extractor": "Begrip"})
    if heard.term:
        entity = {"entity": "begrip", "value": heard.term, "extractor": "Begrip"}
        start = heard.text.find(heard.term)
        result.append(entity | ({"start": start, "end": start + len(heard.term)} if start >= 0 else {}))
    if heard.supposing or heard.from_document:
        nature = "veronderstelling" if heard.supposing else "document"
        result.append({"entity": "aard", "value": nature, "extractor": "Begrip"})
    if heard.choice:
        result.append({"entity": "keuze", "value": heard.choice, "extractor": "Begrip"})
    return result
