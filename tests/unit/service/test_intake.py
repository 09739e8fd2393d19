"""A link brings no more than it may, by HTTP and by SMPP; odd senders are counted, kept, and decide nothing."""

import asyncio
from types import SimpleNamespace

import pytest

from sms_gateway.channels.base import HttpReply, HttpRequest, NotKeptError
from sms_gateway.inbox import StoreInbox
from sms_gateway.intake import BURST_SECONDS, Intake, Odd, odd_sender
from sms_gateway.metrics import Metrics
from sms_gateway.receive import Receiver
from storage.records import MoMessage
from tests.stores import opened_store

NOW = 1_760_000_000
LINK = "main"


@pytest.fixture
async def store(tmp_path):
    async with opened_store(tmp_path, now=lambda: NOW) as store:
        yield store


def a_message(number, sender="+212612345678"):
    return MoMessage(LINK, f"m-{number}", sender, "5757", "ou est ma demande", NOW)


class OneChannel:
    """A webhook that takes every request for the next message."""

    def __init__(self):
        self.number = 0

    def parse_mo(self, _request, _now):
        self.number += 1
        return a_message(self.number)

    def mo_reply(self, _accepted):
        return HttpReply()


def limited(rate=2.0):
    clock = SimpleNamespace(at=0.0)
    return clock, Intake(Metrics(), {LINK: rate}, "MA", lambda: clock.at)


async def test_over_its_links_limit_a_webhook_is_answered_503_and_taken_when_it_comes_again(store):
    clock, intake = limited()
    receiver = Receiver({LINK: OneChannel()}, store, intake=intake)
    burst = int(2 * BURST_SECONDS)
    statuses = [(await receiver.mo(LINK, HttpRequest("POST", ""))).status for _ in range(burst + 3)]
    assert statuses == [200] * burst + [503] * 3
    clock.at += 1
    assert [(await receiver.mo(LINK, HttpRequest("POST", ""))).status for _ in range(3)] == [200, 200, 503]
    assert (await store.counts())["mo:waiting"] == burst + 2


async def test_over_its_links_limit_a_line_keeps_nothing_so_that_the_smsc_sends_it_again(store):
    _clock, intake = limited()
    inbox = StoreInbox(store, intake=intake)
    results = await asyncio.gather(
        *(inbox.keep_mo(a_message(number)) for number in range(25)), return_exceptions=True
    )
    assert sum(isinstance(result, NotKeptError) for result in results) == 5
    assert (await store.counts())["mo:waiting"] == 20


def test_a_flood_over_one_link_leaves_the_others_theirs():
    _clock, intake = limited()
    assert not all(intake.admits(LINK) for _ in range(50))
    assert all(intake.admits("spare") for _ in range(50))


@pytest.mark.parametrize(
    ("sender", "odd"),
    [
        ("+212612345678", None),
        ("+33612345678", Odd.ABROAD),
        ("MAROCTEL", Odd.NAME),
        ("Bank 24", Odd.NAME),
        ("5757", Odd.SHORT),
        ("99999999999999999", Odd.IMPLAUSIBLE),
        ("", Odd.NAME),
    ],
)
def test_a_sender_that_no_phone_of_the_country_has_is_odd(sender, odd):
    assert odd_sender(sender, 212) is odd


async def test_odd_senders_are_kept_and_counted_once(store):
    metrics = Metrics()
    inbox = StoreInbox(store, intake=Intake(metrics, region="MA"))
    for _copy in range(2):
        await inbox.keep_mo(a_message(1, "MAROCTEL"))
    await inbox.keep_mo(a_message(2, "+33612345678"))
    await inbox.keep_mo(a_message(3))
    told = metrics.exposition({}).decode()
    assert 'recours_odd_senders_total{kind="name",link="main"} 1.0' in told
    assert 'recours_odd_senders_total{kind="abroad",link="main"} 1.0' in told
    assert (await store.counts())["mo:waiting"] == 3
