"""Adds the hand-written phrasings of `nlu/phrases/` to the training data."""

from __future__ import annotations

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.datafiles import read_lines

FILES = ("phrases/fr.tsv", "phrases/ar.tsv", "phrases/ary_Latn.tsv")
#: Commands that are known as whole messages only.
COMMANDS = frozenset(("start", "back"))


class PhraseBookImporter(RasaFileImporter):
    """The files that Rasa is given, and the book of phrasings."""

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """Messages of the files first."""
        book = TrainingData([Message.build(text=text, intent=intent) for intent, text in phrasings()])
        merged: TrainingData = super().get_nlu_data(language).merge(book)
        return merged


def phrasings() -> list[tuple[str, str]]:
    """The intents and phrases of the book, in its order."""
    lines = [line.split("\t") for name in FILES for line in read_lines(name)]
    return [(intent, text) for intent, text in lines if intent not in COMMANDS]
