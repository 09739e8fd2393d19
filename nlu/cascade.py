"""Words first, then the trained model: commands decide alone, phrases unless the model is sure otherwise.

To file a recourse or an alert by mistake costs a person most. These two take a model that is surer, even
where a phrase says them; short of that nobody acts, and `likeliest` holds what to ask the person. The
figures behind the thresholds: docs/nlu_figures.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from nlu.classifier import TIER, Classifier
from nlu.features import pieces
from nlu.keywords import understand as understand_by_words
from nlu.understanding import Intent, Understanding
from nlu.weights import Weights


@dataclass(frozen=True)
class Thresholds:
    """How sure the model must be: to answer, to overrule a phrase, and to let a grave wish be acted upon.

    `grave` holds for each grave wish how sure the model alone must be, and how sure where a phrase agrees.
    """

    answer: float
    overrule: float
    grave: dict[Intent, tuple[float, float]]


#: Chosen by cross-validation: under 1 % of what is out of scope is filed as a recourse or an alert.
CHOSEN = Thresholds(0.3, 0.6, {Intent.PROTECTION_NEED: (0.98, 0.9), Intent.FILE_RECOURSE: (0.7, 0.7)})
_COMMAND = "word"


def decide(
    said: Understanding, guess: Intent | None, confidence: float, thresholds: Thresholds = CHOSEN
) -> Understanding:
    """What both together understand: `said` by the words, and the model's guess with its confidence."""
    if said.tier == _COMMAND:
        return said
    needed = thresholds.grave.get(said.intent) if said.intent else None
    if needed:
        agreed = guess is said.intent and confidence >= needed[1]
        return said if agreed else _grave_doubt(said, guess, confidence, thresholds)
    if said.intent and (guess is said.intent or confidence < thresholds.overrule):
        return said
    return _by_model(said, guess, confidence, thresholds)


def _grave_doubt(
    said: Understanding, guess: Intent | None, confidence: float, thresholds: Thresholds
) -> Understanding:
    """A phrase says a grave wish that the model doubts: only a model that is sure of another one speaks."""
    if guess is not said.intent and confidence >= thresholds.overrule:
        return _by_model(said, guess, confidence, thresholds)
    return replace(said, intent=None, confidence=confidence, tier="none")


def _by_model(
    said: Understanding, guess: Intent | None, confidence: float, thresholds: Thresholds
) -> Understanding:
    alone = thresholds.grave.get(guess, (0.0, 0.0))[0] if guess else 1.0
    if guess and confidence >= max(thresholds.answer, alone):
        return replace(said, intent=guess, confidence=confidence, tier=TIER)
    return replace(said, intent=None, confidence=confidence, tier="none")


class CascadeParser:
    """The `Parser` that asks the words, then the model; total, no I/O once made."""

    def __init__(self, thresholds: Thresholds = CHOSEN, model: Weights | None = None) -> None:
        self._thresholds, self._classifier = thresholds, Classifier(model)

    async def parse(self, text: str) -> Understanding:
        """Understand one message, in time linear in its length."""
        return self.understand(text)

    def understand(self, text: str) -> Understanding:
        """What a message means; where both are in doubt `intent` is None and `confidence` is the model's."""
        said = understand_by_words(text)
        if said.tier == _COMMAND:
            return said
        return decide(said, *self._classifier.best(pieces(text)), self._thresholds)

    def likeliest(self, text: str, most: int = 3) -> list[Intent]:
        """The wishes to offer for a doubtful message: what a phrase says first, then what the model ranks."""
        said = understand_by_words(text).intent
        ranked = [intent for intent, _ in self._classifier.ranking(pieces(text))]
        return ([said] if said else []) + [intent for intent in ranked if intent is not said][
            : most - bool(said)
        ]
