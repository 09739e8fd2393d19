"""The conversing part of a service over real parts: store, registry of the demo, parser, pack and engine."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from itertools import count
from zoneinfo import ZoneInfo

from nlu.cascade import CascadeParser
from programmes.demo import demo_cases
from programmes.pack import load_programme
from programmes.registry.embedded import EmbeddedRegistry, FileGenerations
from programmes.registry.importing import Sources, import_registry
from sms_gateway.composing import Composer
from sms_gateway.converse import Converser
from sms_gateway.facts import Facts
from sms_gateway.flood import Flood
from sms_gateway.given import open_engine, open_wording
from sms_gateway.identify import Identifier
from sms_gateway.outgoing import Outgoing
from sms_gateway.referral import Referral
from sms_gateway.registry_vault import vault_of
from sms_gateway.thinking import Thinker
from sms_gateway.ussd.screens import Screens
from storage.records import MoMessage, TicketQuery
from storage.references import new_reference
from storage.sqlite import SqliteStore
from tests.stores import migrated

PACK = load_programme("ma_asd")
WORDING = open_wording(PACK)
LINK, OURS = "line", "5555"
NOON = datetime(2025, 11, 22, 12, tzinfo=ZoneInfo(PACK.timezone))
NOW = int(NOON.timestamp())
CASES = tuple(demo_cases(NOON.date()))
#: A household that is paid and whose amount dropped, one that was refused, and a phone that nobody knows.
ACCEPTED, REFUSED, STRANGER = "+212600000101", "+212600000102", "+212611111111"


def import_households(folder, keys, pack=PACK):
    """The CSV files in a folder as the registry there, at noon of the conversations' day."""
    generations, sources = FileGenerations(folder / "registry.db"), Sources.in_folder(folder)
    report = import_registry(generations, sources, pack, vault_of(keys), today=NOON.date())
    assert report.refused == []


class Conversing:
    """A folder with a registry, and a service's conversing half over it; it can be opened again and again."""

    def __init__(self, folder, keys, pack=PACK):
        self.folder, self.keys, self.pack = folder, keys, pack
        self.now = NOW
        self.parser = CascadeParser()
        self.draw_reference = new_reference
        self._numbers = count(1)

    @asynccontextmanager
    async def open(self, **changes):
        """Run until the context ends; `changes` replace parts of the converser."""
        self.store = SqliteStore(migrated(self.folder / "recours.db"), self.keys, now=lambda: self.now)
        await self.store.open()
        self.registry = EmbeddedRegistry(self.folder / "registry.db", vault_of(self.keys))
        self.converser = self._converser(**changes)
        running = asyncio.create_task(self.converser.run())
        try:
            yield self
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running
            self.registry.close()
            await self.store.close()

    def _converser(self, **changes):
        outgoing = Outgoing(open_wording(self.pack), {LINK: OURS}, self.pack.languages[0])
        composer = changes.pop("composer", None) or Composer(outgoing, Screens(outgoing))
        self.thinker = self._thinker(composer, changes.pop("draw_reference", self.draw_reference))
        for name in {"facts", "parser", "deadline", "quiet"} & changes.keys():
            setattr(self.thinker, name, changes.pop(name))
        return Converser(
            **{"flood": Flood(), "now": lambda: self.now}
            | changes
            | {"store": self.store, "thinking": self.thinker, "composer": composer}
        )

    def _thinker(self, composer, draw_reference):
        identifier = Identifier(self.store, self.registry)
        engine = open_engine(self.pack, composer.outgoing.wording)
        facts = Facts(self.store, self.registry, identifier, Referral(self.pack.key))
        return Thinker(self.parser, engine, facts, composer, draw_reference, now=lambda: self.now)

    async def texts(self, words, phone=ACCEPTED):
        """The phone sends a message; it is kept when this returns, and not yet answered."""
        message = MoMessage(LINK, f"id-{next(self._numbers)}", phone, OURS, words, self.now)
        await self.converser.accept(message)

    async def asks(self, words, phone=ACCEPTED):
        """The phone sends a message and waits for the one answer; gives its text."""
        before = len(await self.answers(phone))
        await self.texts(words, phone)
        return (await self.hears(before + 1, phone))[-1]

    async def hears(self, number, phone=ACCEPTED):
        """Wait until the phone was answered so often in all; gives the texts."""

        async def heard():
            return len(await self.answers(phone)) >= number

        await until(heard)
        return await self.answers(phone)

    async def answers(self, phone=ACCEPTED):
        return [line.text for line in await self.store.thread(phone, 500) if not line.inbound]

    async def heard(self, phone=ACCEPTED):
        """What the phone sent and we kept."""
        return [line.text for line in await self.store.thread(phone, 500) if line.inbound]

    async def idle(self):
        """Wait until no message waits."""

        async def nothing_waits():
            return (await self.store.counts())["mo:waiting"] == 0

        await until(nothing_waits)

    async def tickets(self, phone=ACCEPTED):
        return await self.store.tickets(TicketQuery(phone=phone))

    def wait(self, seconds):
        """Let time pass."""
        self.now += seconds
        self.converser.notify()


async def until(condition, seconds=10):
    """Wait until `await condition()` holds."""
    async with asyncio.timeout(seconds):
        while not await condition():
            await asyncio.sleep(0.005)
