"""The work of a turn, in steps of SQLite's machine, is that of an empty store however much waits or is past."""

import asyncio

from storage.records import MtState, SendResult
from tests.conformance.given import AMINA, BRAHIM, LINK, NOW, a_turn, an_mo, an_mt, claim_one

MANY = 2000
#: A step more or less for a deeper tree; a scan would be hundreds of times more.
SLACK = 1.5


class Steps:
    """Counts what SQLite's virtual machine does in the writer's connection."""

    def __init__(self, store):
        self.count = 0
        self.connection = store._db.connection

    def _step(self):
        self.count += 1
        return 0

    async def of(self, awaitable):
        self.count = 0
        self.connection.set_progress_handler(self._step, 1)
        result = await awaitable
        self.connection.set_progress_handler(None, 0)
        return result, self.count


async def a_whole_turn(store, phone):
    """The steps of each stage of one message's way, for a message of `phone` and its answer."""
    steps = Steps(store)
    _, accept = await steps.of(store.accept_mo(an_mo(phone)))
    [claimed], claim = await steps.of(store.claim_mos(1, NOW))
    _, commit = await steps.of(store.commit_turn(a_turn(claimed, messages=(an_mt(phone),))))
    [mt], claim_mt = await steps.of(store.claim_mts(LINK, 1, NOW))
    _, record = await steps.of(store.record_sends([SendResult(mt.mt_id, MtState.SENT, NOW, f"s{mt.mt_id}")]))
    return [accept, claim, commit, claim_mt, record]


def assert_no_dearer(later, first):
    for stage, (now, before) in enumerate(zip(later, first, strict=True)):
        assert now <= before * SLACK, (stage, now, before)


#: Each finished message of the phone, again and again, under ids of its own.
PAST_MOS = """
    INSERT INTO mo (link, external_key, external_id, phone_key, sender, recipient, text, kind, received_at, state, done_at)
    SELECT link, randomblob(16), external_id, phone_key, sender, recipient, text, kind, received_at, state, done_at FROM mo
"""
PAST_MTS = """
    INSERT INTO mt (link, phone_key, recipient, sender, text, language, parts, priority, not_before, expires_at,
      created_at, state, smsc_id)
    SELECT link, phone_key, recipient, sender, text, language, parts, priority, not_before, expires_at,
      created_at, state, 'old' || random() FROM mt
"""


async def test_a_long_history_makes_no_turn_dearer(store):
    await a_whole_turn(store, AMINA)
    first = await a_whole_turn(store, AMINA)
    for _ in range(13):
        await store._write(lambda db: db.execute(PAST_MOS))
        await store._write(lambda db: db.execute(PAST_MTS))
    assert len(await store.thread(AMINA, 10_000)) == 10_000
    assert_no_dearer(await a_whole_turn(store, AMINA), first)
    assert_no_dearer(await a_whole_turn(store, BRAHIM), first)


async def test_a_flood_from_one_phone_makes_no_others_turn_dearer(store):
    await a_whole_turn(store, AMINA)
    first = await a_whole_turn(store, AMINA)
    await asyncio.gather(*(store.accept_mo(an_mo(BRAHIM)) for _ in range(MANY)))
    flooding = await claim_one(store)
    assert_no_dearer(await a_whole_turn(store, AMINA), first)
    _, commit = await Steps(store).of(store.commit_turn(a_turn(flooding, messages=(an_mt(BRAHIM),))))
    assert commit <= first[2] * SLACK


async def test_messages_that_rest_make_no_others_turn_dearer(store):
    await a_whole_turn(store, AMINA)
    first = await a_whole_turn(store, AMINA)
    await asyncio.gather(*(store.accept_mo(an_mo(f"+2127{n:08}")) for n in range(MANY)))
    for claimed in await store.claim_mos(MANY, NOW):
        await store.release_mo(claimed.mo_id, NOW, "registry away", NOW + 60)
    await store.enqueue_mts([an_mt(not_before=NOW + 10**10)] * MANY)
    assert_no_dearer(await a_whole_turn(store, AMINA), first)
