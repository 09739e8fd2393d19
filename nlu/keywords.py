"""Understands a message by words and phrases: commands, then whole phrasings, then two witnesses."""

from __future__ import annotations

from typing import Any

from nlu.commands import command_of
from nlu.communes import NO_COMMUNES, Communes
from nlu.entities import find_entities
from nlu.evidence import prepare as prepare_evidence
from nlu.evidence import weigh
from nlu.phrases import intent_of_phrase
from nlu.reading import Reading
from nlu.rules import judge
from nlu.spoken import prepare as prepare_language
from nlu.spoken import spoken_language
from nlu.understanding import Intent, Understanding

WORD_CONFIDENCE, PHRASE_CONFIDENCE = 1.0, 0.95
#: A message of more words tells a story: anything may be found in it.
_LONGEST_JUDGED = 60
#: By how much the evidence must speak for an intent, in nats, in a short message and in a longer one:
#: where the rules say the same, and where they are silent.
LEADS_IF_RULED = (3.5, 4.5)
LEADS_ALONE = (5.5, 8.5)
#: A message of at most so many words of weight is short.
_SHORT = 4
#: Rules this heavy need no second witness: a call for protection is never lost to a menu.
URGENT = 88
#: Wishes that only a message which says nothing else can be.
WHOLE_MESSAGE = frozenset({Intent.GREET, Intent.THANKS_BYE, Intent.AFFIRM, Intent.DENY})


class KeywordParser:
    """The `Parser` of words and phrases; total, without state, without I/O once made."""

    def __init__(self) -> None:
        prepare()

    async def parse(self, text: str) -> Understanding:
        """Understand one message, in time linear in its length."""
        return understand(text)


def prepare() -> None:
    """Read what the words are weighed by now, not at the first message."""
    prepare_evidence()
    prepare_language()


def understand(text: str) -> Understanding:
    """What a message means by its words; `intent` None and tier `none` where they do not tell."""
    return understood(Reading(text))


def understood(reading: Reading, communes: Communes = NO_COMMUNES) -> Understanding:
    """What `understand` says of a message that is read already; `communes` are those that it may name."""
    text, found = reading.text, reading.words
    answered_in = reading.language or spoken_language(found)
    entities = find_entities(text, found, communes)
    command = command_of(text, found) or _bare_reference(found, entities)
    if command is not None:
        return Understanding(text, command, WORD_CONFIDENCE, answered_in, entities, "word")
    intent = _by_phrases(reading)
    if intent is not None:
        return Understanding(text, intent, PHRASE_CONFIDENCE, answered_in, entities, "phrase")
    return Understanding(text, None, 0.0, answered_in, entities, "none")


def _bare_reference(found: list[str], entities: dict[str, Any]) -> Intent | None:
    """A ticket reference and nothing else asks for the ticket."""
    if "reference" not in entities:
        return None
    beside = [word for word in found if not word.isdecimal()]
    return Intent.TICKET_FOLLOWUP if not beside else None


def _by_phrases(reading: Reading) -> Intent | None:
    if not reading.words or len(reading.words) > _LONGEST_JUDGED:
        return None
    return intent_of_phrase(reading.full, reading.language) or _by_witnesses(reading)


def _by_witnesses(reading: Reading) -> Intent | None:
    """What the rules and the evidence say together; either alone only where it is very sure.

    The rules alone decide on a call for protection, and on a short message whose every word is known.
    """
    gist = reading.gist
    ruled, weight = judge(gist.facts, strange=gist.strange)
    short = gist.weighty <= _SHORT
    if ruled is not None and (weight >= URGENT or ruled in WHOLE_MESSAGE or (short and not gist.strange)):
        return ruled
    evident, lead = weigh(reading.full, gist, reading.language)
    if evident in WHOLE_MESSAGE:
        return None
    if ruled == evident == Intent.OUT_OF_SCOPE:
        return ruled
    leads = LEADS_IF_RULED if ruled == evident else LEADS_ALONE
    sure = lead >= leads[0 if short else 1]
    return evident if sure and ruled in {None, evident} else None
