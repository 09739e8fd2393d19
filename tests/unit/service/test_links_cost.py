"""`recours links cost`: what a month cost, by link and language, in the programme's own time."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from sms_gateway.cli.cost import bounds
from sms_gateway.cli.links import command
from storage.records import MtState, SendResult
from tests.unit.service.test_links_command import a_message, called, house, open_store

__all__ = ["house"]  # a fixture

NOVEMBER = int(datetime(2026, 11, 10, 12, tzinfo=UTC).timestamp())
DAY = 86_400


@pytest.fixture
async def month(house):
    """November: four messages in French to one phone on two days, one in Arabic; one by a link without a price."""
    store = open_store(house)
    await store.open()
    for at, message in [
        (NOVEMBER, a_message()),
        (NOVEMBER + 60, a_message()),
        (NOVEMBER + DAY, a_message(parts=2)),
        (NOVEMBER, a_message(language="ar", parts=3)),
        (NOVEMBER, a_message(link="spare")),
        (NOVEMBER + 40 * DAY, a_message(parts=9)),
    ]:
        [mt_id] = await store.enqueue_mts([message])
        await store.claim_mts(message.link, 1, at)
        await store.record_sends([SendResult(mt_id, MtState.SENT, at)])
    await store.enqueue_mts([a_message(parts=9)])
    await store.close()


async def test_a_month_is_priced_by_link_and_language(house, month):
    shown = await called(house, command, "cost", "--month", "2026-11")
    assert shown.exit_code == 0, shown.output
    rows = [line.split() for line in shown.output.splitlines()[1:]]
    assert rows[0] == ["main", "ar", "1", "3", "1", "0.75", "MAD", "0.75", "MAD", "0.75", "MAD"]
    assert rows[1] == ["main", "fr", "3", "4", "2", "0.33", "MAD", "0.50", "MAD", "1.00", "MAD"]
    assert rows[2] == ["spare", "fr", "1", "1", "1", "-", "-", "-"]
    assert shown.output.splitlines()[-2:] == ["Together: 1.75 MAD", "Without a price: spare"]


async def test_the_same_as_json(house, month):
    shown = await called(house, command, "cost", "--month", "2026-11", "--json")
    arabic, french, _spare = json.loads(shown.output)
    assert (arabic["parts"], arabic["price"], arabic["currency"]) == (3, "0.75", "MAD")
    assert (french["conversations"], french["a_conversation"]) == (2, "0.50")


async def test_a_month_without_messages_says_so(house, month):
    shown = await called(house, command, "cost", "--month", "2026-10")
    assert shown.output == "Nothing was sent in 2026-10.\n"


@pytest.mark.parametrize(
    ("month", "first", "after"),
    [
        (datetime(2026, 12, 1), "2026-11-30T23:00+00:00", "2026-12-31T23:00+00:00"),  # noqa: DTZ001 - as click reads it
        (datetime(2026, 3, 1), "2026-03-01T00:00+00:00", "2026-03-31T23:00+00:00"),  # noqa: DTZ001 - as click reads it
    ],
)
def test_a_month_begins_and_ends_where_the_programme_is(month, first, after):
    """Morocco is an hour ahead of UTC, but not in Ramadan."""
    expected = tuple(int(datetime.fromisoformat(text).timestamp()) for text in (first, after))
    assert bounds(month, "Africa/Casablanca") == expected
