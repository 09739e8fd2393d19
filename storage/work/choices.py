"""What an operator does to messages: looks, queues again, takes back, hands to another link."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from storage.fields import SealError
from storage.links import HeldMt, MtChoice
from storage.records import AuditEntry
from storage.work import trail
from storage.work.db import Db

#: In the words of the partial indexes, so that a choice walks only what it may hold.
_GIVEN_UP = "(state = 'failed' OR state = 'parked')"
_LINE = "(state = 'queued' OR state = 'resting' OR state = 'sending' OR state = 'unknown')"
#: Of a recipient that cannot be read any more.
_DAMAGED = "?"


def look(db: Db, choice: MtChoice, limit: int) -> list[HeldMt]:
    """The chosen messages, by state, the oldest first."""
    rows: list[Any] = []
    for conditions, values in terms(choice):
        rows += db.chosen("chosen_mts", conditions, values | {"limit": limit - len(rows)}).fetchall()
    return [_held(db, *row) for row in rows]


def _held(db: Db, mt_id: int, link: str, recipient: bytes, *rest: Any) -> HeldMt:
    try:
        phone = db.keys.unseal(b"mt.recipient", recipient)
    except SealError:
        phone = _DAMAGED
    return HeldMt(mt_id, link, phone, *rest)


def count(db: Db, choice: MtChoice) -> dict[str, int]:
    """How many of the chosen messages each link has."""
    numbers: dict[str, int] = {}
    for conditions, values in terms(choice):
        for link, number in db.chosen("count_chosen_mts", conditions, values).fetchall():
            numbers[link] = numbers.get(link, 0) + number
    return numbers


def replay(db: Db, choice: MtChoice, now: int, due_at: int, audit: AuditEntry) -> int:
    """Queue the chosen messages anew."""
    return _change(db, "replay_mts", choice, {"now": now, "due_at": due_at}, audit)


def cancel(db: Db, choice: MtChoice, audit: AuditEntry) -> int:
    """Take the chosen messages back."""
    return _change(db, "cancel_mts", choice, {}, audit)


def _change(db: Db, name: str, choice: MtChoice, given: dict[str, int], audit: AuditEntry) -> int:
    number = sum(db.chosen(name, conditions, values | given).rowcount for conditions, values in terms(choice))
    return _audited(db, number, audit)


def hand_over(db: Db, link: str, other: str, sender: str, audit: AuditEntry) -> int:
    """Give what surely did not go by a link to another."""
    number = db.run("hand_over", {"link": link, "other": other, "sender": sender}).rowcount
    return _audited(db, number, audit)


def _audited(db: Db, number: int, audit: AuditEntry) -> int:
    if number:
        trail.append(db, [replace(audit, details=audit.details | {"messages": number})])
    return number


def terms(choice: MtChoice) -> Iterator[tuple[str, dict[str, Any]]]:
    """The choice as SQL conditions over bound values, one for each state."""
    whose: list[str] = []
    values: dict[str, Any] = {}
    if choice.ids:
        values = {f"id{place}": mt_id for place, mt_id in enumerate(choice.ids)}
        whose.append(f"id IN ({', '.join(f':{name}' for name in values)})")
    if choice.link:
        whose.append("link = :link")
        values["link"] = choice.link
    for state in choice.states:
        index = _GIVEN_UP if state in {"failed", "parked"} else _LINE
        yield " AND ".join((*whose, "state = :state", index)), values | {"state": state}
