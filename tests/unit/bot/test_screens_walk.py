"""Random walks by USSD, with SMS between: every screen fits and leads on or ends, nothing is filed twice."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from sms_gateway.ussd.pages import Limit
from tests.unit.bot.phrases import COMMANDS, LANGUAGES, PHRASES, phrase
from tests.unit.bot.screens import UssdPhone
from tests.unit.bot.test_walk import CASE, SECOND
from tests.unit.bot.world import DAY, HOUR, World

WISHES = [*PHRASES, *COMMANDS]


class Walk(RuleBasedStateMachine):
    @initialize(
        cases=st.sampled_from([(), (CASE,), (CASE, SECOND), (SECOND,)]),
        language=st.sampled_from([None, *LANGUAGES]),
        limit=st.sampled_from([Limit(), Limit(septets=90, units=45)]),
    )
    def begin(self, cases, language, limit):
        self.phone = UssdPhone(World(cases=cases, language=language, noticed=False), limit)

    def _type(self, words):
        """Into the open session, else into a new one; the phone itself refuses a screen that does not fit."""
        if self.phone.screen is None:
            assert self.phone.dial().goes_on
        screen = self.phone.type(words)
        assert screen.text.strip()
        session = self.phone.world.session
        assert screen.goes_on or session.dialogue is None or self.phone.world.down or session.silent_until

    @rule(key=st.sampled_from(["0", "00", "1", "2", "3", "4", "5", "6", "9", "n", "٠", "١", "*", ""]))
    def press(self, key):
        self._type(key)

    @rule(wish=st.sampled_from(WISHES), language=st.sampled_from(LANGUAGES))
    def wish(self, wish, language):
        self._type(phrase(wish, language))

    @rule(text=st.text(max_size=180) | st.sampled_from(["2025000123", "1978", "mon fils * est au lycee"]))
    def write(self, text):
        self._type(text)

    @rule()
    def cut(self):
        self.phone.dial()

    @rule(text=st.sampled_from(["1", "0", "2", "menu", "mon fils est au lycee", "stop"]))
    def sms(self, text):
        self.phone.world.screen = False
        self.phone.world.send(text)

    @rule(wait=st.sampled_from([HOUR, DAY + HOUR]))
    def wait(self, wait):
        self.phone.world.now += wait
        self.phone.screen = None

    @rule(down=st.booleans())
    def registry(self, down):
        self.phone.world.down = down

    @invariant()
    def nothing_is_filed_twice(self):
        if hasattr(self, "phone"):
            tickets = self.phone.world.tickets.values()
            same = {(t.case_id, t.motive, t.subject.get("month"), t.state) for t in tickets}
            assert len(same) >= len([t for t in tickets if t.state == "received"])


Walk.TestCase.settings = settings(
    max_examples=60, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
test_no_walk_on_screens_meets_an_exception_or_a_dead_end = Walk.TestCase
