"""The deliverer between the real store and a channel that does as it is told."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from sms_gateway.deliver import DOUBT_SECONDS, Deliverer
from sms_gateway.failover import Failover, Rule
from storage.records import MtMessage, MtState, Priority, SendResult

PHONE = "+212612345678"


class Line:
    """A channel that answers by its script, the last entry again and again; an exception is raised."""

    kind = "line"

    def __init__(self, *script, link="kannel"):
        self.link = link
        self.script = list(script) or [MtState.SENT]
        self.texts = []
        self.under_way = self.most = 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def send(self, claimed, now):
        self.texts.append(claimed.mt.text)
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        await self.gate.wait()
        self.under_way -= 1
        answer = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        if isinstance(answer, Exception):
            raise answer
        if answer == "down":
            return SendResult(claimed.mt_id, MtState.QUEUED, now, error="refused", line_down=True)
        return SendResult(claimed.mt_id, answer, now, error=None if answer is MtState.SENT else "busy")


def mts(*texts, **fields):
    values = {"link": "kannel", "recipient": PHONE, "sender": "5757", "language": "fr", "parts": 1}
    return [MtMessage(text=text, **values | fields) for text in texts]


@pytest.fixture
def delivering(store, clock):
    @asynccontextmanager
    async def run(line, **fields):
        deliverer = Deliverer(store, line, **{"pace": 100_000, "now": lambda: clock.now} | fields)
        task = asyncio.create_task(deliverer.run())
        try:
            yield deliverer
        finally:
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    return run


async def until(condition):
    """Wait for what must become true; the deadline only ends a test that has failed."""
    async with asyncio.timeout(10):
        while not await condition():
            await asyncio.sleep(0.005)


async def settled(store, ids, *states):
    async def are():
        return set((await store.mt_states(ids)).values()) <= set(states)

    await until(are)


async def test_what_is_queued_goes_out_by_priority(store, delivering):
    line = Line()
    ids = await store.enqueue_mts([*mts("notice", priority=Priority.NOTICE), *mts("reply")])
    async with delivering(line):
        await settled(store, ids, MtState.SENT)
    assert line.texts == ["reply", "notice"]


async def test_a_notice_wakes_the_deliverer_at_once(store, delivering):
    line = Line()
    async with delivering(line) as deliverer:
        await asyncio.sleep(0.02)
        ids = await store.enqueue_mts(mts("bonjour"))
        deliverer.notify()
        async with asyncio.timeout(0.9):  # less than the poll of a second
            await settled(store, ids, MtState.SENT)


async def test_no_more_is_under_way_than_allowed_and_the_rest_stays_queued(store, delivering):
    line = Line()
    line.gate.clear()
    ids = await store.enqueue_mts(mts(*map(str, range(20))))
    async with delivering(line, in_flight=4):

        async def four():
            return line.under_way == 4

        await until(four)
        states = list((await store.mt_states(ids)).values())
        assert states.count(MtState.SENDING) == 4
        assert states.count(MtState.QUEUED) == 16
        line.gate.set()
        await settled(store, ids, MtState.SENT)
    assert line.most == 4


async def test_only_as_many_are_claimed_as_the_pace_lets_go(store, delivering):
    line = Line()
    ids = await store.enqueue_mts(mts("a", "b", "c"))
    clock = [0.0]
    async with delivering(line, pace=1, monotonic=lambda: clock[0]) as deliverer:
        await settled(store, ids[:1], MtState.SENT)
        deliverer.notify()
        await asyncio.sleep(0.02)
        assert line.texts == ["a"]
        assert await store.mt_states(ids[1:]) == dict.fromkeys(ids[1:], MtState.QUEUED)
        clock[0] += 1
        deliverer.notify()
        await settled(store, ids[1:2], MtState.SENT)
    assert line.texts == ["a", "b"]


async def test_a_busy_provider_is_tried_again_later_and_then_no_more(store, clock, delivering):
    line = Line(MtState.QUEUED)
    (mt_id,) = await store.enqueue_mts(mts("bonjour"))
    async with delivering(line, tries=3) as deliverer:
        for tries in (1, 2, 3):

            async def tried(tries=tries):
                return (
                    len(line.texts) == tries
                    and (await store.mt_states([mt_id]))[mt_id] is not MtState.SENDING
                )

            await until(tried)
            clock.now += 60
            deliverer.notify()
    assert await store.mt_states([mt_id]) == {mt_id: MtState.FAILED}
    (message,) = await store.thread(PHONE)
    assert message.error == "given up after 3 tries: busy"


async def test_a_line_that_is_down_is_probed_by_one_message_and_gives_none_up(store, clock, delivering):
    line = Line("down")
    ids = await store.enqueue_mts(mts(*map(str, range(50))))
    monotonic = [0.0]
    async with delivering(line, in_flight=8, tries=2, monotonic=lambda: monotonic[0]) as deliverer:

        async def probed():
            return len(line.texts) >= 8 and line.under_way == 0 and not deliverer._results

        await until(probed)
        for _ in range(6):
            before = len(line.texts)
            monotonic[0] += 61
            clock.now += 61
            deliverer.notify()

            async def once_more(before=before):
                return len(line.texts) > before and line.under_way == 0 and not deliverer._results

            await until(once_more)
            assert len(line.texts) == before + 1
        line.script = [MtState.SENT]
        monotonic[0] += 61
        clock.now += 61
        deliverer.notify()
        await settled(store, ids, MtState.SENT)
    assert len(line.texts) == 8 + 6 + 50


async def test_a_message_in_doubt_is_sent_once_more_unless_a_report_settles_it(store, clock, delivering):
    line = Line(MtState.UNKNOWN)
    (mt_id,) = await store.enqueue_mts(mts("bonjour"))
    async with delivering(line) as deliverer:
        await settled(store, [mt_id], MtState.UNKNOWN)
        for _ in range(3):
            clock.now += DOUBT_SECONDS + 1
            deliverer.notify()
            await asyncio.sleep(0.05)
        await settled(store, [mt_id], MtState.UNKNOWN)
    assert len(line.texts) == 2


async def test_a_fault_in_a_channel_leaves_doubt_and_the_others_go_on(store, delivering, logged):
    line = Line(RuntimeError("fault"), MtState.SENT)
    ids = await store.enqueue_mts(mts("mon histoire", "b"))
    async with delivering(line, in_flight=1):
        await settled(store, ids, MtState.SENT, MtState.UNKNOWN)
    assert list((await store.mt_states(ids)).values()) == [MtState.UNKNOWN, MtState.SENT]
    assert "send failed" in logged.getvalue()
    assert "histoire" not in logged.getvalue()
    assert "612345678" not in logged.getvalue()


async def test_the_trouble_of_one_link_does_not_touch_another(store, delivering):
    stuck, well = Line(link="stuck"), Line(link="well")
    stuck.gate.clear()
    await store.enqueue_mts(mts(*"abcdef", link="stuck"))
    ids = await store.enqueue_mts(mts(*"ghijkl", link="well"))
    async with delivering(stuck, in_flight=2), delivering(well):
        await settled(store, ids, MtState.SENT)
        stuck.gate.set()
    assert len(stuck.texts) == 2


async def test_a_stop_waits_for_what_is_under_way_and_records_it(store, clock):
    line = Line()
    line.gate.clear()
    ids = await store.enqueue_mts(mts("a", "b", "c"))
    task = asyncio.create_task(Deliverer(store, line, pace=1000, now=lambda: clock.now).run())

    async def all_under_way():
        return line.under_way == 3

    await until(all_under_way)
    task.cancel()
    await asyncio.sleep(0.02)
    assert not task.done()
    line.gate.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await store.mt_states(ids) == dict.fromkeys(ids, MtState.SENT)


async def test_a_stop_in_the_middle_of_a_claim_leaves_nothing_claimed(store, clock):
    line = Line()
    ids = await store.enqueue_mts(mts("a", "b", "c"))
    deliverer = Deliverer(store, line, pace=1000, now=lambda: clock.now)
    task = asyncio.create_task(deliverer.run())
    while deliverer._claiming is None:
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await store.mt_states(ids) == dict.fromkeys(ids, MtState.SENT)


async def test_what_was_tried_too_often_is_parked_and_what_was_refused_for_good_is_not(
    store, delivering, clock
):
    ids = await store.enqueue_mts(mts("busy", "refused"))
    async with delivering(Line(MtState.QUEUED, MtState.FAILED), tries=1):
        await settled(store, ids, MtState.FAILED)
    [figures] = await store.link_figures()
    assert figures.counts == {"parked": 1, "failed": 1}


async def test_a_link_is_noted_down_once_and_up_again_with_its_last_error(store, delivering, clock):
    clock.now = 1000
    line = Line("down")
    ids = await store.enqueue_mts(mts("bonjour"))

    async def down():
        return any(figures.up is False for figures in await store.link_figures())

    async with delivering(line, monotonic=lambda: clock.now):
        await until(down)
        [figures] = await store.link_figures()
        assert (figures.since, figures.error, figures.error_at) == (1000, "refused", 1000)
        assert figures.counts == {"resting": 1}
        line.script, clock.now = [MtState.SENT], 1100
        await settled(store, ids, MtState.SENT)
        [figures] = await store.link_figures()
    assert (figures.up, figures.since, figures.error, figures.error_at) == (True, 1100, "refused", 1000)


async def test_a_reply_goes_before_all_that_the_service_began_itself(store, delivering):
    line = Line()
    line.gate.clear()
    notices = await store.enqueue_mts(mts(*(f"notice {n}" for n in range(20)), priority=Priority.NOTICE))
    async with delivering(line, in_flight=1) as deliverer:

        async def under_way():
            return line.under_way == 1

        await until(under_way)
        later = [*mts("decision", priority=Priority.DECISION), *mts("reply", priority=Priority.REPLY)]
        ids = await store.enqueue_mts(later)
        deliverer.notify()
        line.gate.set()
        await settled(store, [*notices, *ids], MtState.SENT)
    assert line.texts[:4] == ["notice 0", "reply", "decision", "notice 1"]


async def test_what_a_dead_link_holds_goes_out_once_by_the_other(store, delivering, clock):
    main, spare = Line("down"), Line(link="spare")
    ids = await store.enqueue_mts(mts("one", "two", "three"))
    async with delivering(main, monotonic=lambda: clock.now) as first, delivering(spare) as second:
        deliverers = {"kannel": first, "spare": second}
        failover = Failover(
            store,
            {"kannel": Rule("spare", "5858", 600)},
            lambda link: deliverers[link].is_down,
            lambda link: deliverers[link].notify(),
            lambda: clock.now,
        )

        async def noted():
            return any(figures.up is False for figures in await store.link_figures())

        await until(noted)
        await failover.look()
        assert spare.texts == []
        clock.now += 600
        first.notify()

        async def all_sent():
            await failover.look()
            return set((await store.mt_states(ids)).values()) == {MtState.SENT}

        await until(all_sent)
    assert sorted(spare.texts) == ["one", "three", "two"]
