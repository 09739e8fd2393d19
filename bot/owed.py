"""A message that the registry could not answer: kept, tried again after growing pauses, in the end given up.

The answer is promised, so what it waits for outlives a crash: the message in the session's `owed`, the
next try as a wakeup. It is dropped where the person went on to something else in the meantime.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nlu.understanding import Intent, Understanding

if TYPE_CHECKING:
    from bot.effects import Effects
    from storage.records import Session

OWED = "owed"
#: Before each try, in seconds; the last one is within the day.
PAUSES = (60, 300, 900, 3600, 3 * 3600, 6 * 3600, 12 * 3600)
#: After this long the prompt that a message answered is closed, and a promise is no longer one.
MOST_SECONDS = 24 * 3600


def owe(session: Session, heard: Understanding, wish: str | None, now: int) -> dict[str, Any]:
    """The message as the session keeps it; `wish` names the dialogue asked for, None for an answer."""
    return {
        "text": heard.text,
        "intent": heard.intent,
        "confidence": heard.confidence,
        "language": heard.language,
        "entities": heard.entities,
        "tier": heard.tier,
        "wish": wish,
        "stood": _standing(session),
        "since": now,
        "tries": 0,
    }


def heard_in(owed: dict[str, Any]) -> Understanding:
    """The message as it was understood when it came."""
    intent = None if owed["intent"] is None else Intent(owed["intent"])
    return Understanding(
        owed["text"], intent, owed["confidence"], owed["language"], owed["entities"], owed["tier"]
    )


def is_wanted(session: Session, owed: dict[str, Any]) -> bool:
    """Whether it still fits: a wish always does, an answer only to the question that it was given to."""
    return owed["wish"] is not None or owed["stood"] == _standing(session)


def schedule(effects: Effects, owed: dict[str, Any], now: int) -> bool:
    """Have it tried again; False where it was tried often enough."""
    tries = owed["tries"]
    if tries >= len(PAUSES) or now - owed["since"] > MOST_SECONDS:
        return False
    key = f"owed:{effects.session.phone}:{owed['since']}:{tries}"
    effects.wake_at(key, now + PAUSES[tries], OWED, {"since": owed["since"]})
    return True


def _standing(session: Session) -> list[Any]:
    return [session.dialogue, len(session.journal)]
