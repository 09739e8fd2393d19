"""Nothing blocks the event loop on the way of a message: no file, lock, sleep or query but those that stand in a list."""

from __future__ import annotations

import time
from contextlib import contextmanager

from blockbuster import blockbuster_ctx
from structlog.testing import capture_logs

from tests.unit.service.conversing import REFUSED, STRANGER, until

ROOMS = ["bot", "nlu", "programmes", "sms_gateway", "storage", "locales"]
#: What may be called on the loop by whom, and why.
ALLOWED = (
    (
        "sqlite3.",
        "storage/sqlite/writer.py",
        {"__init__", "_next"},
        "a group's statements: 5 ms at most, COMMIT is a thread's (ADR 0003)",
    ),
    (
        "sqlite3.",
        "programmes/registry/embedded/registry.py",
        {"cases_of_phone", "case", "case_by_number"},
        "one row of a file in the page cache: tens of microseconds, less than a thread's (ADR 0004)",
    ),
    (
        "",
        "programmes/registry/embedded/registry.py",
        {"_newest"},
        "has the registry been swapped? asked ten times a second at most; opened once a swap",
    ),
)
CONVERSATIONS = (
    ("+212600000101", ("ou est ma demande svp", "1", "0", "pk mn montant a baissé", "0")),
    (REFUSED, ("أين وصل طلبي", "1", "الدخل المسجل غير صحيح", "1")),
    ("+212600000105", ("fin wsel dossier dyali", "menu", "2")),
    (STRANGER, ("bonsoir la famille comment", "où est le bureau à Settat", "langue", "2")),
)


@contextmanager
def watched():
    """A file, a lock, a sleep or a query on the event loop is an error, but those of `ALLOWED`."""
    with blockbuster_ctx(ROOMS) as watch:
        for name, function in watch.functions.items():
            for kind, file, functions, _why in ALLOWED:
                if name.startswith(kind):
                    function.can_block_in(file, functions)
        yield


async def test_conversations_in_three_languages_block_nothing(service):
    async with service.open():
        with watched():
            await converse(service)
        [ticket] = await service.tickets(REFUSED)
    assert ticket.story


async def converse(service):
    for phone, words in CONVERSATIONS:
        for text in words:
            await service.asks(text, phone)


async def test_the_watch_sees_a_sleep_on_the_loop(service):
    class Sleepy:
        async def parse(self, text):
            time.sleep(0.001)

    async with service.open(parser=Sleepy()):
        with watched(), capture_logs() as logged:
            await service.texts("menu")

            async def failed():
                return [line for line in logged if line["event"] == "turn failed"]

            await until(failed)
    assert [line["error"] for line in logged][:1] == ["BlockingError"]
