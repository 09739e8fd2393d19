"""What an upheld appeal changes, and whether the registry shows it."""

from __future__ import annotations

import json
from datetime import date

import pytest
from msgspec.structs import replace

from programmes.household import CaseStatus, Payment, PaymentState
from programmes.remedies import is_done, remedy_of
from tests.unit.bot.world import case, child, paid

BACK = Payment("2025-10", 40000, "MAD", PaymentState.RETURNED, date(2025, 10, 28))
SENT_AGAIN = replace(BACK, state=PaymentState.SENT, day=date(2025, 12, 5))
OCTOBER = {"month": "2025-10"}


@pytest.mark.parametrize(
    ("motive", "subject", "before", "wrong", "right"),
    [
        ("PAYMENT", OCTOBER, case(payments=(BACK,)), case(payments=(BACK, paid("2025-11", 400))),
         case(payments=(SENT_AGAIN, BACK))),
        ("PAYMENT", OCTOBER, case(), case(payments=(BACK,)), case(payments=(SENT_AGAIN,))),
        ("AMOUNT", OCTOBER, case(payments=(paid("2025-10", 400),)), case(payments=(paid("2025-10", 300),)),
         case(payments=(paid("2025-10", 100), paid("2025-10", 400)))),
        ("ELIGIBILITY", {"reason": "SCORE"}, case(CaseStatus.REFUSED), case(CaseStatus.ENDED), case(CaseStatus.ACCEPTED)),
        ("DATA", {}, case(), case(payments=(BACK,)), case(members=(child("a", date(2010, 1, 1), at_school=True),))),
    ],
)  # fmt: skip
def test_a_remedy_is_done_when_the_registry_shows_what_was_to_change(motive, subject, before, wrong, right):
    remedy = json.loads(json.dumps(remedy_of(motive, subject, before)))
    assert not is_done(remedy, before)
    assert not is_done(remedy, wrong)
    assert is_done(remedy, right)


def test_what_the_registry_does_not_hold_is_no_remedy():
    assert remedy_of("INFORMATION", {}, case()) is None
    assert remedy_of("SENSITIVE", {}, case()) is None


def test_without_the_facts_of_the_decision_only_an_officer_can_tell():
    remedy = remedy_of("AMOUNT", OCTOBER, None)
    assert remedy["before"] is None
    assert not is_done(remedy, case(payments=(paid("2025-10", 900),)))


def test_a_remedy_holds_no_facts_of_the_household_in_the_clear():
    assert "2010" not in str(remedy_of("DATA", {}, case()))
