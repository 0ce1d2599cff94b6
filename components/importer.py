"""Training data from the knowledge base: the texts of `kennisbank/uitingen/handelingen/` are Rasa's NLU examples."""

from __future__ import annotations

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from routewijzer.understanding import act_examples


class KennisbankImporter(RasaFileImporter):
    """Rasa's own importer for domain, rules and stories; NLU examples come from the knowledge base."""

    def get_nlu_data(self, language: str | None = "nl") -> TrainingData:
        """One example per text and act, plus what stands in NLU files."""
        examples = [Message.build(text=text, intent=act) for text, act in act_examples()]
        return super().get_nlu_data(language).merge(TrainingData(examples))
