"""Training data from the knowledge base: the texts of `kennisbank/uitingen/handelingen/` are Rasa's NLU examples."""

from __future__ import annotations

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from routewijzer.understanding import act_examples

#: Examples per act that Rasa sees.
SHOWN = 20


class KennisbankImporter(RasaFileImporter):
    """Rasa's own importer for domain, rules and stories; NLU examples come from the knowledge base."""

    def get_nlu_data(self, language: str | None = "nl") -> TrainingData:
        """A few examples per act, plus what stands in NLU files.

        Rasa only checks them: the texts are learned from by the component itself, and each costs Rasa time.
        """
        texts: dict[str, list[str]] = {}
        for text, act in act_examples():
            texts.setdefault(act, []).append(text)
        examples = [Message.build(text=text, intent=act) for act, some in texts.items() for text in some[:SHOWN]]
        return super().get_nlu_data(language).merge(TrainingData(examples))
