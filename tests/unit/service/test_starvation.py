"""A dead link, a flooding phone, a slow registry: the others are answered all the same, told by counts and order."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from console.passwords import PasswordDesk, SignInsBusyError
from sms_gateway import converse
from sms_gateway.converse import MOST_TURNS
from sms_gateway.deliver import Deliverer
from sms_gateway.patience import SHARE, Patient
from storage.records import MtMessage, MtState, SendResult
from storage.sqlite import writer
from tests.unit.service.conversing import ACCEPTED, LINK, OURS, REFUSED, until

STATUS = "ou est ma demande svp"
DEAD = "dead"
FLOODER = "+212612121212"


class Provider:
    """A link's far end: up, or refusing every connection."""

    kind = "line"

    def __init__(self, link, *, up):
        self.link, self.up, self.sent, self.tries = link, up, [], 0

    async def send(self, claimed, now):
        self.tries += 1
        if not self.up:
            return SendResult(claimed.mt_id, MtState.QUEUED, now, error="refused", line_down=True)
        self.sent.append(claimed.mt.text)
        return SendResult(claimed.mt_id, MtState.SENT, now)


@asynccontextmanager
async def delivering(service, *providers):
    deliverers = [
        Deliverer(service.store, provider, pace=10_000, now=lambda: service.now) for provider in providers
    ]
    tasks = [asyncio.create_task(deliverer.run()) for deliverer in deliverers]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_dead_link_with_ten_thousand_messages_is_tried_one_at_a_time_and_holds_up_no_other(service):
    async with service.open():
        waiting = [MtMessage(DEAD, REFUSED, OURS, f"notice {number}", "fr", 1) for number in range(10_000)]
        await service.store.enqueue_mts(waiting)
        dead, alive = Provider(DEAD, up=False), Provider(LINK, up=True)
        async with delivering(service, dead, alive):
            for answered in range(1, 6):
                await service.asks("menu")

                async def is_out(answered=answered):
                    return len(alive.sent) == answered

                await until(is_out)
        counts = await service.store.counts()
    assert len(alive.sent) == 5
    assert dead.tries <= 64, "a dead link is knocked at, not stormed"
    assert sum(number for name, number in counts.items() if name.startswith(f"mt:{DEAD}:")) == 10_000


async def test_a_phone_that_sends_thousands_waits_behind_itself_only(service):
    flood = 300
    async with service.open():
        await asyncio.gather(*(service.texts(f"menu {number}", FLOODER) for number in range(flood)))
        answer = await service.asks(STATUS)
        waiting = (await service.store.counts())["mo:waiting"]
        assert "ACCEPTEE" in answer
        assert waiting > flood / 2, "the other's answer came while most of the flood still waited"
        await service.idle()
        assert len(await service.answers(FLOODER)) <= 21  # twenty answers and one polite word


async def test_a_crowd_that_texts_at_once_does_not_keep_turns_from_going_on(service, monkeypatch):
    """Told by order: how many were answered when the last of the crowd was accepted."""
    monkeypatch.setattr(writer, "MOST_IN_GROUP", 16)
    monkeypatch.setattr(converse, "MOST_TURNS", 64)
    crowd = [f"+2126130{number:05}" for number in range(600)]
    async with service.open():
        done = []
        for name in ("accept_mo", "commit_turn"):
            setattr(service.store, name, noted(name, getattr(service.store, name), done))
        await asyncio.gather(*(service.texts("menu", phone) for phone in crowd))
        answered = done.count("commit_turn")
        assert done.count("accept_mo") > 500, "they came faster than they were answered"
        assert answered >= len(crowd) / 2, "and were answered meanwhile"
        await service.idle()
        assert all([len(await service.answers(phone)) == 1 for phone in crowd])


def noted(name, verb, done):
    """The verb, that notes its name when it has been done."""

    async def call(*arguments):
        result = await verb(*arguments)
        done.append(name)
        return result

    return call


class SlowRegistry:
    """The registry, each of whose look-ups for one phone waits until it is let go."""

    def __init__(self, registry, slow):
        self._registry, self._slow, self.go, self.waiting = registry, slow, asyncio.Event(), 0

    def __getattr__(self, name):
        return getattr(self._registry, name)

    async def cases_of_phone(self, phone):
        if phone in self._slow:
            self.waiting += 1
            await self.go.wait()
        return await self._registry.cases_of_phone(phone)


async def test_a_slow_registry_holds_up_those_alone_who_ask_it(service):
    slow = [f"+2126130{number:05}" for number in range(100)]
    async with service.open():
        registry = SlowRegistry(service.registry, set(slow))
        service.thinker.facts = replace(service.thinker.facts, registry=registry)
        await asyncio.gather(*(service.texts(STATUS, phone) for phone in slow))

        async def all_wait():
            return registry.waiting == len(slow)

        await until(all_wait)
        assert "ACCEPTEE" in await service.asks(STATUS)
        assert not any([await service.answers(phone) for phone in slow])
        registry.go.set()
        await service.idle()
        assert all([len(await service.answers(phone)) == 1 for phone in slow])


async def test_more_look_ups_that_hang_than_there_are_turns_hold_up_nobody(service):
    """Half of the places may wait for the registry; who comes then is told that it is away, and texted later."""
    crowd = [f"+2126130{number:05}" for number in range(2 * MOST_TURNS)]
    async with service.open():
        registry = SlowRegistry(service.registry, {*crowd, ACCEPTED})
        service.thinker.facts = replace(service.thinker.facts, registry=Patient(registry, seconds=60))
        await asyncio.gather(*(service.texts(STATUS, phone) for phone in crowd))

        async def the_share_waits():
            told = [phone for phone in crowd if await service.answers(phone)]
            return registry.waiting == SHARE and len(told) == len(crowd) - SHARE

        await until(the_share_waits)
        assert "Ma demande" in await service.asks("menu")  # who asks nothing of the registry is answered
        away = await service.asks(STATUS)  # who does is not left without a word
        told = [answers[0] for phone in crowd if (answers := await service.answers(phone))]
        assert all(answer.startswith(away) for answer in told)
        registry.go.set()
        await service.idle()
        assert all([len(await service.answers(phone)) == 1 for phone in crowd])


async def test_a_look_up_that_never_ends_is_given_up_and_the_person_told(service):
    async with service.open():
        registry = SlowRegistry(service.registry, {ACCEPTED})
        patient = Patient(registry, seconds=0.05)
        service.thinker.facts = replace(service.thinker.facts, registry=patient)
        away = await service.asks(STATUS)
        assert (registry.waiting, patient.waiting) == (1, 0)
        registry.go.set()
        assert "ACCEPTEE" in await service.asks(STATUS)
        assert "ACCEPTEE" not in away


async def test_a_flood_of_sign_ins_is_judged_beside_the_conversations_not_before_them(service):
    judged = 0

    async def sign_in(desk):
        nonlocal judged
        await desk.verify(None, "not the password")
        judged += 1

    with PasswordDesk(places=24) as desk:
        async with service.open(), asyncio.TaskGroup() as flood:
            for _try in range(24):
                flood.create_task(sign_in(desk))
            await asyncio.sleep(0)
            with pytest.raises(SignInsBusyError):
                await desk.verify(None, "one too many")
            assert "ACCEPTEE" in await service.asks(STATUS)
            assert judged < 24, "the answer came while sign-ins still waited"
