"""Words first, then the trained model: commands decide alone, phrases unless the model is sure otherwise.

To file a recourse or an alert by mistake costs a person most. These take a model that is surer, even where a
phrase says them; and what may be a call for help is never taken for anything else. There nobody acts, and
`likeliest` holds what to ask the person. The figures behind the thresholds: docs/nlu_figures.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from msgspec.structs import replace

from nlu import evidence, spoken
from nlu.classifier import TIER, Classifier
from nlu.communes import NO_COMMUNES, Communes
from nlu.features import pieces_read
from nlu.keywords import prepare, understood
from nlu.numbers import read_number
from nlu.reading import Reading
from nlu.understanding import IN_CONFIDENCE, Intent, Understanding
from nlu.weights import Weights

#: Intents with confidences, the likeliest first; empty where a message holds nothing known.
Ranking = list[tuple[Intent, float]]


@dataclass(frozen=True)
class Thresholds:
    """How sure the model must be: to answer, to overrule a phrase, and to let a grave wish be acted upon.

    `grave` holds for each grave wish how sure the model alone must be, and how sure where a phrase agrees.
    From `alarm` on, the confidence that something is to be told in confidence has the person asked.
    """

    answer: float
    overrule: float
    grave: dict[Intent, tuple[float, float]] = field(default_factory=dict)
    alarm: float = 1.0


#: Chosen by cross-validation: under 1 % of what is out of scope is filed as a recourse or an alert.
CHOSEN = Thresholds(
    answer=0.35,
    overrule=0.5,
    grave={
        Intent.PROTECTION_NEED: (0.97, 0.8),
        Intent.REPORT_MISCONDUCT: (0.83, 0.45),
        Intent.FILE_RECOURSE: (0.7, 0.6),
        Intent.AFFIRM: (0.8, 0.0),
        Intent.DENY: (0.8, 0.0),
        Intent.STOP: (0.6, 0.0),
    },
    alarm=0.12,
)
#: No wish to offer: an answer to something, or nothing that this service does.
NEVER_OFFERED = frozenset(
    {Intent.GREET, Intent.THANKS_BYE, Intent.HELP, Intent.AFFIRM, Intent.DENY, Intent.OUT_OF_SCOPE}
)
#: Less likely wishes are not worth their line.
_WORTH_A_LINE = 0.05
#: Shorter words alone are nothing that the model could go by.
_WORD = re.compile(r"[^\W\d_]{3}")
#: The tier that is never asked twice.
COMMAND = "word"


def decide(said: Understanding, ranking: Ranking, thresholds: Thresholds = CHOSEN) -> Understanding:
    """What both together understand: `said` by the words, and the model's ranking."""
    if said.tier == COMMAND:
        return said
    guess, confidence = ranking[0] if ranking else (None, 0.0)
    alarm = sum(sure for intent, sure in ranking if intent in IN_CONFIDENCE)
    heard = _weighed(said, guess, alarm if guess in IN_CONFIDENCE else confidence, thresholds)
    alarming = said.intent in IN_CONFIDENCE or alarm >= thresholds.alarm
    if heard.intent is None or (alarming and heard.intent not in IN_CONFIDENCE):
        overruled = confidence >= thresholds.overrule
        return replace(
            heard,
            intent=None,
            tier="none",
            guess=guess if overruled else said.intent or guess,
            likeliest=likeliest(said.intent, ranking, alarming=alarming),
        )
    return heard


def _weighed(
    said: Understanding, guess: Intent | None, confidence: float, thresholds: Thresholds
) -> Understanding:
    """The words, the model, or nobody."""
    overruled = guess is not said.intent and confidence >= thresholds.overrule
    needed = thresholds.grave.get(said.intent) if said.intent else None
    if said.intent and not overruled:
        agreed = not needed or (guess is said.intent and confidence >= needed[1])
        return said if agreed else replace(said, intent=None, confidence=confidence)
    alone = thresholds.grave.get(guess, (0.0, 0.0))[0] if guess else 1.0
    sure = confidence >= max(thresholds.answer, alone)
    return replace(said, intent=guess if sure else None, confidence=confidence, tier=TIER)


def likeliest(said: Intent | None, ranking: Ranking, *, alarming: bool, most: int = 3) -> tuple[Intent, ...]:
    """The wishes to offer: what a phrase says, then what the model ranks; an alarm stands among them."""
    ranked = [intent for intent, confidence in ranking if confidence >= _WORTH_A_LINE]
    wishes = [intent for intent in dict.fromkeys([said, *ranked]) if intent and intent not in NEVER_OFFERED]
    offered = wishes[:most]
    if alarming and IN_CONFIDENCE.isdisjoint(offered):
        offered[most - 1 :] = [next((one for one in wishes if one in IN_CONFIDENCE), Intent.PROTECTION_NEED)]
    return tuple(offered)


def settled(said: Understanding, found_words: list[str] | None = None) -> Understanding | None:
    """What the words settle without any model: a command, a number, too little to go by; else None."""
    if said.tier == COMMAND:
        return said
    if read_number(said.text, found_words) is not None:  # it picks from a list, or means nothing
        return replace(said, intent=None, confidence=0.0, tier="none")
    return said if said.intent is None and not _WORD.search(said.text) else None


class CascadeParser:
    """The `Parser` that asks the words, then the model; total, no I/O once made."""

    def __init__(
        self,
        thresholds: Thresholds = CHOSEN,
        model: Weights | None = None,
        communes: Communes = NO_COMMUNES,
    ) -> None:
        prepare()
        self._communes = communes
        self._thresholds, self._classifier = thresholds, Classifier(model)
        evidence.prepare()
        spoken.prepare()

    async def parse(self, text: str) -> Understanding:
        """Understand one message, in time linear in its length."""
        return self.understand(text)

    def by_words(self, reading: Reading) -> Understanding:
        """What the words alone say of a message."""
        return understood(reading, self._communes)

    def is_noise(self, reading: Reading) -> bool:
        """Whether a message is letters without words."""
        return self._classifier.is_noise(pieces_read(reading))

    def understand(self, text: str) -> Understanding:
        """What a message means; in doubt `intent` is None and `confidence` is the model's."""
        reading = Reading(text)
        said = self.by_words(reading)
        alone = settled(said, reading.words)
        return alone or decide(said, self._classifier.guesses(pieces_read(reading)), self._thresholds)
