"""What an office finds in the morning: its accounts, and tickets of invented households."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path

from msgspec.structs import replace

from console.accounts import new_officer
from console.authenticator import new_secret
from nlu.search_words import search_words
from programmes.demo import PROGRAMME, demo_cases
from programmes.synthetic import number_of, phone_of
from sms_gateway.bench.kept import Kept
from sms_gateway.registry_vault import vault_of
from storage.fields import Keys
from storage.records import MoMessage, NewTicket, SecondStep, Turn
from storage.references import new_reference
from storage.sqlite import SqliteStore

PASSWORD = "bench-of-officers"  # noqa: S105 - of accounts that live for one bench
LINK = "kannel"
#: Filed this working day: nothing is late or forgotten, which would raise thousands of alerts at the start.
FILED_SECONDS, ANSWER_SECONDS = 8 * 3600, 30 * 24 * 3600
TOGETHER = 250
MOTIVES = ("AMOUNT", "ELIGIBILITY", "PAYMENT", "DATA")
STORIES = {
    "fr": "mon fils a encore 20 ans, il est au lycee, j'ai le certificat",
    "ar": "ابني ما زال في الثانوية وعمره عشرون سنة",
    "ary_Latn": "weldi ba9i kay9ra f lycee 3ndo certificat",
}


@dataclass(frozen=True, slots=True)
class Staff:
    """Logins that share a password and an authenticator."""

    logins: tuple[str, ...]
    secret: bytes


async def fill_office(database: Path, kept: Kept, officers: int, tickets: int) -> Staff:
    """Save the accounts, and file a ticket for each of the registry's last households."""
    keys = Keys.load(kept.keys)
    store = SqliteStore(database, keys, words_of=search_words)
    await store.open()
    try:
        staff = Staff(tuple(f"officer{number}" for number in range(officers)), new_secret())
        first = await asyncio.to_thread(new_officer, staff.logins[0], "Bench", PASSWORD)
        for login in staff.logins:
            await store.save_officer(replace(first, login=login))
            await store.save_second_step(login, SecondStep(staff.secret, confirmed=True))
        waiting = list(_tickets(kept, keys, tickets))
        for start in range(0, tickets, TOGETHER):
            await _file(store, waiting[start : start + TOGETHER])
    finally:
        await store.close()
    return staff


def _tickets(kept: Kept, keys: Keys, number: int) -> Iterator[NewTicket]:
    now, vault = int(time.time()), vault_of(keys)
    regions = [case.region for case in demo_cases(datetime.now(UTC).date())]
    languages = cycle(STORIES.items())
    for at, index in enumerate(range(kept.households - number, kept.households)):
        language, story = next(languages)
        created = now - (at * 7919) % FILED_SECONDS  # a prime: households and hours are mixed
        yield NewTicket(
            reference=new_reference(),
            programme=PROGRAMME,
            nature="recours",
            motive=MOTIVES[at % len(MOTIVES)],
            phone=phone_of(index),
            link=LINK,
            language=language,
            story=story,
            case_id=vault.case_id(number_of(index)),
            region=regions[index % len(regions)],
            subject={},
            created_at=created,
            due_at=created + ANSWER_SECONDS,
        )


async def _file(store: SqliteStore, tickets: list[NewTicket]) -> None:
    """As phones do it, many at once: a message, its turn, the ticket in it."""
    filed = {ticket.phone: ticket for ticket in tickets}
    await asyncio.gather(*(store.accept_mo(_message(ticket)) for ticket in tickets))
    claimed = await store.claim_mos(len(tickets), int(time.time()))
    turns = (
        Turn(one.mo_id, one.session, one.mo.received_at, tickets=(filed[one.mo.sender],)) for one in claimed
    )
    await asyncio.gather(*map(store.commit_turn, turns))


def _message(ticket: NewTicket) -> MoMessage:
    return MoMessage(LINK, ticket.reference, ticket.phone, "555", ticket.story, ticket.created_at)
