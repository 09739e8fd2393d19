"""Any interleaving of copies, claims, turns, releases and crashes, against a model of dicts."""

import asyncio
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from msgspec.structs import replace

from storage.errors import SessionMovedError
from storage.fields import Keys
from storage.records import Session, Turn
from storage.work.recovery import SUSPECT_ATTEMPTS, SUSPECT_SECONDS
from tests.conformance.conftest import ENGINES
from tests.conformance.given import AMINA, BRAHIM, CHADIA, LINK, NOW, an_mo, an_mt

PHONES = [AMINA, BRAHIM, CHADIA]
SETTINGS = settings(
    max_examples=25, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


class Conversations(RuleBasedStateMachine):
    """The model: a line of open messages per phone, and what each message should find and leave."""

    def __init__(self, engine):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.engine = engine(Path(self.folder.name), Keys.fresh())
        self.runner = asyncio.Runner()
        self.store = self.engine.store()
        self.runner.run(self.store.open())
        self.now = NOW
        self.ids = {}
        self.lines = {phone: [] for phone in PHONES}
        self.claimed = {}
        self.retry_at = {}
        self.attempts = {}
        self.sessions = {phone: Session(phone) for phone in PHONES}
        self.done = []
        self.parked = set()

    def teardown(self):
        try:
            self.drain()
        finally:
            self.runner.run(self.store.close())
            self.runner.close()
            self.folder.cleanup()

    def run(self, awaitable):
        return self.runner.run(awaitable)

    @rule(number=st.integers(0, 11), copies=st.integers(1, 3))
    def accept(self, number, copies):
        phone = PHONES[number % len(PHONES)]
        mo = an_mo(phone, str(number), external_id=str(number))

        async def together():
            return await asyncio.gather(*(self.store.accept_mo(mo) for _ in range(copies)))

        answers = self.run(together())
        fresh = number not in self.ids
        self.ids.setdefault(number, answers[0].mo_id)
        if fresh:
            self.lines[phone].append(answers[0].mo_id)
        assert {answer.mo_id for answer in answers} == {self.ids[number]}
        # Which of several at once is the first is the engine's affair; that only one is, is the promise.
        assert sorted(answer.duplicate for answer in answers) == sorted([not fresh] + [True] * (copies - 1))

    @rule(limit=st.integers(1, 4))
    def claim(self, limit):
        heads = [line[0] for line in self.lines.values() if line]
        due = [one for one in heads if one not in self.claimed and self.retry_at.get(one, 0) <= self.now]
        taken = self.run(self.store.claim_mos(limit, self.now))
        assert [one.mo_id for one in taken] == sorted(due)[:limit]
        for one in taken:
            assert one.session == self.sessions[one.mo.sender]
            self.attempts[one.mo_id] = self.attempts.get(one.mo_id, 0) + 1
            assert one.attempt == self.attempts[one.mo_id]
            self.claimed[one.mo_id] = one

    @precondition(lambda self: self.claimed)
    @rule(data=st.data())
    def take_turn(self, data):
        one = self.pick(data)
        session = replace(one.session, journal=(*one.session.journal, (one.mo.text, self.now)))
        turn = Turn(one.mo_id, session, self.now, messages=(an_mt(one.mo.sender, one.mo.text),))
        self.run(self.store.commit_turn(turn))
        self.sessions[one.mo.sender] = replace(session, version=session.version + 1)
        self.done.append(one)
        self.leave(one)

    @precondition(lambda self: self.claimed)
    @rule(data=st.data())
    def take_turn_on_an_old_session(self, data):
        one = self.pick(data)
        stale = replace(one.session, version=one.session.version - 1)
        self.refused(Turn(one.mo_id, stale, self.now, messages=(an_mt(),)))

    @precondition(lambda self: self.done)
    @rule(data=st.data())
    def take_a_second_turn(self, data):
        one = data.draw(st.sampled_from(self.done))
        session = self.sessions[one.mo.sender]
        self.refused(Turn(one.mo_id, session, self.now, messages=(an_mt(),)))

    def refused(self, turn):
        with pytest.raises(SessionMovedError):
            self.run(self.store.commit_turn(turn))

    @precondition(lambda self: self.claimed)
    @rule(data=st.data(), rest=st.one_of(st.none(), st.integers(0, 20)))
    def release(self, data, rest):
        one = self.pick(data)
        retry_at = None if rest is None else self.now + rest
        self.run(self.store.release_mo(one.mo_id, self.now, "away", retry_at))
        if retry_at is None:
            self.parked.add(one.mo_id)
            self.leave(one)
        else:
            del self.claimed[one.mo_id]
            self.retry_at[one.mo_id] = retry_at

    @rule(seconds=st.integers(1, 15))
    def time_passes(self, seconds):
        self.now += seconds

    @rule()
    def crash(self):
        self.run(self.store.close())
        self.store = self.engine.store()
        self.run(self.store.open())
        suspects = sorted(mo_id for mo_id in self.claimed if self.attempts[mo_id] >= SUSPECT_ATTEMPTS)
        for mo_id in self.claimed:
            self.retry_at.pop(mo_id, None)
        for place, mo_id in enumerate(suspects, 1):
            self.retry_at[mo_id] = NOW + place * SUSPECT_SECONDS
        self.claimed.clear()

    @invariant()
    def waiting_messages_are_counted(self):
        waiting = sum(len(line) for line in self.lines.values())
        assert self.run(self.store.counts())["mo:waiting"] == waiting

    def pick(self, data):
        return self.claimed[data.draw(st.sampled_from(sorted(self.claimed)))]

    def leave(self, one):
        del self.claimed[one.mo_id]
        self.lines[one.mo.sender].remove(one.mo_id)

    def drain(self):
        """Let every message have its turn: each had one, in its phone's order, and one answer."""
        self.crash()
        self.now += 100
        while taken := self.run(self.store.claim_mos(100, self.now)):
            for one in taken:
                self.run(self.store.commit_turn(Turn(one.mo_id, one.session, self.now, (an_mt(),))))
                self.done.append(one)
        turns = [one.mo_id for one in self.done]
        assert sorted(turns) == sorted(set(self.ids.values()) - self.parked)
        for phone in PHONES:
            theirs = [one.mo_id for one in self.done if one.mo.sender == phone]
            assert theirs == sorted(theirs)
        assert len(self.run(self.store.claim_mts(LINK, 1000, self.now))) == len(turns)


@pytest.mark.parametrize("engine", ENGINES)
def test_each_message_has_one_turn_in_order_on_the_session_before_it(engine, request):
    made = ENGINES[engine]
    run_state_machine_as_test(
        lambda: Conversations(lambda folder, keys: made(folder, keys, request)), settings=SETTINGS
    )
