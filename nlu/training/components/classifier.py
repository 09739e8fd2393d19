"""The intent classifier that Rasa trains and judges, and that `make nlu-train` compiles for the gateway."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.features import pieces_read
from nlu.reading import Reading
from nlu.training.fit import Settings, confidences, hashes_of, train
from nlu.weights import Weights, load

FILE = "weights.npz"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class PieceClassifier(GraphComponent, IntentClassifier):
    """Logistic regression over the pieces of a message (`nlu/features.py`); ranks every intent."""

    def __init__(self, settings: Settings, storage: ModelStorage, resource: Resource) -> None:
        self._settings, self._storage, self._resource = settings, storage, resource
        self._model: Weights | None = None

    @classmethod
    def required_components(cls) -> list[type]:
        """It reads the folded words of a tokenizer."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The settings of `nlu/training/fit.py`."""
        return vars(Settings())

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003  # Rasa hands it over by name
    ) -> PieceClassifier:
        """A component yet to be trained."""
        return cls(Settings(**{name: config[name] for name in vars(Settings())}), model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: object,
    ) -> PieceClassifier:
        """The component as an archive holds it."""
        component = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as folder:
            component._model = load(folder / FILE)  # noqa: SLF001  # its own kind
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Fit, and write the arrays into the archive."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        intents = [example.get(INTENT) for example in examples]
        self._model = train([example.get(TEXT) for example in examples], intents, self._settings)
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder / FILE)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent of each message and the ranking of all."""
        if self._model is None or not messages:
            return messages
        for message, row in zip(messages, confidences(self._model, [_features(one) for one in messages])):  # noqa: B905  # of one length
            ranking = [
                {"name": str(self._model.intents[at]), "confidence": float(row[at])}
                for at in (-row).argsort()
            ]
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages


def _features(message: Message) -> list[int]:
    found = [token.text for token in message.get(TOKENS_NAMES[TEXT]) or []]
    return hashes_of(pieces_read(Reading(message.get(TEXT) or "", found)))
