"""What the console is told of a case: the whole trace with its sources, and why a payment is another amount."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from console.desk import NoticeKind
from console.redirecting import reason_of
from programmes.pack import load_programme, pack_keys
from sms_gateway.desk import ServiceDesk
from sms_gateway.desk_words import WORDS, load_words
from sms_gateway.given import open_wording
from sms_gateway.outgoing import Outgoing
from storage.records import Outcome
from tests.unit.programmes.builders import case, child, household, payment
from tests.unit.service.conversing import NOW
from tests.unit.service.test_canned import ticket as a_ticket


class OneCase:
    def __init__(self, found):
        self.found = found

    async def case(self, case_id):
        return self.found


def desk_of(found):
    pack = load_programme(found.programme)
    wording = open_wording(pack)
    return ServiceDesk(
        pack, OneCase(found), wording, Outgoing(wording, {}, "fr"), load_words(), now=lambda: NOW
    )


async def test_the_trace_is_shown_in_full_with_its_references():
    three = [child(age, on="2025-11", school=True) for age in (9, 12, 15)]
    found = case(*three, payments=(payment("2025-11", 500),))
    facts = await desk_of(found).case_facts("c1", "fr", month="2025-11")
    [line] = facts.amount.lines
    assert (line.label, line.value) == ("3 × enfant à l'école", 75000)
    assert (line.since, line.legal) == (date(2025, 11, 30), date(2025, 1, 1))
    assert "ahdath.info" in line.reference
    assert [(part.label, part.value) for part in line.parts] == [
        ("rang 1, 15 ans", 25000),
        ("rang 2, 12 ans", 25000),
        ("rang 3, 9 ans", 25000),
    ]
    assert facts.amount.changes == ("les montants ont changé: +150 DH",)
    assert facts.amount.gap == "Payé autrement que calculé : comme si un enfant n’était pas compté (-250 DH)"


async def test_a_currency_without_cents_is_told_without():
    found = household("ci_filets", since=date(2024, 1, 1), paid=[("2025-10", 30000)])
    facts = await desk_of(found).case_facts("c1", "fr", month="2025-11")
    assert facts.amount.month == "2025-10"
    assert facts.amount.gap.endswith("(-6000 FCFA)")
    assert facts.levels["village"] == "Comité du village"


@pytest.mark.parametrize("key", pack_keys())
def test_every_rule_of_a_pack_has_an_officer_s_words(key):
    rules = load_programme(key).calculator.rules
    codes = {rule.rule for rule in (*rules.children, *rules.supplements)} | {rules.flat_rule}
    codes |= {rule.rule for rule in (rules.establishment, rules.births, rules.school) if rule}
    codes |= {rules.stay.exit_rule} if rules.stay else set()
    assert {f"rule.{code}" for code in codes} <= WORDS.keys()


@pytest.mark.parametrize(
    ("programme", "sender", "odd"),
    [
        ("ma_asd", "+212612345678", ""),
        ("ma_asd", "+22245123456", "abroad"),
        ("mr_tekavoul", "+22245123456", ""),
    ],
)
def test_a_sender_is_odd_by_the_programmes_own_country(programme, sender, odd):
    assert desk_of(replace(case(), programme=programme)).odd_sender(sender) == odd


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("fr", "RSU, 4 aout. Voila."),
        ("ar", "السجل الاجتماعي الموحد، 4 غشت. Voila."),
        ("ary_Latn", "RSU, 4 ghoucht. Voila."),
    ],
)
def test_what_another_desk_answers_is_told_with_its_day_in_the_persons_language(language, told):
    desk, due = desk_of(case()), datetime(2026, 8, 4, 18, tzinfo=ZoneInfo("Africa/Casablanca")).timestamp()
    day = desk.rules.day(int(due), int(due) - 10 * 24 * 3600, language)
    reason = reason_of(desk.rules, language, "RSU", day, "Voila.")
    ticket = a_ticket(language=language)
    sms = desk.notice(ticket, NoticeKind.DECIDED, outcome=Outcome.REDIRECTED, reason=reason)
    assert told in sms
    assert (desk.measure(sms).encoding == "GSM-7") == (language != "ar")
