"""A link that is down for long: its messages go by another, by the rule, never twice."""

from __future__ import annotations

import pytest

from sms_gateway.failover import Failover, Rule, rules_of
from sms_gateway.settings import SettingsError, load_settings
from storage.links import LinkNote
from storage.records import MtMessage
from tests.stores import opened_store

NOW, MINUTES = 1_760_000_000, 60
RULE = Rule("spare", "5858", 10 * MINUTES)


@pytest.fixture
async def store(tmp_path):
    async with opened_store(tmp_path) as store:
        await store.enqueue_mts([MtMessage("main", "+212612345678", "5757", "bonjour", "fr", 1)])
        yield store


async def handed(store, down, minutes):
    """Look twice, the main link being noted down since `minutes`; who was told of messages."""
    told = []
    await store.record_sends([], LinkNote("main", False, NOW - minutes * MINUTES, "refused"))
    failover = Failover(store, {"main": RULE}, lambda link: link in down, told.append, lambda: NOW)
    await failover.look()
    await failover.look()
    return told


async def test_after_its_minutes_the_messages_of_a_link_go_by_the_other(store):
    assert await handed(store, {"main"}, 10) == ["spare"]
    [claimed] = await store.claim_mts("spare", 10, NOW)
    assert claimed.mt.sender == "5858"
    assert [row[1].action async for row in store.audit_rows()] == ["link.handed_over"]


async def test_before_its_minutes_they_wait(store):
    assert await handed(store, {"main"}, 9) == []


async def test_a_link_that_was_down_before_a_restart_is_tried_first(store):
    assert await handed(store, set(), 600) == []


async def test_a_second_link_that_is_down_too_is_handed_nothing(store):
    assert await handed(store, {"main", "spare"}, 600) == []


def two_links(**main):
    return {
        "main": {"kind": "phone", "number": "5757"} | main,
        "spare": {"kind": "phone", "number": "5858"},
    }


def test_the_rule_is_in_the_settings():
    assert rules_of(load_settings(None, links=two_links(fallback="spare"))) == {"main": RULE}


@pytest.mark.parametrize("fallback", ["main", "nowhere"])
def test_a_link_falls_back_on_another_one_that_is_there(fallback):
    with pytest.raises(SettingsError, match=r"links.*main\.fallback"):
        load_settings(None, links=two_links(fallback=fallback))
