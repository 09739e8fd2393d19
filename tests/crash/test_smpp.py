"""SIGKILL around deliver_sm and its answer: an SMSC that heard nothing delivers again, to one effect."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest

from sms_gateway.channels.smpp import alphabets, parts
from tests.crash.launcher import LINE_POINTS
from tests.crash.phones import PATIENCE
from tests.crash.service import mortal
from tests.crash.test_kill import SIGKILLED
from tests.unit.smpp.smsc import Smsc

pytestmark = pytest.mark.crash

LINK = """
[links.operator]
kind = "smpp"
number = "5757"
host = "127.0.0.1"
port = {port}
system_id = "recours"
password = "s3cret"
"""
PHONES = (b"212600000101", b"212600000102", b"212600000104")
WORDS = b"ou est ma demande svp"


async def hand_over(smsc, octets, source, **fields):
    """Deliver until it is acknowledged, over whichever connection there is: what an SMSC does."""
    while True:
        await smsc.until(lambda: any(line.bind is not None for line in smsc.lines), PATIENCE)
        line = next(line for line in smsc.lines if line.bind is not None)
        asking = asyncio.create_task(line.delivers(octets, source=source, **fields))
        await smsc.until(lambda asking=asking, line=line: asking.done() or line not in smsc.lines, PATIENCE)
        if asking.done() and asking.result() == 0:
            return
        asking.cancel()


async def hand_over_in_parts(smsc, octets, source):
    half = len(octets) // 2
    for number, piece in enumerate((octets[:half], octets[half:]), 1):
        await hand_over(smsc, parts.udh8(7, 2, number) + piece, source, esm_class=0x40)


def turns(database):
    """Messages kept by state, and answers."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as store:
        kept = dict(store.execute("SELECT state, count(*) FROM mo GROUP BY 1").fetchall())
        return kept, store.execute("SELECT count(*) FROM mt").fetchone()[0]


def heard(smsc, phone):
    pdus = [pdu for pdu in smsc.submitted if pdu.text("destination") == phone]
    return [alphabets.decode(pdu.number("data_coding"), parts.read(pdu)[1]) for pdu in pdus]


@pytest.mark.parametrize("point", LINE_POINTS)
async def test_a_kill_before_the_answer_to_a_delivery_neither_loses_nor_doubles_it(point, tmp_path):
    deliver = hand_over_in_parts if "part" in point else hand_over
    async with (
        Smsc().open() as smsc,
        mortal(tmp_path, datetime.now(UTC).date(), LINK.format(port=smsc.port)) as service,
    ):
        dying = asyncio.create_task(service.live_on(point, nth=2))
        async with asyncio.timeout(2 * PATIENCE):
            for phone in PHONES:
                await deliver(smsc, WORDS, phone)
                await smsc.until(lambda phone=phone: heard(smsc, phone), PATIENCE)
            assert await dying == SIGKILLED, "the service never came to this point"
        await deliver(smsc, b"menu", PHONES[0])
        await deliver(smsc, WORDS, PHONES[0])  # a person who asks the same again is answered again
        async with asyncio.timeout(PATIENCE):
            while turns(service.database)[0].keys() != {"done"}:
                await asyncio.sleep(0.1)
        await service.stop()
    assert turns(service.database) == ({"done": len(PHONES) + 2}, len(PHONES) + 2)
