"""Where a conversation stands, as the session row keeps it: plain JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from bot.requests import AskText, Choose, Prompt, Words
from storage.records import Session

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: One answer: the id of the request, and what was answered.
Entry = tuple[str, Any]

#: How long a dialogue that was put aside is offered again.
SUSPENDED_SECONDS = 7 * 24 * 3600

_WORDS = "words"
_OPEN = "@open"


class Kept(Struct, frozen=True):
    """A dialogue's name, its arguments, and the answers given so far."""

    dialogue: str
    arguments: Mapping[str, Any]
    journal: tuple[Entry, ...]

    @classmethod
    def of(cls, row: Session | Mapping[str, Any]) -> Kept:
        """The open dialogue of a session, or the one in its `suspended`."""
        if isinstance(row, Session):
            return cls(row.dialogue or "", row.arguments, row.journal)
        return cls(row["dialogue"], row["arguments"], tuple((entry[0], entry[1]) for entry in row["journal"]))

    def as_json(self) -> dict[str, Any]:
        """The form in which a session's `suspended` holds it."""
        return {"dialogue": self.dialogue, "arguments": dict(self.arguments), "journal": list(self.journal)}


def put_aside(session: Session) -> Session:
    """The session without its open dialogue; one that holds unsent words is kept to be offered again."""
    kept = Kept.of(session)
    suspended = {**kept.as_json(), "at": session.seen_at} if unsent_words(kept.journal) else session.suspended
    return replace(session, dialogue=None, arguments={}, journal=(), suspended=suspended)


def let_go_of_old(session: Session, now: int) -> Session:
    """Unsent words are not offered for ever: a number may change hands."""
    if session.suspended is None or now - int(session.suspended["at"]) <= SUSPENDED_SECONDS:
        return session
    return replace(session, suspended=None)


def to_json(answer: Any) -> Any:
    """An answer as the journal keeps it."""
    return {_WORDS: answer.text} if isinstance(answer, Words) else answer


def from_json(value: Any) -> Any:
    """An answer as the dialogue is sent it."""
    return Words(value[_WORDS]) if _is_words(value) else value


def unsent_words(journal: Iterable[Entry]) -> str:
    """What the person wrote and nothing was done with yet: it took pains, so it is not lost."""
    written: list[str] = []
    for _id, value in journal:
        if _is_words(value):
            written.append(value[_WORDS])
        elif _was_done(value):
            written.clear()
    return "\n".join(written)


def _is_words(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {_WORDS}


def _was_done(value: Any) -> bool:
    """What filing a ticket answers, or adding to one."""
    return value is True or (isinstance(value, dict) and "reference" in value)


def mark_open(prompt: Prompt) -> Entry:
    """What the person saw last: a later `1` may only answer this, even where the facts have changed since."""
    return (_OPEN, shown(prompt))


def split_open(journal: tuple[Entry, ...]) -> tuple[tuple[Entry, ...], list[str] | None]:
    """The answers, and the mark of the open prompt where there is one."""
    if journal and journal[-1][0] == _OPEN:
        return journal[:-1], journal[-1][1]
    return journal, None


def shown(prompt: Prompt) -> list[str]:
    """A prompt by its id and the keys of its choices, in their order."""
    match prompt:
        case AskText():
            return [prompt.id]
        case Choose():
            return [prompt.id, *(option.key for option in prompt.numbered)]
