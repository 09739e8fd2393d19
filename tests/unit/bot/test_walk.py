"""Random walks through the conversation: whatever is typed and happens, no exception, no dead end, nothing doubled."""

from __future__ import annotations

import os
from datetime import date

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from msgspec.structs import replace

from programmes.household import CaseStatus
from sms_gateway.outgoing import wire_text
from sms_gateway.segments import measure
from storage.records import Outcome, TicketState
from tests.unit.bot.phrases import COMMANDS, LANGUAGES, PHRASES, phrase
from tests.unit.bot.world import DAY, HOUR, World, case, paid

WISHES = [*PHRASES, *COMMANDS]
CASE = case(payments=(paid("2025-10", 400),))
SECOND = case(CaseStatus.REFUSED, case_id="c2", number="2025000456", commune="Salé", reason="SCORE")
WRITTEN = (
    *("2025000123", "1978", "482177353", "mon fils est au lycee", "jai perdu ma carte", "puce perdue"),
    *("jai eu un bebe comment l'ajouter", "bddelt l3onwan dyali", "Settat", "fin kayn lmaktab f Fes"),
)
MOST_PARTS = {"fr": 3, "ar": 5, "ary_Latn": 3}


class Walk(RuleBasedStateMachine):
    REASON = "Voir le certificat."

    @initialize(
        cases=st.sampled_from([(), (CASE,), (CASE, SECOND), (SECOND,)]),
        known=st.booleans(),
        language=st.sampled_from([None, *LANGUAGES]),
    )
    def begin(self, cases, known, language):
        self.world = World(cases=cases, known=known, language=language, noticed=False)

    def _send(self, text):
        before = self.world.session
        answer = self.world.send(text)
        reply = self.world.replies[-1]
        assert len(reply.tickets) + len(reply.changes) <= 1
        pauses = any(one.kind == "pause" for one in reply.wakeups)
        assert answer or pauses or (before.misses > 1 and reply.session.silent_until), (
            "neither an answer nor a rule of silence"
        )
        assert reply.session.dialogue is None or answer or pauses or reply.session.silent_until
        parts = measure(wire_text(answer)).parts if answer else 0
        assert parts <= MOST_PARTS[reply.session.language or "fr"] or "العربية" in answer

    @rule(number=st.integers(0, 4))
    def choose(self, number):
        self._send(str(number))

    @rule(wish=st.sampled_from(WISHES), language=st.sampled_from(LANGUAGES))
    def wish(self, wish, language):
        self._send(phrase(wish, language))

    @rule(
        text=st.one_of(
            st.text(min_size=1, max_size=200),
            st.sampled_from(WRITTEN),
        )
    )
    def write(self, text):
        self._send(text)

    @rule(wait=st.sampled_from([HOUR, DAY + HOUR, 40 * DAY]))
    def wait(self, wait):
        for told in self.world.wait(wait):
            assert measure(wire_text(told)).parts <= MOST_PARTS[self.world.session.language or "fr"]

    @rule()
    def ask(self):
        if self.world.tickets:
            self.world.asks("Quelle école?")

    @rule()
    def close(self):
        if self.world.tickets:
            self.world.closed()

    @rule(down=st.booleans())
    def registry(self, down):
        self.world.down = down

    @rule(status=st.sampled_from(CaseStatus))
    def decide(self, status):
        self.world.cases = tuple(
            replace(one, status=status, status_since=date(2025, 11, 20)) for one in self.world.cases
        )

    @rule(state=st.sampled_from(TicketState), outcome=st.sampled_from(Outcome))
    def officer(self, state, outcome):
        if self.world.tickets:
            ended = state in {TicketState.NOTIFIED, TicketState.CLOSED}
            self.world.officer(state=state, outcome=outcome if ended else None, reason=self.REASON)

    @invariant()
    def no_two_open_appeals_are_the_same(self):
        if not hasattr(self, "world"):
            return
        tickets = [
            t
            for t in self.world.tickets.values()
            if t.state not in {TicketState.NOTIFIED, TicketState.CLOSED}
        ]
        same = {(t.case_id, t.motive, t.subject.get("month"), t.subject.get("about")) for t in tickets}
        assert (
            len(same) == len(tickets)
            or any(t.state is TicketState.REOPENED for t in tickets)
            or self._reopened(tickets)
        )

    def _reopened(self, tickets):
        """An officer of this walk may bring a closed ticket back beside a newer one."""
        return any(t.updated_at > t.created_at for t in tickets)


#: `make walk` takes 100,000 steps in all; a test run takes fewer.
STEPS, STEPS_A_WALK = int(os.environ.get("RECOURS_WALK_STEPS", "4800")), 40
Walk.TestCase.settings = settings(
    max_examples=STEPS // STEPS_A_WALK,
    stateful_step_count=STEPS_A_WALK,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
test_no_walk_meets_an_exception_or_a_dead_end = Walk.TestCase
