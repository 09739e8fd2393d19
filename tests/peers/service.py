"""Our side of the line: the whole service with the demo's households. It can go down and come back."""

import asyncio
import shutil
from contextlib import asynccontextmanager

from sms_gateway.app import open_service
from sms_gateway.segments import measure
from sms_gateway.settings import KannelLink, Settings
from sms_gateway.web import listening, web_app
from storage.records import MtMessage, MtState, TicketQuery
from tests.peers.kannel import PASSWORD, SECRET, joined

LINK, OURS = "kannel", "5757"
#: These tests text more in a minute than a person does.
LIMITS = {"messages_per_minute": 1000, "messages_per_hour": 10_000}


def settings_of(folder, port, sendsms_port):
    """recours.toml as our page gives it, with the ports of a test."""
    link = KannelLink(
        kind="kannel",
        number=OURS,
        secret=SECRET,
        sendsms_url=f"http://127.0.0.1:{sendsms_port}/cgi-bin/sendsms",
        username="recours",
        password=PASSWORD,
    )
    return Settings(service={"data_folder": folder, "port": port}, limits=LIMITS, links={LINK: link})


class Service:
    """`households`: a folder with keys, registry and store to begin with."""

    def __init__(self, folder, households, port, sendsms_port):
        shutil.copytree(households, folder)
        self.settings = settings_of(folder, port, sendsms_port)
        self.port = port

    @asynccontextmanager
    async def up(self):
        """Serve until the end of the context."""
        async with (
            open_service(self.settings) as self._service,
            listening(web_app(self._service), "127.0.0.1", self.port),
        ):
            self.store = self._service.store
            yield self

    @asynccontextmanager
    async def refusing(self):
        """Serve with a store that cannot write: every message is answered 503."""
        async with self.up():
            await self.store.close()
            yield self

    async def send(self, text, recipient):
        """Queue a message of the service's own; its id."""
        part = MtMessage(LINK, recipient, OURS, text, "fr", measure(text).parts)
        (mt_id,) = await self.store.enqueue_mts([part])
        self._service.notify_delivery(LINK)
        return mt_id

    async def becomes(self, mt_id, state, seconds=15):
        """Wait until a message is in a state."""
        async with asyncio.timeout(seconds):
            while (await self.store.mt_states([mt_id]))[mt_id] is not state:
                await asyncio.sleep(0.05)

    async def heard(self, number):
        """The texts that a phone sent and we kept."""
        return [line.text for line in await self.store.thread(number, 300) if line.inbound]

    async def answers(self, number):
        """What a phone was answered."""
        return [line for line in await self.store.thread(number, 300) if not line.inbound]

    async def answered(self, number, count, seconds=15):
        """Wait until a phone was answered so often in all; the answers."""
        async with asyncio.timeout(seconds):
            while len(answers := await self.answers(number)) < count:
                await asyncio.sleep(0.02)
        return answers

    async def delivered(self, number, seconds=15):
        """Wait until every answer to a phone is reported delivered."""
        async with asyncio.timeout(seconds):
            while {line.state for line in await self.answers(number)} != {MtState.DELIVERED}:
                await asyncio.sleep(0.05)

    async def tickets(self, number):
        return await self.store.tickets(TicketQuery(phone=number))


class Person:
    """Somebody with a phone (`+2126...`) in reach of Kannel."""

    def __init__(self, phone, service, number, *, ucs2=False):
        self.phone, self.service, self.number, self._ucs2 = phone, service, number, ucs2

    @property
    def screen(self):
        """The parts that this phone was sent."""
        return [part for part in self.phone.screen if part.receiver == self.number]

    def texts(self, words):
        self.phone.says(words, sender=f"0{self.number[4:]}", ucs2=self._ucs2)

    def texts_in_parts(self, words):
        self.phone.says_in_parts(words, sender=f"0{self.number[4:]}")

    async def asks(self, words):
        """Text and wait for the answer; it reaches the phone word for word, in the parts that we count."""
        before = len(await self.service.answers(self.number))
        self.texts(words)
        return await self.hears(before + 1)

    async def hears(self, count):
        """Wait for so many answers in all to be on the screen; gives the last one's text."""
        answers = await self.service.answered(self.number, count)
        parts, last = sum(answer.parts for answer in answers), answers[-1]
        encoding = "utf-8" if measure(last.text).encoding == "GSM-7" else "utf-16-be"
        await self.phone.shows(
            lambda: len(self.screen) == parts and joined(self.screen[-last.parts :], encoding) == last.text
        )
        assert sorted(part.number for part in self.screen[-last.parts :]) == list(range(1, last.parts + 1))
        return last.text
