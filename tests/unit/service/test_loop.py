"""Nothing blocks the event loop on the way of a message: no file, lock, sleep or query but those of a short list."""

from __future__ import annotations

import time

import pytest

from tests.unit.service.conversing import REFUSED, STRANGER
from tests.unit.service.ussd_provider import opened
from tests.unit.service.watching import watched

CONVERSATIONS = (
    ("+212600000101", ("ou est ma demande svp", "1", "0", "pk mn montant a baissé", "0")),
    (REFUSED, ("أين وصل طلبي", "1", "الدخل المسجل غير صحيح", "1")),
    ("+212600000105", ("fin wsel dossier dyali", "menu", "2")),
    (STRANGER, ("bonsoir la famille comment", "où est le bureau à Settat", "langue", "2")),
)


async def test_conversations_in_three_languages_block_nothing(service):
    async with service.open():
        with watched():
            for phone, words in CONVERSATIONS:
                for text in words:
                    await service.asks(text, phone)
        [ticket] = await service.tickets(REFUSED)
    assert ticket.story


async def test_a_ussd_session_cut_off_and_taken_up_again_blocks_nothing(service):
    async with opened(service) as phone:
        with watched():
            await phone.dials()
            for words in ("3", "1", "mon fils a encore 20 ans * il est au lycee"):
                await phone.types(words)
            await phone.ends(status="Incomplete")
            await phone.dials()
            await phone.types("1")
            await phone.types("1")
        assert len(await phone.tickets()) == 1


async def test_the_watch_sees_a_sleep_on_the_loop(service):
    class Sleepy:
        def __init__(self, parser):
            self.parser = parser

        async def parse(self, text):
            time.sleep(0.001)
            return await self.parser.parse(text)

    async with service.open(parser=Sleepy(service.parser)):
        with pytest.raises(AssertionError, match=r"time\.sleep"), watched():
            await service.asks("menu")
