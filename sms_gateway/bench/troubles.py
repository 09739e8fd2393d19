"""What befalls a service while others use it: each is begun, goes on beside them, and says what it did."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aiohttp

from sms_gateway.bench.kept import Kept
from sms_gateway.bench.server import TARGET
from sms_gateway.bench.wire import connect
from storage.fields import Keys
from storage.records import MtMessage
from storage.sqlite import SqliteStore

MANY = 10_000
AT_ONCE = 16
#: A second: several times what may wait for a registry, and no more than the machine has turns for.
CROWD = 100.0
#: More than may wait for their password's check.
SIGNING_IN = 40
FLOODER = "+212699999999"
STATUS = "ou est ma demande svp"
DEAD_LINK = """
[links.dead]
kind = "kannel"
number = "556"
secret = "nobody-knows"
sendsms_url = "http://127.0.0.1:{port}/cgi-bin/sendsms"
username = "bench"
password = "bench"
pace = 10000
"""
#: Nothing gives up on it for long: it is as slow as may be, all the time.
SLOW_REGISTRY = """
[dci]
url = "http://127.0.0.1:{port}/search"
sender_id = "bench"
deadline = 3.0
tries = 1
failures = 1000000
"""

Done = Callable[[], str]
#: One of several that make a trouble: its number, and what is counted.
Lane = Callable[[int, Counter[str]], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class Place:
    """A running service: its folder and port, what it was made of, and a port where nobody listens yet."""

    folder: Path
    port: int
    kept: Kept
    other_port: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """`settings` are more tables for recours.toml; `asks_nothing` where the others ask no registry."""

    name: str
    made: Callable[[Place], AbstractAsyncContextManager[Done]]
    settings: str = ""
    asks_nothing: bool = False


@asynccontextmanager
async def dead_link(place: Place) -> AsyncIterator[Done]:
    """Ten thousand messages wait for a link that refuses every connection."""
    store = SqliteStore(place.folder / "recours.db", Keys.load(place.kept.keys))
    await store.open()
    try:
        for first in range(0, MANY, 500):
            notices = [
                MtMessage("dead", FLOODER, "556", f"notice {first + number}", "fr", 1)
                for number in range(500)
            ]
            await store.enqueue_mts(notices)
        yield lambda: f"{MANY} messages wait for it"
    finally:
        await store.close()


@asynccontextmanager
async def flood(place: Place) -> AsyncIterator[Done]:
    """One phone sends ten thousand messages, as fast as they are taken."""
    async with _beside(_one_phone(place), AT_ONCE) as sent:
        yield lambda: f"{sent['sent']} messages of one phone"


@asynccontextmanager
async def slow_registry(place: Place) -> AsyncIterator[Done]:
    """A crowd asks for what the registry knows, and it never answers."""
    callers: list[asyncio.BaseTransport] = []
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Silent(callers), "127.0.0.1", place.other_port)
    async with server, _beside(_crowd(place), AT_ONCE) as sent:
        yield lambda: f"{sent['sent']} phones ask it"
    for caller in callers:
        caller.close()


@asynccontextmanager
async def sign_ins(place: Place) -> AsyncIterator[Done]:
    """Wrong passwords for ever new accounts."""
    async with _beside(_passwords(place), SIGNING_IN) as sent:
        yield lambda: ", ".join(f"{number} answered {status}" for status, number in sorted(sent.items()))


TROUBLES = {
    "dead-link": Trouble("a dead link", dead_link, DEAD_LINK),
    "flood": Trouble("one phone floods", flood),
    "slow-registry": Trouble("a registry that hangs", slow_registry, SLOW_REGISTRY, asks_nothing=True),
    "sign-ins": Trouble("a flood of sign-ins", sign_ins),
}


@asynccontextmanager
async def _beside(lane: Lane, lanes: int) -> AsyncIterator[Counter[str]]:
    """Run so many lanes of a trouble beside the body; what each did is counted."""
    done: Counter[str] = Counter()
    tasks = [asyncio.create_task(lane(number, done)) for number in range(lanes)]
    try:
        yield done
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _one_phone(place: Place) -> Lane:
    async def lane(number: int, done: Counter[str]) -> None:
        connection = await connect("127.0.0.1", place.port)
        while done["sent"] < MANY:
            done["sent"] += 1
            await connection.get(_asked(FLOODER, f"flood-{number}-{done['sent']}", f"menu {done['sent']}"))

    return lane


def _crowd(place: Place) -> Lane:
    async def lane(number: int, done: Counter[str]) -> None:
        connection = await connect("127.0.0.1", place.port)
        while done["sent"] < MANY:
            done["sent"] += 1
            phone = f"+21267{done['sent']:07}"
            await connection.get(_asked(phone, f"crowd-{number}-{done['sent']}", STATUS))
            await asyncio.sleep(AT_ONCE / CROWD)

    return lane


def _passwords(place: Place) -> Lane:
    address = f"http://127.0.0.1:{place.port}"

    async def lane(number: int, done: Counter[str]) -> None:
        async with aiohttp.ClientSession(address, headers={"Origin": address}) as client:
            while True:
                form = {"login": f"officer{number}-{done.total()}", "password": "not the password"}
                async with client.post("/console/sign-in", data=form, allow_redirects=False) as answer:
                    done[str(answer.status)] += 1

    return lane


def _asked(phone: str, message_id: str, text: str) -> str:
    return f"{TARGET}&from={quote(phone)}&id={message_id}&text={quote(text)}"


class Silent(asyncio.Protocol):
    """Takes every request and never answers."""

    def __init__(self, callers: list[asyncio.BaseTransport]) -> None:
        self._callers = callers

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep it, to hang up at the end."""
        self._callers.append(transport)
