"""The service with the demo's households, and the phones that talk with it."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from contextlib import asynccontextmanager
from itertools import count

import aiohttp

from bot.proxy import listed
from console.accounts import DEMO_APPEALS, DEMO_LOGIN, DEMO_SECOND
from sms_gateway.app import open_service
from sms_gateway.demo import demo_settings, prepare_demo
from sms_gateway.web import listening, web_app
from storage.records import AuditEntry, MoKind, MtState, TicketQuery
from tests.acceptance.conversation import AROUND
from tests.acceptance.officers import ACTS, OfficerAtTheDesk
from tests.acceptance.providers import Providers

NOUR = "Nour "


class Served:
    """A running service, its providers and its officer."""

    def __init__(self, service, providers, desks):
        self.service, self.providers, self.desks = service, providers, desks

    def phone(self, number, channel="phone"):
        """A phone whose messages go in by the channel's own calls."""
        return Phone(number, channel, self)


@asynccontextmanager
async def served(folder):
    """Serve what is in `folder` until the end of the context."""
    async with Providers().open() as providers:
        settings = demo_settings(
            {"service": {"data_folder": folder, "port": 0}, "console": {"undo_seconds": 0}}
        )
        settings = settings.model_copy(update={"links": {**settings.links, **providers.links()}})
        password = (await asyncio.to_thread(prepare_demo, settings)).password
        async with open_service(settings) as service, listening(web_app(service), "127.0.0.1", 0) as port:
            address = f"http://127.0.0.1:{port}"
            desks = {
                "officer": OfficerAtTheDesk(address, password, DEMO_LOGIN, DEMO_SECOND),
                "another supervisor": OfficerAtTheDesk(address, password, *DEMO_APPEALS),
            }
            async with aiohttp.ClientSession(address) as providers.client:
                yield Served(service, providers, desks)
                for desk in desks.values():
                    await desk.leaves()


class Phone:
    """What a person does with a phone, with its answers as the provider was handed them."""

    _sessions = count(1)

    def __init__(self, number, channel, served):
        self.number, self._channel, self._served = number, channel, served
        self._store = served.service.store

    async def texts(self, words):
        """Send a message; gives the answers that it got (one, or none)."""
        return await self._gets(self._served.providers.text(self._channel, self.number, words))

    async def dials(self, code):
        """Begin a USSD session; gives what came: the screen, and SMS beside it."""
        self._session, self._typed = f"session-{next(self._sessions)}", code.removeprefix("*555").strip("*#")
        return await self._hop()

    async def types(self, words):
        """Type into the open session; gives what came."""
        self._typed = f"{self._typed}*{words}" if self._typed else words
        return await self._hop()

    async def does(self, line, words, reference):
        """What happens in a line; gives the answers, and the SMS that came beside a screen."""
        if line.does in ACTS:
            who = line.does.rpartition(" ")[0]
            acts = self._served.desks[who].acts(line.does, words, line.reason, reference)
            return await self._gets(acts, at_least=0 if line.silent else 1), []
        if line.does in AROUND:
            return await self._gets(self._association(line.does, words)), []
        if line.does == "hours pass":
            passing = hours_pass(self._store, float(words))
            return await self._gets(passing, at_least=0 if line.silent else 1), []
        if line.does == "person":
            return await self.texts(words), []
        came = await (self.dials if line.does == "person dials" else self.types)(words)
        screens = [answer for answer in came if answer.kind is MoKind.USSD]
        return screens[-1:], [answer for answer in came if answer.kind is MoKind.SMS]

    async def transcript(self):
        """The conversation as the emulator exports it."""
        client = self._served.providers.client
        async with client.get("/phone/transcript", params={"number": self.number}) as exported:
            assert exported.status == 200
            return await exported.text()

    async def tickets(self):
        """The tickets of this phone, sensitive ones too."""
        queries = [TicketQuery(phone=self.number, sensitive=sensitive) for sensitive in (False, True)]
        return [ticket for query in queries for ticket in await self._store.tickets(query)]

    async def _association(self, does, number):
        """This phone is an association's, with or without a household on its list."""
        case, entry = (
            await self._served.service.registry.case_by_number(number),
            AuditEntry(0, "cli", does, NOUR),
        )
        if does == "association drops":
            await self._store.unlist_household(NOUR + self.number, case.case_id, entry)
            return
        await self._store.save_association(NOUR + self.number, self.number, entry)
        await self._store.list_household(NOUR + self.number, listed(case), entry)

    async def _hop(self):
        providers = self._served.providers
        return await self._gets(providers.dial(self._channel, self.number, self._session, self._typed))

    async def _gets(self, deed, at_least=0):
        """What comes to the phone of something done, once all of it is there; an officer's question takes a tick."""
        before = Counter(map(_which, await self._answers()))
        await deed
        async with asyncio.timeout(20):
            while await self._busy() or len(await self._answers()) < before.total() + at_least:
                await asyncio.sleep(0.01)
        return [answer for answer in await self._answers() if not _seen(answer, before)]

    async def _busy(self):
        """Whether a message waits for its turn, or an answer for its delivery."""
        waiting = (await self._store.counts())["mo:waiting"]
        return waiting or any(
            answer.state != MtState.DELIVERED for answer in await self._answers() if answer.kind is MoKind.SMS
        )

    async def _answers(self):
        return [line for line in await self._store.thread(self.number, 200) if not line.inbound]


async def hours_pass(store, hours):
    """What the clock would bring in these hours comes now; the service looks for it every second."""
    while await store.fire_wakeups(int(time.time() + hours * 3600), 100):
        while (await store.counts())["mo:waiting"]:
            await asyncio.sleep(0.01)


def _which(answer):
    """What tells one answer from another: within a second their order in the thread may change."""
    return answer.at, answer.kind, answer.text


def _seen(answer, before):
    before[_which(answer)] -= 1
    return before[_which(answer)] >= 0
