"""When a message begins its turn: as it is accepted, where there is a place and nobody waits; else in its order.

Nobody looks for messages by the clock here (`idle_seconds`): what has its turn was taken at once, or told of.
"""

from __future__ import annotations

import asyncio

import pytest

from nlu.cascade import CascadeParser
from sms_gateway import converse
from storage.errors import StoreClosedError
from storage.records import MoMessage
from tests.unit.service.conversing import ACCEPTED, LINK, NOW, OURS, STRANGER

NEVER = 3600.0
PHONES = [f"+2126000001{number:02d}" for number in range(1, 31)]


class Gate(CascadeParser):
    """The real parser, that lets nobody through until it is opened; it tells who came, in order."""

    def __init__(self):
        super().__init__()
        self.came, self.opened = [], asyncio.Event()

    async def parse(self, text):
        self.came.append(text)
        await self.opened.wait()
        return await super().parse(text)


def counted(store, *names):
    """How often each of the store's verbs is called from now on."""
    calls = dict.fromkeys(names, 0)

    def counting(name, verb):
        async def call(*arguments):
            calls[name] += 1
            return await verb(*arguments)

        return call

    for name in names:
        setattr(store, name, counting(name, getattr(store, name)))
    return calls


def sms(words, phone=ACCEPTED, number=0):
    return MoMessage(LINK, f"{phone}-{words}-{number}", phone, OURS, words, NOW)


async def first_look(service):
    """The service has seen that nothing waits from before."""
    while service.converser._backlog:
        await asyncio.sleep(0)


async def test_a_message_that_nobody_is_before_is_answered_without_a_claim(service):
    async with service.open(idle_seconds=NEVER):
        await first_look(service)
        calls = counted(service.store, "accept_mo", "accept_and_claim", "claim_mos", "commit_turn")
        for phone in PHONES[:5]:
            await service.asks("menu", phone)
        assert calls == {"accept_mo": 0, "accept_and_claim": 5, "claim_mos": 0, "commit_turn": 5}


async def test_the_next_message_of_a_phone_begins_when_the_one_before_it_ends(service):
    service.parser = Gate()
    async with service.open(idle_seconds=NEVER):
        await first_look(service)
        for words in ("premier", "second", "dernier"):
            await service.texts(words, STRANGER)
        assert service.parser.came == ["premier"]
        service.parser.opened.set()
        await service.hears(3, STRANGER)
        assert service.parser.came == ["premier", "second", "dernier"]


async def test_without_a_place_messages_wait_and_have_their_turns_in_the_order_they_came(
    service, monkeypatch
):
    monkeypatch.setattr(converse, "MOST_TURNS", 4)
    service.parser = Gate()
    async with service.open(idle_seconds=NEVER):
        await first_look(service)
        for number, phone in enumerate(PHONES):
            await service.texts(f"message {number}", phone)
        assert len(service.parser.came) == 4
        assert (await service.store.counts())["mo:waiting"] == len(PHONES)
        service.parser.opened.set()
        await service.idle()
        assert service.parser.came == [f"message {number}" for number in range(len(PHONES))]


async def test_who_comes_while_others_wait_is_not_taken_before_them(service, monkeypatch):
    monkeypatch.setattr(converse, "MOST_TURNS", 4)
    service.parser = Gate()
    async with service.open(idle_seconds=NEVER):
        await first_look(service)
        for number, phone in enumerate(PHONES[:6]):
            await service.texts(f"message {number}", phone)
        service.converser._turns.pop()
        await service.texts("late", PHONES[6])
        service.parser.opened.set()
        await service.idle()
        assert service.parser.came[-1] == "late"


async def test_a_process_that_does_not_converse_claims_nothing(service):
    async with service.open(idle_seconds=NEVER) as conversing:
        await first_look(service)
        gateway = conversing._converser()
        accepted = await gateway.accept(sms("menu"))
        assert not accepted.duplicate
        [claimed] = await service.store.claim_mos(10, service.now)
        assert (claimed.mo_id, claimed.attempt) == (accepted.mo_id, 1)


async def test_a_provider_that_hangs_up_while_its_message_is_kept_costs_the_phone_no_answer(service):
    async with service.open(idle_seconds=NEVER):
        await first_look(service)
        request = asyncio.create_task(service.converser.accept(sms("menu")))
        await asyncio.sleep(0)
        request.cancel()
        await asyncio.gather(request, return_exceptions=True)
        assert len(await service.hears(1)) == 1
        again = await service.converser.accept(sms("menu"))  # it tries again, as it has heard nothing
        assert again.duplicate
        await service.idle()
        assert len(await service.answers()) == 1


async def test_a_store_that_refuses_is_heard_by_who_sent_the_message(service):
    async with service.open(idle_seconds=NEVER):
        await first_look(service)

        async def refuse(_mo):
            raise StoreClosedError

        service.store.accept_and_claim = refuse
        with pytest.raises(StoreClosedError):
            await service.converser.accept(sms("menu"))


async def test_a_stop_finds_what_was_taken_at_once_done_and_takes_nothing_more(service):
    async with service.open(idle_seconds=NEVER):
        await first_look(service)
        await asyncio.gather(*(service.texts("menu", phone) for phone in PHONES))
    async with service.open(idle_seconds=NEVER):
        assert (await service.store.counts())["mo:waiting"] == 0
        assert [len(await service.answers(phone)) for phone in PHONES] == [1] * len(PHONES)
