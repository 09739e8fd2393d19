"""Who helps a household hears what became of the ticket, and never what the household gets."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from bot.notices import decided
from bot.proxy import is_by_proxy
from nlu.understanding import Intent
from storage.records import PROXY, Outcome
from tests.unit.bot.phrases import LANGUAGES, phrase
from tests.unit.bot.test_walk import CASE, SECOND, Walk
from tests.unit.bot.world import WORDING, World, case, paid

STORY = "mon fils est au lycee"
#: What money and states look like in what a phone reads.
TELLING = (
    "DH",
    "درهم",
    "dirham",
    "ACCEPT",
    "REFUSE",
    "SUSPEND",
    "T9BEL",
    "TRFED",
    "WA9EF",
    "طلبكم مقبول",
    "رفض طلبكم",
    "دعمكم موقوف",
    "انتهى دعمكم",
    "400",
    "9.81",
    "9,81",
)
SECRET = "Le montant est de 900 DH."
HER_PHONE = "+212600000001"


def helper(*, association="", cases=(CASE,), language="fr"):
    """A phone that proved the first file and said that it helps."""
    world = World(cases=cases, known=False, language=language, association=association)
    if not association:
        for words in (phrase(Intent.FILE_RECOURSE, language), "2025000123", "1978", "2"):
            world.send(words)
    return world


def filed(world, *steps):
    for words in (*steps, STORY, "1"):
        world.send(words)
    return list(world.tickets.values())[-1]


def test_a_ticket_names_the_proxy_and_nothing_that_the_registry_knows():
    ticket = filed(helper(), "2", "1")
    assert (ticket.motive, ticket.case_id, ticket.region) == ("AMOUNT", "c1", "03")
    assert ticket.subject == {PROXY: {"kind": "relative"}}


def test_an_associations_ticket_bears_its_name():
    world = helper(association="Nour", cases=(CASE, SECOND))
    world.send(phrase(Intent.FILE_RECOURSE, "fr"))
    ticket = filed(world, "2", "1")
    assert (ticket.case_id, ticket.subject[PROXY]) == ("c2", {"kind": "association", "name": "Nour"})


def test_one_phone_of_the_household_hears_that_somebody_filed_and_the_helpers_own_does_not():
    own = case(phones=("+212612345678", HER_PHONE, "+212600000002"), payments=(paid("2025-10", 400),))
    world = helper(cases=(own,))
    filed(world, "1")
    assert world.told == [HER_PHONE]


def test_a_household_without_a_phone_is_told_nothing():
    world = helper()
    filed(world, "1")
    assert world.told == []


def test_the_same_matter_twice_is_one_ticket():
    world = helper()
    first = filed(world, "2", "1")
    world.send(phrase(Intent.FILE_RECOURSE, "fr"))
    answer = ""
    for words in ("2", "2", "1"):
        answer = world.send(words)
    assert "déjà" in answer
    assert list(world.tickets) == [first.reference]


@pytest.mark.parametrize("outcome", [Outcome.UPHELD, Outcome.PARTLY, Outcome.REJECTED, Outcome.INADMISSIBLE])
def test_a_decision_is_told_without_its_reason(outcome):
    ticket = filed(helper(), "2", "1")
    assert is_by_proxy(ticket)
    told = decided(WORDING, ticket, outcome, SECRET)
    assert ticket.reference[:3] in told
    assert "900" not in told


def test_what_is_left_open_tells_nothing():
    world = World(cases=(CASE,), known=False)
    for words in ("ou est ma demande svp", "2025000123", "1978"):
        world.send(words)
    for language in LANGUAGES:
        for intent in (Intent.APPLICATION_STATUS, Intent.AMOUNT_EXPLANATION, Intent.PAYMENT_DATE):
            assert not tells(world.send(phrase(intent, language)))


def test_who_said_mine_hears_all():
    world = World(cases=(CASE,), known=False)
    for words in ("ou est ma demande svp", "2025000123", "1978", "a moi"):
        answer = world.send(words)
    assert "ACCEPTEE" in answer


def tells(answer):
    return [word for word in TELLING if word in answer]


class Helping(Walk):
    """Whatever a helper types and whatever happens, no amount, payment or status comes."""

    REASON = SECRET

    @initialize(
        language=st.sampled_from(LANGUAGES),
        association=st.sampled_from(["", "Nour"]),
        cases=st.sampled_from([(CASE,), (CASE, SECOND)]),
    )
    def begin(self, language, association, cases):
        self.world = helper(association=association, cases=cases, language=language)

    @rule()
    def unlist(self):
        """What it filed for the household vanishes; what it asked an officer about none does not."""
        if self.world.association:
            self.world.cases = self.world.cases[:-1]

    def _send(self, text):
        if "1978" not in text:  # with the year a file could be proved again, and be called one's own
            super()._send(text)

    @invariant()
    def nothing_is_told(self):
        for reply in self.world.replies if hasattr(self, "world") else ():
            # A decision's outcome is told: it is about the ticket, and stands beside its number.
            lines = [
                line for text in reply.texts for line in text.split("\n") if not self._names_a_ticket(line)
            ]
            assert not tells("\n".join(lines)), lines

    def _names_a_ticket(self, line):
        return (
            any(f"{one[:3]}.{one[3:6]}.{one[6:]}" in line for one in self.world.tickets) and "900" not in line
        )


Helping.TestCase.settings = Walk.TestCase.settings
test_no_walk_of_a_helper_ends_with_an_amount = Helping.TestCase
