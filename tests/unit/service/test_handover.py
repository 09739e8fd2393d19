"""What a turn says goes straight to its link where that has room; else it waits in the line as all else does."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

from sms_gateway.deliver import Deliverer
from sms_gateway.handover import Handover
from storage.errors import StoreClosedError
from storage.records import MtMessage, MtState, SendResult
from tests.unit.service.conversing import ACCEPTED, LINK, OURS, STRANGER, until
from tests.unit.service.test_taking import PHONES, counted, first_look

NEVER = 3600.0


class Line:
    """A link's far end, that answers when its gate is open."""

    kind = "line"

    def __init__(self, *, up=True):
        self.link, self.up, self.sent, self.gate = LINK, up, [], asyncio.Event()
        self.gate.set()

    async def send(self, claimed, now):
        await self.gate.wait()
        if not self.up:
            return SendResult(claimed.mt_id, MtState.QUEUED, now, error="refused", line_down=True)
        self.sent.append(claimed.mt.text)
        return SendResult(claimed.mt_id, MtState.SENT, now)


@asynccontextmanager
async def delivering(service, line, **fields):
    """A deliverer beside the converser, which both look for nothing by the clock."""
    values = {"pace": 10_000, "now": lambda: service.now, "idle_seconds": NEVER}
    async with service.open(idle_seconds=NEVER):
        deliverer = Deliverer(service.store, line, **values | fields)
        service.converser.handover = Handover({LINK: deliverer})
        await first_look(service)
        task = asyncio.create_task(deliverer.run())
        await asyncio.sleep(0.02)
        try:
            yield deliverer
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def went_out(line, number):
    async def is_out():
        return len(line.sent) == number

    await until(is_out)


async def test_an_answer_is_sent_without_a_claim(service):
    line = Line()
    async with delivering(service, line):
        calls = counted(service.store, "claim_mos", "accept_and_claim", "commit_turn", "claim_mts")
        for number, phone in enumerate(PHONES[:5], 1):
            await service.asks("menu", phone)
            await went_out(line, number)
        assert calls == {"claim_mos": 0, "accept_and_claim": 5, "commit_turn": 5, "claim_mts": 0}


async def test_no_more_is_under_way_than_the_link_allows(service):
    line = Line()
    line.gate.clear()
    async with delivering(service, line, in_flight=3):
        for phone in PHONES[:10]:
            await service.asks("menu", phone)
        counts = await service.store.counts()
        assert (counts[f"mt:{LINK}:sending"], counts[f"mt:{LINK}:queued"]) == (3, 7)
        line.gate.set()
        await went_out(line, 10)


async def test_no_more_goes_than_the_pace_of_the_link(service):
    line, clock = Line(), [0.0]
    async with delivering(service, line, pace=1, monotonic=lambda: clock[0]) as deliverer:
        for phone in PHONES[:3]:
            await service.asks("menu", phone)
        await went_out(line, 1)
        assert (await service.store.counts())[f"mt:{LINK}:queued"] == 2
        for number in (2, 3):
            clock[0] += 1
            deliverer.notify()
            await went_out(line, number)


async def test_what_waits_for_the_link_goes_before_the_answer(service):
    line = Line()
    async with delivering(service, line):
        await service.store.enqueue_mts([MtMessage(LINK, STRANGER, OURS, "before", "fr", 1)])
        await service.asks("menu")
        await went_out(line, 2)
        assert line.sent[0] == "before"


async def test_a_line_that_is_down_is_handed_nothing(service):
    line = Line(up=False)
    async with delivering(service, line) as deliverer:
        await service.asks("menu")

        async def is_down():
            return deliverer.is_down

        await until(is_down)
        calls = counted(service.store, "record_sends")
        for phone in PHONES[1:5]:
            await service.asks("menu", phone)
        assert calls == {"record_sends": 0}
        assert (await service.store.counts())[f"mt:{LINK}:queued"] == 5


async def test_what_was_promised_and_not_said_leaves_its_room_to_others(service):
    line = Line()
    async with delivering(service, line, in_flight=1):
        commit = service.store.commit_turn

        async def refuse(_turn, _straight):
            service.store.commit_turn = commit
            raise StoreClosedError

        service.store.commit_turn = refuse
        await service.texts("menu")
        await service.asks("menu", STRANGER)
        await went_out(line, 1)
        service.wait(1)
        await service.hears(1)
        await went_out(line, 2)


async def test_a_link_that_is_stopped_sends_what_was_promised_and_takes_nothing_more(service):
    line = Line()
    async with delivering(service, line) as deliverer:
        commit, reached, go = service.store.commit_turn, asyncio.Event(), asyncio.Event()

        async def slowly(turn, straight):
            reached.set()
            await go.wait()
            return await commit(turn, straight)

        service.store.commit_turn = slowly
        await service.texts("menu")
        await reached.wait()
        stopping = asyncio.create_task(deliverer._finish(asyncio.create_task(asyncio.sleep(0))))
        await asyncio.sleep(0)
        go.set()
        await stopping
        assert len(line.sent) == 1
        assert not deliverer.promise(1)
        assert len(await service.answers(ACCEPTED)) == 1
