"""Processes that think for a service: they say what it would say, and one that dies loses no message."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
from contextlib import asynccontextmanager, closing
from itertools import count

import aiohttp
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.app import open_service
from sms_gateway.demo import demo_settings, prepare_demo
from sms_gateway.settings import SettingsError, load_settings
from sms_gateway.thinkers import pool
from sms_gateway.thinkers.storing import StoreAtService, answer
from sms_gateway.thinkers.wire import Ask, Failed, FromThinker, Ready, Think, ToThinker, Wire
from sms_gateway.thinking import ThinkerLostError, ThoughtFailedError
from sms_gateway.web import listening, web_app
from storage.errors import StoreError
from storage.records import ClaimedMo, MoKind, MoMessage, Session, TicketQuery
from tests.unit.service.conversing import ACCEPTED, STRANGER, until

#: Asks for the registry, the model, the store's tickets and its tries; files a ticket.
STORY = (
    (ACCEPTED, "ou est ma demande svp"),
    (ACCEPTED, "3lach nqsat l flous"),
    (ACCEPTED, "recours"),
    (ACCEPTED, "1"),
    (ACCEPTED, "mon fils n est pas compte"),
    (ACCEPTED, "1"),
    (ACCEPTED, "ou en est mon recours"),
    (STRANGER, "ou est ma demande"),
    (STRANGER, "MA0000000000"),
    (STRANGER, "1980"),
)


@pytest.fixture
async def folder(tmp_path):
    await asyncio.to_thread(prepare_demo, _settings(tmp_path / "demo", 0))
    return tmp_path / "demo"


def _settings(folder, thinkers):
    return demo_settings({"service": {"data_folder": folder, "port": 0, "thinkers": thinkers}})


class Phones:
    """Sends by the browser's phone, and waits for each answer."""

    def __init__(self, service, client):
        self.service, self.client = service, client
        self.store, self.pool = service.store, service.thinking
        self._numbers = count(1)

    async def sends(self, phone, words):
        message = {"number": phone, "text": words, "id": f"message-{next(self._numbers)}"}
        async with self.client.post("/phone/send", json=message) as taken:
            assert taken.status == 200

    async def answers(self, phone):
        return [line.text for line in await self.store.thread(phone, 500) if not line.inbound]

    async def hears(self, phone, number):
        async def heard():
            return len(await self.answers(phone)) >= number

        await until(heard, 30)
        return await self.answers(phone)

    def thinkers(self):
        """As /metrics tells it."""
        lines = self.service.metrics.exposition({}).decode().splitlines()
        return next(float(line.split()[1]) for line in lines if line.startswith("recours_thinkers "))

    async def asks(self, phone, words):
        before = len(await self.answers(phone))
        await self.sends(phone, words)
        return (await self.hears(phone, before + 1))[-1]


@asynccontextmanager
async def phones(folder, thinkers=1):
    async with (
        open_service(_settings(folder, thinkers)) as service,
        listening(web_app(service), "127.0.0.1", 0) as port,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as client,
    ):
        yield Phones(service, client)


async def _told(folder, thinkers):
    async with phones(folder, thinkers) as some:
        said = [await some.asks(phone, words) for phone, words in STORY]
        (ticket,) = await some.store.tickets(TicketQuery(phone=ACCEPTED))
        return [text.replace(_grouped(ticket.reference), "REFERENCE") for text in said]


def _grouped(reference):
    return ".".join(reference[at : at + 3] for at in range(0, len(reference), 3))


async def test_a_thinker_says_what_the_service_itself_would_say(tmp_path):
    said = []
    for name, thinkers in (("here", 0), ("there", 2)):
        await asyncio.to_thread(prepare_demo, _settings(tmp_path / name, 0))
        said.append(await _told(tmp_path / name, thinkers))
    assert said[0] == said[1]
    assert any("REFERENCE" in text for text in said[0])


async def test_a_message_whose_thinker_is_killed_is_answered_by_the_next_once(folder, monkeypatch):
    monkeypatch.setattr(pool, "LOOK_SECONDS", 0.5)
    async with phones(folder) as some:
        first = some.pool.processes[0].pid
        assert some.thinkers() == 1
        os.kill(first, signal.SIGSTOP)
        await some.sends(ACCEPTED, "ou est ma demande svp")

        async def is_under_way():
            return some.pool.processes[0].load == 1

        await until(is_under_way)
        os.kill(first, signal.SIGKILL)

        async def is_noticed():
            return some.thinkers() == 0

        await until(is_noticed)
        assert "ACCEPTEE" in (await some.hears(ACCEPTED, 1))[0]
        assert "1" in await some.asks(ACCEPTED, "menu")
        assert len(await some.answers(ACCEPTED)) == 2
        assert some.pool.processes[0].pid != first


async def test_to_wait_for_a_new_thinker_costs_a_message_no_attempt(folder, monkeypatch):
    """A busy machine begins one slowly: five lost attempts, and the person would hear an apology."""
    monkeypatch.setattr(pool, "LOOK_SECONDS", 0.05)
    async with phones(folder) as some:
        begin_anew, may_begin = some.pool._begin_anew, asyncio.Event()

        async def slowly(at):
            await may_begin.wait()
            await begin_anew(at)

        some.pool._begin_anew = slowly
        os.kill(some.pool.processes[0].pid, signal.SIGKILL)
        asking = asyncio.create_task(some.asks(ACCEPTED, "ou est ma demande svp"))
        await asyncio.sleep(0.5)  # ten looks for one that is ready
        may_begin.set()
        assert "ACCEPTEE" in await asking
        (claimed,) = await _attempts(folder)
        assert claimed <= 2


async def test_a_thinker_that_hangs_is_ended_and_the_message_answered(folder, monkeypatch):
    monkeypatch.setattr(pool, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(pool, "LONGEST_SECONDS", 0.2)
    async with phones(folder) as some:
        os.kill(some.pool.processes[0].pid, signal.SIGSTOP)
        assert "ACCEPTEE" in await some.asks(ACCEPTED, "ou est ma demande svp")


async def _attempts(folder):
    with closing(sqlite3.connect(f"file:{folder / 'recours.db'}?mode=ro", uri=True)) as store:
        return [attempts for (attempts,) in store.execute("SELECT attempt FROM mo WHERE link <> 'clock'")]


async def test_thinkers_end_with_their_service(folder):
    async with phones(folder, 2) as some:
        pids = [process.pid for process in some.pool.processes]
        assert len(set(pids)) == 2
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


async def test_a_message_that_a_thinker_fails_at_holds_up_no_other(folder):
    async with phones(folder) as some:
        no_screen = Session("x", screen={"pages": "of nothing"})
        broken = ClaimedMo(1, MoMessage("phone", "1 1", "x", "", "x", 0, MoKind.USSD), no_screen, 1)
        failing = asyncio.create_task(some.pool.turn(broken))
        assert "ACCEPTEE" in await some.asks(ACCEPTED, "ou est ma demande svp")
        with pytest.raises(ThoughtFailedError, match="Error"):
            await failing


async def test_a_thinker_that_cannot_begin_stops_the_start(folder):
    (folder / "registry.db").unlink()
    (folder / "recours.keys").write_bytes(b"no keys")
    some = pool.Pool(_settings(folder, 1), store=None, number=1)
    with pytest.raises(ThinkerLostError):
        await some.start()
    await some.stop()


# The wire between them


async def test_any_cut_of_the_stream_gives_the_same_messages():
    sent = [Ready(), Failed(3, "SomeError"), Ready(), Failed(4, "ö" * 300)]
    stream = b"".join(len(raw).to_bytes(4, "big") + raw for raw in map(msgspec.msgpack.encode, sent))
    for size in range(1, len(stream) + 1):
        came = []
        wire = Wire(FromThinker, came.append, lambda: None)
        for at in range(0, len(stream), size):
            wire.data_received(stream[at : at + size])
        assert came == sent


json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@given(text=st.text(), journal=st.lists(st.tuples(st.text(max_size=8), json), max_size=4), owed=json)
def test_whatever_a_session_holds_comes_over_whole(text, journal, owed):
    session = Session("+1", journal=tuple(journal), arguments={"x": owed}, held=("a",))
    think = Think(1, ClaimedMo(1, MoMessage("l", "i", "+1", "2", text, 3), session, 1))
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(think), type=ToThinker) == think


class Failing:
    async def tickets(self, query):
        raise StoreError(str(query))


async def test_a_store_that_fails_is_told_to_the_thinker_without_its_words():
    asked = []
    store = StoreAtService(asked.append)
    asking = asyncio.create_task(store.tickets(TicketQuery(phone="+212600000000")))
    await asyncio.sleep(0)
    told = await answer(Failing(), asked[0])
    assert "212" not in repr(told)
    store.hear(told)
    with pytest.raises(StoreError):
        await asking


async def test_what_a_turn_has_no_use_for_is_not_answered():
    with pytest.raises(KeyError):
        await answer(Failing(), Ask(1, "erase_person", msgspec.Raw(b"\x90")))


def test_a_registry_over_http_is_asked_by_one_process(tmp_path):
    file = tmp_path / "recours.toml"
    file.write_text(
        '[service]\nthinkers = 1\n[dci]\nurl = "https://x.example"\nsender_id = "a"\nreceiver_id = "b"\n'
    )
    with pytest.raises(SettingsError, match="thinkers"):
        load_settings(file)
