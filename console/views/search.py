"""One field that finds by reference, case number, phone, or words that the person wrote.

A POST: neither a case number, nor a phone, nor anybody's words belong in addresses and logs.
"""

from __future__ import annotations

import re

from aiohttp import web
from msgspec.structs import replace

from console.access import sees
from console.desk import FactsUnavailableError
from console.filters import BETWEEN, MOST_WORDS, NOTHING, Filter
from console.keys import DESK, OFFICER, SETTINGS, STORE
from console.pages import page_url
from storage.records import AuditEntry, TicketQuery

#: What people type or paste between digits, the marks of direction around a copied number among it.
_MARKS = re.compile(r"[\s.\-()\u00a0\u202f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_REFERENCE = re.compile(r"[0-9]{9}")
_LONGEST = 120


async def search(request: web.Request) -> web.Response:
    """Go to the ticket of the reference, or to the queue of the case, phone or words."""
    form = await request.post()
    words = str(form.get("words", ""))[:_LONGEST]
    typed = _MARKS.sub("", words)
    ticket = await request.app[STORE].ticket(typed) if _REFERENCE.fullmatch(typed) else None
    if ticket and sees(request[OFFICER], ticket):
        raise web.HTTPSeeOther(page_url(request, "ticket", reference=typed))
    found = (
        await _by_case(request, typed) or await _by_phone(request, typed) or await _by_words(request, words)
    )
    raise web.HTTPSeeOther(page_url(request, "queue").with_query(found.address()))


async def queue_query(request: web.Request, chosen: Filter) -> TicketQuery:
    """What the filters ask the store; `phone_of` only by a ticket that this officer sees."""
    query = _query(request, chosen, request.app[SETTINGS].page_size)
    if not chosen.phone_of:
        return query
    ticket = await request.app[STORE].ticket(chosen.phone_of)
    if ticket is None or not ticket.phone or not sees(request[OFFICER], ticket):
        return replace(query, reference=NOTHING)
    return replace(query, phone=ticket.phone)


async def _by_case(request: web.Request, typed: str) -> Filter | None:
    try:
        case = await request.app[DESK].case_of_number(typed) if typed else None
    except FactsUnavailableError:
        return None
    if case is None:
        return None
    found = Filter(case=case)
    return found if await _first(request, "case", _query(request, found, 1)) else None


async def _by_phone(request: web.Request, typed: str) -> Filter | None:
    phone = request.app[DESK].phone_of(typed)
    if phone is None:
        return None
    query = replace(_query(request, Filter(phone_of=NOTHING), 1), phone=phone)
    reference = await _first(request, "phone", query)
    return Filter(phone_of=reference) if reference else None


async def _by_words(request: web.Request, words: str) -> Filter:
    """What the words lead to, by their keys; nothing where no word is left of them."""
    if request.app[DESK].phone_of(_MARKS.sub("", words)):
        return Filter(reference=NOTHING)  # nobody's phone: no trace of it goes into an address
    keys = request.app[STORE].word_keys(words)[:MOST_WORDS]
    found = Filter(words=BETWEEN.join(keys)) if keys else Filter(reference=NOTHING)
    if keys:
        await _first(request, "words", _query(request, found, 1))
    return found


async def _first(request: web.Request, by: str, query: TicketQuery) -> str:
    """The first ticket that the search found, "" for none; that somebody searched is audited."""
    store, now = request.app[STORE], request.app[SETTINGS].now()
    tickets = await store.tickets(query)
    found = tickets[0].reference if tickets else ""
    await store.audit(
        [AuditEntry(now, request[OFFICER].login, "tickets.searched", found or NOTHING, {"by": by})]
    )
    return found


def _query(request: web.Request, chosen: Filter, size: int) -> TicketQuery:
    return chosen.query(request[OFFICER], request.app[SETTINGS].now(), size)
