"""Which tickets a console's queue shows, as SQL conditions over bound values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from storage.records import SENSITIVE_MOTIVES, Ticket, TicketQuery, TicketState
from storage.work.db import Db
from storage.work.tickets import opened

Term = tuple[str, dict[str, Any]]

#: Seen only by those with the right to; deny by default.
_SENSITIVE = str(tuple(sorted(SENSITIVE_MOTIVES)))
#: In the words of the index `tickets_open`, so that a queue does not walk through what was closed long ago.
_OPEN: Term = ("state <> 'closed'", {})
#: A rare word leads to its tickets; a common one is looked up for each ticket in the queue's order, of which
#: few are read until a page is full.
_AMONG = "reference IN (SELECT reference FROM ticket_words WHERE word_key = :word{number})"
_HAS = "EXISTS (SELECT 1 FROM ticket_words WHERE word_key = :word{number} AND reference = tickets.reference)"
_COMMON = 1000
#: The worklists that a ticket may stand in.
_LISTS = {
    "call": "SELECT reference FROM tasks WHERE kind = 'call' AND done_at IS NULL",
    "desk": "SELECT reference FROM tasks WHERE kind = 'desk' AND done_at IS NULL",
    "remedy": "SELECT reference FROM instructions WHERE state <> 'done'",
    "alert": "SELECT reference FROM alerts WHERE seen_at IS NULL",
    "cause": "SELECT reference FROM cause_tickets WHERE cause = cast(:listed_key AS INTEGER)",
    "merged": "SELECT reference FROM tickets WHERE head = :listed_key",
}
#: Who was told the decision waits no more; while the person is asked the clock stands: nothing is overdue.
_NOT_TOLD: Term = ("state NOT IN ('notified', 'waiting')", {})


def tickets(db: Db, query: TicketQuery) -> list[Ticket]:
    """The tickets of a queue, those due first on top."""
    conditions, values = conditions_of(db, query)
    values |= {"limit": query.limit, "offset": query.offset}
    rows = db.chosen("tickets", conditions, values).fetchall()
    return [opened(db.keys, row) for row in rows]


def count(db: Db, query: TicketQuery, most: int | None) -> int:
    """How many tickets the query has; it stops counting at `most`."""
    conditions, values = conditions_of(db, query)
    values["most"] = -1 if most is None else most
    number: int = db.chosen("count_tickets", conditions, values).fetchone()[0]
    return number


def count_each(db: Db, queries: Sequence[TicketQuery], most: int) -> list[int]:
    """How many tickets each of the queries has; each stops counting at `most`."""
    return [count(db, query, most) for query in queries]


def regions(db: Db) -> list[str]:
    """The regions that have open tickets."""
    return [region for (region,) in db.rows("open_regions")]


def conditions_of(db: Db, query: TicketQuery) -> tuple[str, dict[str, Any]]:
    """A query as SQL, with the values that it binds."""
    terms: list[str] = []
    values: dict[str, Any] = {}
    for term, bound in _terms(db, query):
        terms.append(term)
        values |= bound
    return " AND ".join(terms) or "1 = 1", values


def _terms(db: Db, query: TicketQuery) -> Iterator[Term]:
    if query.sensitive is not None:
        yield f"motive {'IN' if query.sensitive else 'NOT IN'} {_SENSITIVE}", {}
    if query.states is not None:
        yield from _in_states(query.states)
    if query.regions is not None:
        term, bound = _one_of("region", query.regions)
        yield f"{db.off_index}{term}" if _is_narrow(query) else term, bound
    if query.programmes is not None:
        yield _one_of("programme", query.programmes)
    equal = {
        "motive": query.motive,
        "assignee": query.assignee or None,
        "reference": query.reference,
        "language": query.language,
        "late": query.late,
        "case_key": None if query.case_id is None else db.keys.lookup(b"case", query.case_id),
        "phone_key": None if query.phone is None else db.keys.lookup(b"phone", query.phone),
    }
    for column, value in equal.items():
        if value is not None:
            yield f"{column} = :{column}", {column: value}
    if query.kept_from:
        term, bound = _one_of("kept", query.kept_from)
        yield term.replace("kept IN", "reference NOT IN"), bound
    yield from _words(db, query)
    yield from _listed(query)
    yield from _due(query)


def _in_states(states: Sequence[TicketState]) -> Iterator[Term]:
    """One alone in the words of the indexes `tickets_waiting` and `tickets_notified`, which hold few."""
    if len(states) == 1:
        yield f"state = '{TicketState(states[0]).value}'", {}
    else:
        yield _one_of("state", states)
    if TicketState.CLOSED not in states:
        yield _OPEN


def _words(db: Db, query: TicketQuery) -> Iterator[Term]:
    """All of the words; the rarest of them leads."""
    keys = [_key(word) for word in query.words]
    sizes = [db.row("count_word", {"word_key": key, "most": _COMMON})[0] for key in keys]
    rarest = sizes.index(min(sizes)) if sizes and min(sizes) < _COMMON else None
    for number, key in enumerate(keys):
        term = _AMONG if number == rarest else _HAS
        yield term.format(number=number), {f"word{number}": key}


def _key(word: str) -> bytes:
    """A word's key as kept; one that is none finds nothing."""
    try:
        return bytes.fromhex(word)
    except ValueError:
        return b""


def _listed(query: TicketQuery) -> Iterator[Term]:
    """Nobody's, or in a worklist."""
    if query.assignee == "":
        yield "assignee IS NULL", {}
    if query.listed:
        yield f"reference IN ({_LISTS[query.listed]})", {"listed_key": query.listed_key}


def _is_narrow(query: TicketQuery) -> bool:
    """Whether something else than the region leads to a few tickets."""
    return any((query.reference, query.case_id, query.phone, query.assignee, query.words))


def _due(query: TicketQuery) -> Iterator[Term]:
    bounds = {"due_at >= :due_from": query.due_from, "due_at < :due_before": query.due_before}
    for term, bound in bounds.items():
        if bound is not None:
            yield term, {term.partition(":")[2]: bound}
            yield _NOT_TOLD
            yield _OPEN


def _one_of(column: str, choices: Sequence[str]) -> Term:
    """Any of these; of none of them, nothing."""
    if not choices:
        return "1 = 0", {}
    bound = {f"{column}{number}": str(choice) for number, choice in enumerate(choices)}
    return f"{column} IN ({', '.join(f':{name}' for name in bound)})", bound
