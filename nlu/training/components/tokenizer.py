"""A tokenizer whose words are folded as the gateway folds them, with their places in the text as typed."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from nlu.normalise import located_words


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class FoldingTokenizer(Tokenizer):
    """Tokens hold the folded word; `start` and `end` count in the original text."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Rasa's own options for labels, which stay whole."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "token_pattern": None}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,  # noqa: ARG003  # Rasa hands all of them over by name
        resource: Resource,  # noqa: ARG003
        execution_context: ExecutionContext,  # noqa: ARG003
    ) -> FoldingTokenizer:
        """The component, as Rasa makes it."""
        return cls(config)

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """The words of a message's text; another attribute (a label) is split at its spaces."""
        text = message.get(attribute) or ""
        return [Token(word, start, end) for word, start, end in located_words(text)]
