"""Rasa's parts of our own: NLU component, importer, tracker store, channel, actions in process."""
