"""A link of ours over a real socket to a scripted SMSC, and the real store behind it."""

import asyncio
from contextlib import asynccontextmanager
from types import SimpleNamespace

import pytest

from sms_gateway.channels.smpp import binding
from sms_gateway.channels.smpp.binding import Account
from sms_gateway.channels.smpp.channel import SmppChannel, SmppConfig
from sms_gateway.channels.smpp.submits import Style
from sms_gateway.inbox import StoreInbox
from storage.records import ClaimedMt, MtMessage, Turn
from tests.stores import opened_store
from tests.unit.smpp.smsc import Smsc

PHONE = "+212612345678"
LINK = "operator"


@pytest.fixture(autouse=True)
def hasty(monkeypatch):
    """No test waits for a minute."""
    monkeypatch.setattr(binding, "FIRST_PAUSE_SECONDS", 0.02)
    monkeypatch.setattr(binding, "LONGEST_PAUSE_SECONDS", 0.1)


@pytest.fixture
async def store(tmp_path):
    async with opened_store(tmp_path) as store:
        yield store


@pytest.fixture
async def smsc():
    async with Smsc().open() as smsc:
        yield smsc


def config_for(port, *, way="udh8", receipts="last", alphabet="gsm7", account=None, **fields):
    account = {"host": "127.0.0.1", "port": port, "system_id": "recours", "password": "s3cret"} | (
        account or {}
    )
    style = Style(way=way, receipts=receipts, alphabet=alphabet)
    values = {"pace": 10_000.0, "reply_seconds": 5.0} | fields
    return SmppConfig(account=Account(**account), style=style, **values)


@asynccontextmanager
async def listening(channel, inbox):
    task = asyncio.create_task(channel.listen(inbox))
    try:
        yield channel
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def linked(smsc, store):
    """`async with linked(...) as line`: a channel that is bound, and the SMSC's end of its connection."""

    @asynccontextmanager
    async def link_(**fields):
        channel = SmppChannel(LINK, config_for(smsc.port, **fields))
        async with listening(channel, StoreInbox(store)):
            line = await smsc.bound(2 if fields.get("binds") == "pair" else 1)
            await until(lambda: channel.bound)
            yield SimpleNamespace(
                channel=channel, smsc=smsc, store=store, line=line, kept=lambda: kept(store)
            )

    return link_


async def until(condition, seconds=10):
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.005)


async def kept(store):
    """The messages that were accepted, each having had its turn."""
    messages = []
    while claims := await store.claim_mos(256, 2_000_000_000):
        messages += [claimed.mo for claimed in claims]
        turns = [Turn(claimed.mo_id, claimed.session, claimed.mo.received_at) for claimed in claims]
        await asyncio.gather(*map(store.commit_turn, turns))
    return messages


def claimed(text="Bonjour", mt_id=42, attempt=1, **fields):
    values = {"link": LINK, "recipient": PHONE, "sender": "5757", "language": "fr", "parts": 1}
    return ClaimedMt(mt_id, MtMessage(text=text, **values | fields), attempt)
