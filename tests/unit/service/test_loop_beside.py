"""Nothing blocks the loop on either engine, whatever goes on beside the messages.

A registry that is asked over HTTP, the watch over what was decided, the purge, and keys that another process changes.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from contextlib import asynccontextmanager
from datetime import datetime
from itertools import count
from zoneinfo import ZoneInfo

import aiohttp
import psycopg
import pytest

from programmes.demo import write_demo
from programmes.registry.importing import Sources, import_registry
from sms_gateway.app import _remedies, open_service
from sms_gateway.registries import generations_of
from sms_gateway.registry_vault import vault_of
from sms_gateway.retention import Broom
from sms_gateway.settings import load_settings
from sms_gateway.web import listening, web_app
from storage.fields import Keys
from storage.postgres.connection import PgDb
from storage.records import (
    AuditEntry,
    Instruction,
    InstructionState,
    TicketChange,
    TicketEvent,
    TicketQuery,
    TicketState,
)
from storage.retention import DAY, Periods
from tests.peers.postgres import cluster  # noqa: F401 - a fixture
from tests.unit.gateway.posting import Provider
from tests.unit.registry import dci_mock
from tests.unit.registry.dci_mock import DciMock
from tests.unit.service.conversing import ACCEPTED, PACK, REFUSED, until
from tests.unit.service.watching import watched

SECRET, CALLBACK_TOKEN = "s3cret-of-a-test", "what the registry shows us"
APPEAL = ("أين وصل طلبي", "1", "الدخل المسجل غير صحيح", "1")
WISH = "ou est ma demande svp"


class House(Provider):
    """A gateway that takes every message."""

    async def _answer(self, request):
        self.script.insert(0, (200, {}, b'{"id": "h-1"}'))
        return await super()._answer(request)


class Town:
    """A service behind one link, and the phones of its town."""

    def __init__(self, service, client, folder):
        self.service, self.client, self.folder = service, client, folder
        self._numbers = count(1)

    async def asks(self, text, phone=ACCEPTED):
        """A phone's message, until it is answered; gives the answer."""
        store = self.service.store
        before = len([line for line in await store.thread(phone) if not line.inbound])
        form = {"id": f"h-{next(self._numbers)}", "from": phone, "to": "1717", "text": text}
        async with self.client.post(f"/links/house/mo?secret={SECRET}", data=form) as answer:
            assert answer.status == 200

        async def answered():
            return len([line for line in await store.thread(phone) if not line.inbound]) > before

        await until(answered, 60)
        return next(line for line in reversed(await store.thread(phone)) if not line.inbound).text

    async def appeals(self):
        """REFUSED files; the ticket."""
        for words in APPEAL:
            await self.asks(words, REFUSED)
        [ticket] = await self.service.store.tickets(TicketQuery(phone=REFUSED))
        return ticket


def written(folder, link, more=""):
    """The settings of a service with one link, as a command reads them too."""
    file = folder / "recours.toml"
    file.write_text(
        f'[service]\ndata_folder = "{folder}"\n{more}\n[links.house]\nkind = "http_json"\nnumber = "1717"\n'
        f'secret = "{SECRET}"\nsend_url = "{link}/house"\nsigned = false\n',
        "utf-8",
    )
    return load_settings(file)


@asynccontextmanager
async def a_town(folder, more="", *, households=True):
    if not (folder / "recours.keys").exists():
        Keys.create(folder / "recours.keys")
    async with House().open() as house:
        settings = written(folder, house.url, more)
        if households:
            await asyncio.to_thread(_import, settings, folder)
        async with (
            open_service(settings) as service,
            listening(web_app(service), "127.0.0.1", 0) as port,
            aiohttp.ClientSession(f"http://127.0.0.1:{port}") as client,
        ):
            yield Town(service, client, folder)


def _import(settings, folder):
    today = datetime.now(ZoneInfo(PACK.timezone)).date()
    (folder / "households").mkdir()
    write_demo(folder / "households", today)
    sources, vault = Sources.in_folder(folder / "households"), vault_of(Keys.load(settings.keys))
    import_registry(generations_of(settings), sources, PACK, vault, today=today)


@pytest.fixture(params=["sqlite", "postgres"])
async def town(request, tmp_path):
    on_postgres = request.param == "postgres"
    more = f'[storage]\nurl = "{request.getfixturevalue("cluster").fresh()}"' if on_postgres else ""
    async with a_town(tmp_path, more) as town:
        yield town


async def test_conversations_block_nothing(town):
    with watched():
        assert await town.asks(WISH)
        ticket = await town.appeals()
    assert ticket.story


async def upheld(town):
    """A ticket whose household was written down otherwise before."""
    ticket, now = await town.appeals(), int(time.time())
    remedy = {"kind": "data", "before": ""}
    await town.service.store.change_ticket(
        [TicketChange(ticket.reference, TicketEvent(now, "salma", "upheld"), state=TicketState.NOTIFIED)],
        audit=[AuditEntry(now, "salma", "ticket.upheld", ticket.reference)],
        instructions=[Instruction(ticket.reference, ticket.case_id, remedy, now, now + DAY)],
    )
    return ticket


async def test_looking_whether_what_was_decided_was_done_blocks_nothing(town):
    ticket = await upheld(town)
    with watched():
        await _remedies(town.service).look()
    assert (await town.service.store.instruction(ticket.reference)).state is InstructionState.DONE


async def test_forgetting_by_age_blocks_nothing(town):
    ticket = await upheld(town)
    later = ticket.created_at + 400 * DAY
    with watched():
        broom = Broom(town.service.store, Periods(365, {}, 365, 365), now=lambda: later, rest=0.0)
        swept, _answer = await asyncio.gather(broom.sweep(), town.asks(WISH))
        await town.service.store.purge(later)
    assert swept[ticket.motive] + swept["messages"] + swept["conversations"] >= 3
    assert (await town.service.store.ticket(ticket.reference)).story == ""


async def test_keys_that_another_process_changes_block_nothing(town):
    """The rotation itself runs in a process of its own, as the operator's does."""
    await town.asks(WISH)
    with watched():
        rotation = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "sms_gateway", "keys", "rotate", "--who", "hind"),
            *("--config", str(town.folder / "recours.toml")),
            stdout=asyncio.subprocess.DEVNULL,
            env=dict(os.environ),
        )
        answered = 0
        while rotation.returncode is None:
            answered += 1
            await town.asks(WISH, f"+2126111{answered:05}")
            await asyncio.sleep(0.2)
        await town.asks(WISH)
    assert (rotation.returncode, answered > 0) == (0, True)
    assert (await town.service.store.sealed_rows())["mo"].keys() <= {1, 2}
    assert town.service.store._keys.current == 2


@pytest.mark.parametrize("mode", ["sync", "async"])
async def test_a_registry_that_is_asked_over_http_blocks_nothing(tmp_path, mode):
    async with DciMock().running() as registry:
        more = f'[dci]\nurl = "{registry.url}"\ntoken = "{dci_mock.TOKEN}"\nsender_id = "recours"\nmode = "{mode}"\n'
        more += f'callback_token = "{CALLBACK_TOKEN}"\nfresh_minutes = 0\n'
        async with a_town(tmp_path, more, households=False) as town:
            registry.callback = _posting_to(town) if mode == "async" else None
            with watched():
                await town.asks(WISH, dci_mock.PHONE)
                [case] = await town.service.registry.cases_of_phone(dci_mock.PHONE)
                assert await town.service.registry.case(case.case_id) == case
                registry.break_down(dci_mock.says(500))
                assert (await town.service.registry.case_by_number(dci_mock.NUMBER)).seen_at
            await asyncio.gather(*registry.tasks)
    assert len(registry.requests) > 3


def _posting_to(town):
    async def posted(content):
        headers = {"Authorization": f"Bearer {CALLBACK_TOKEN}"}
        async with town.client.post("/registry/on-search", data=content, headers=headers) as answer:
            return answer.status, await answer.json()

    return posted


async def test_the_watch_sees_a_statement_of_postgresql_on_the_loop(cluster):  # noqa: F811 - the fixture
    blocked = pytest.raises(AssertionError, match=r"psycopg\.Connection\.execute")
    with psycopg.connect(cluster.fresh()) as connection, blocked, watched():
        PgDb(connection, Keys.fresh(), lambda: 1).run("key_rotation")
