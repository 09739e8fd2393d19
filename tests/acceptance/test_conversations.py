"""Every conversation of conversations/, held over HTTP with the whole service."""

from __future__ import annotations

import asyncio
import re
import shutil
from contextlib import asynccontextmanager
from datetime import datetime
from itertools import count
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from programmes.demo import demo_cases
from sms_gateway.app import open_service
from sms_gateway.demo import demo_settings, prepare_demo
from sms_gateway.web import listening, web_app
from storage.records import MoKind, MtState, ThreadMessage, TicketQuery
from tests.acceptance.conversation import Conversation, ConversationError, Line, conversations, filled, read

CONVERSATIONS = conversations()


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The demo's folder, made once."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    prepare_demo(demo_settings({"service": {"data_folder": folder}}))
    return folder


class Phone:
    """A phone whose messages go in by HTTP, with its answers as the provider was handed them."""

    def __init__(self, number, service, client):
        self.number, self._service, self._client = number, service, client
        self._ids = count(10_000_000)

    async def texts(self, words):
        """Send a message; gives the answers that it got (one, or none)."""
        before = len(await self._answers())
        message = {"number": self.number, "text": words, "id": str(next(self._ids))}
        async with self._client.post("/phone/send", json=message) as taken:
            assert taken.status == 200, await taken.text()
        await self._settled()
        return (await self._answers())[before:]

    async def transcript(self):
        """The conversation as the emulator exports it."""
        async with self._client.get("/phone/transcript", params={"number": self.number}) as exported:
            assert exported.status == 200
            return await exported.text()

    async def dials(self, code):
        """Begin a USSD session; gives what came: the screen, and SMS beside it."""
        self._session, self._typed = f"session-{next(self._ids)}", code.removeprefix("*555").strip("*#")
        return await self._hop()

    async def types(self, words):
        """Type into the open session; gives what came."""
        self._typed = f"{self._typed}*{words}" if self._typed else words
        return await self._hop()

    async def does(self, line, words):
        """What the person does in a line; gives the answers, and the SMS that came beside a screen."""
        if line.does == "person":
            return await self.texts(words), []
        came = await (self.dials if line.does == "person dials" else self.types)(words)
        screens = [answer for answer in came if answer.kind is MoKind.USSD]
        return screens[-1:], [answer for answer in came if answer.kind is MoKind.SMS]

    async def _hop(self):
        before = len(await self._answers())
        hop = {"number": self.number, "session": self._session, "typed": self._typed}
        async with self._client.post("/phone/ussd", json=hop) as taken:
            assert taken.status == 200, await taken.text()
        await self._settled()
        return (await self._answers())[before:]

    async def _settled(self):
        async with asyncio.timeout(10):
            while await self._busy():
                await asyncio.sleep(0.01)

    async def tickets(self):
        """The tickets of this phone, sensitive ones too."""
        store = self._service.store
        queries = [TicketQuery(phone=self.number, sensitive=sensitive) for sensitive in (False, True)]
        return [ticket for query in queries for ticket in await store.tickets(query)]

    async def _busy(self):
        """Whether a message waits for its turn, or an answer for its delivery."""
        waiting = (await self._service.store.counts())["mo:waiting"]
        return waiting or any(
            answer.state != MtState.DELIVERED for answer in await self._answers() if answer.kind is MoKind.SMS
        )

    async def _answers(self):
        return [line for line in await self._service.store.thread(self.number, 200) if not line.inbound]


@asynccontextmanager
async def phone_of(number, folder):
    settings = demo_settings({"service": {"data_folder": folder, "port": 0}})
    async with (
        open_service(settings) as service,
        listening(web_app(service), "127.0.0.1", 0) as port,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as client,
    ):
        yield Phone(number, service, client)


def facts_of_demo():
    """What `{case 101}` and the like stand for."""
    today = datetime.now(ZoneInfo("Africa/Casablanca")).date()
    facts = {}
    for household, case in enumerate(demo_cases(today), 101):
        facts |= {f"case {household}": case.number, f"birth year {household}": str(case.head_birth_year)}
    return facts


@pytest.mark.parametrize("told", CONVERSATIONS, ids=lambda told: told.file)
async def test_a_conversation_goes_as_it_is_told(told, demo, tmp_path):
    shutil.copytree(demo, tmp_path / "demo")
    async with phone_of(told.phone, tmp_path / "demo") as phone:
        await hold(told, phone)


async def hold(told, phone):
    """Hold a conversation line by line; what is not as it is told fails."""
    facts = facts_of_demo()
    for number, line in enumerate(told.lines, 1):
        known = {ticket.reference for ticket in await phone.tickets()}
        words = filled(line.person, facts)
        answers, beside = await phone.does(line, words)
        filed = [ticket for ticket in await phone.tickets() if ticket.reference not in known]
        complaint = complaint_about(told, line, answers, filed, beside)
        assert not complaint, f"{told.file}, line {number}, person: {words}\n{complaint}"
        if filed:
            facts["reference"] = filed[-1].reference


def complaint_about(told, line, answers, filed, beside=()):
    """What is not as it is told; "" where all is."""
    said = "\n".join(answer.text for answer in answers)
    parts, motives = sum(answer.parts for answer in answers), [ticket.motive for ticket in filed]
    checks = {
        "silence" if line.silent else "one answer": len(answers) == (0 if line.silent else 1),
        f"an answer in {told.language}": all(speaks(answer, told.language) for answer in answers),
        f"the words {line.contains}": all(words in said for words in line.contains),
        f"none of the words {line.never}": not any(words in said for words in line.never),
        "an SMS beside the screen" if line.sms else "no SMS beside the screen": bool(beside) == line.sms,
        f"{line.parts} parts at most": line.parts is None or parts <= line.parts,
        f"a ticket: {line.ticket or 'none'}": motives == ([line.ticket] if line.ticket else []),
        "the ticket's number": all(spoken(ticket.reference) in said for ticket in filed),
    }
    missed = [expected for expected, holds in checks.items() if not holds]
    if not missed:
        return ""
    return (
        f"expected {'; '.join(missed)}\nin {parts} parts, tickets filed: {motives}, the service said:\n{said}"
    )


def speaks(answer, language):
    """A screen of a phone whose language nobody knows yet has none."""
    return answer.language == language or (answer.kind is MoKind.USSD and not answer.language)


def spoken(reference):
    return re.sub(r"(\d{3})(?=\d)", r"\1.", reference)


@pytest.mark.parametrize(
    ("expected", "complaint"),
    [
        ({"silent": True}, "silence"),
        ({"contains": ("Bonsoir",)}, "the words ('Bonsoir',)"),
        ({"never": ("jour",)}, "none of the words ('jour',)"),
        ({"parts": 1}, "1 parts at most"),
        ({"ticket": "AMOUNT"}, "a ticket: AMOUNT"),
        ({}, ""),
    ],
)
def test_what_is_not_as_told_is_complained_about(expected, complaint):
    told = Conversation("a.yaml", "a story", "+212600000101", "fr")
    answer = ThreadMessage(0, inbound=False, text="Bonjour", language="fr", parts=2)
    said = complaint_about(told, Line("x", **expected), [answer], [])
    assert said.partition("\n")[0].removeprefix("expected ") == complaint


def test_there_are_conversations_in_every_language():
    assert {told.language for told in CONVERSATIONS} == {"fr", "ar", "ary_Latn"}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("story: a\nphone: b\nlanguage: fr\nlines: [{persn: x}]", "line 1: 'persn' is not known"),
        (
            "story: a\nphone: b\nlanguage: fr\nlines: [{ticket: x}]",
            "line 1: exactly one of ['person', 'person dials', 'person types']",
        ),
        ("story: a\nlanguage: fr\nlines: []", "'phone' is missing"),
        ("- just\n- words", "each with a colon"),
        ("story: [", "bad.yaml"),
    ],
)
def test_a_file_that_is_written_wrongly_says_where(tmp_path, text, complaint):
    file = tmp_path / "bad.yaml"
    file.write_text(text)
    with pytest.raises(ConversationError, match=re.escape(complaint)):
        read(file)


async def test_a_conversation_that_the_emulator_exports_is_held_again_as_it_is(demo, tmp_path):
    for name in ("first", "second"):
        shutil.copytree(demo, tmp_path / name)
    number = "+212600000101"
    async with phone_of(number, tmp_path / "first") as phone:
        await phone.texts("ou est ma demande svp")
        await phone.dials("*555#")
        for words in ("3", "1", "mon fils a encor 20 ans * il es au lycee", "1"):
            await phone.types(words)
        await phone.texts("merci")
        file = tmp_path / "exported.yaml"
        file.write_text(await phone.transcript(), encoding="utf-8")
    told = read(file)
    assert [line.ticket for line in told.lines if line.ticket] == ["AMOUNT"]
    assert sum(line.sms for line in told.lines) == 1
    async with phone_of(number, tmp_path / "second") as phone:
        await hold(told, phone)
