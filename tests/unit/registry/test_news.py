from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from programmes.household import CaseStatus, PaymentState
from programmes.registry.news import CHANGES, news_of
from tests.unit.programmes.builders import case, payment

ALL = frozenset(CHANGES)
BEFORE = replace(case(), payments=(payment("2025-11", 900), payment("2025-10", 900)))


def after(status=CaseStatus.ACCEPTED, since=BEFORE.status_since, payments=BEFORE.payments):
    return replace(BEFORE, status=status, status_since=since, payments=payments)


SENT, PLANNED = PaymentState.SENT, PaymentState.PLANNED
NEXT = date(2025, 12, 1)


@pytest.mark.parametrize(
    ("now", "change", "month"),
    [
        (after(), None, None),
        (after(CaseStatus.SUSPENDED, NEXT), "suspended", None),
        (after(CaseStatus.REFUSED, NEXT), "refused", None),
        (after(CaseStatus.ENDED, NEXT), None, None),
        (after(since=NEXT), "accepted", None),
        (after(payments=(payment("2025-12", 900, SENT), *BEFORE.payments)), "paid", "2025-12"),
        (after(payments=(payment("2025-12", 900, PLANNED), *BEFORE.payments)), None, None),
        (after(payments=(payment("2025-12", 600, PLANNED), *BEFORE.payments)), "amount_changed", "2025-12"),
        (after(payments=(payment("2025-12", 600, SENT), *BEFORE.payments)), "amount_changed", "2025-12"),
        (after(payments=(payment("2025-11", 600), payment("2025-10", 900))), "amount_changed", "2025-11"),
        (after(payments=BEFORE.payments[1:]), None, None),
        (after(CaseStatus.SUSPENDED, NEXT, (payment("2025-12", 600, SENT),)), "suspended", None),
    ],
)
def test_one_change_is_told_and_a_decision_comes_first(now, change, month):
    news = news_of(BEFORE, now, ALL)
    assert (news and news.change, news and news.month) == (change, month)


def test_a_payment_that_is_collected_after_it_was_sent_is_no_news():
    sent = replace(BEFORE, payments=(payment("2025-12", 900, SENT), *BEFORE.payments))
    collected = replace(BEFORE, payments=(payment("2025-12", 900), *BEFORE.payments))
    assert news_of(sent, collected, ALL) is None


def test_a_new_case_is_news_once_it_is_decided():
    assert news_of(None, after(CaseStatus.RECEIVED), ALL) is None
    assert news_of(None, after(), ALL).change == "accepted"


def test_what_the_programme_has_not_turned_on_is_not_told():
    paid = after(payments=(payment("2025-12", 600, SENT), *BEFORE.payments))
    assert news_of(BEFORE, paid, frozenset({"paid"})).change == "paid"
    assert news_of(BEFORE, paid, frozenset({"refused"})) is None
    assert news_of(BEFORE, after(CaseStatus.SUSPENDED, NEXT), frozenset({"paid"})) is None


def test_the_same_change_has_the_same_key_and_another_one_another():
    suspended = news_of(BEFORE, after(CaseStatus.SUSPENDED, NEXT), ALL)
    again = news_of(replace(BEFORE, commune="Fès"), after(CaseStatus.SUSPENDED, NEXT), ALL)
    later = news_of(BEFORE, after(CaseStatus.SUSPENDED, date(2026, 1, 1)), ALL)
    assert suspended.key == again.key != later.key
