"""`recours links`: how each link stands, as an operator reads it beside a running service."""

from __future__ import annotations

import asyncio
import json
import time
from decimal import Decimal

import pytest
from click.testing import CliRunner

from sms_gateway.cli.links import command
from sms_gateway.cli.mt import command as mt
from sms_gateway.cli.tables import age
from storage.fields import Keys
from storage.links import BalanceNote, LinkNote, TrafficNote
from storage.records import MtMessage, MtState, SendResult
from storage.sqlite import SqliteStore

PHONE, TEXT = "+212612345678", "Votre demande est acceptee"


def a_message(link="main", text=TEXT, **fields):
    values = {"recipient": PHONE, "sender": "5757", "language": "fr", "parts": 1}
    return MtMessage(link=link, text=text, **values | fields)


@pytest.fixture
def house(tmp_path):
    """A folder with settings of two links and an open store's keys."""
    Keys.create(tmp_path / "recours.keys")
    (tmp_path / "recours.toml").write_text(
        f"""
[service]
data_folder = "{tmp_path}"
[links.main]
kind = "phone"
number = "5757"
price = 0.25
currency = "MAD"
[links.spare]
kind = "phone"
number = "5858"
""",
        encoding="utf-8",
    )
    return tmp_path


def open_store(house):
    return SqliteStore(house / "recours.db", Keys.load(house / "recours.keys"))


async def called(house, command, *arguments, **more):
    """Run a command as another process would, beside this one's store."""
    words = [*arguments, "--config", str(house / "recours.toml")]
    done = await asyncio.to_thread(CliRunner().invoke, command, words, **more)
    assert PHONE not in done.output
    assert TEXT not in done.output
    return done


async def test_links_are_shown_beside_a_running_service(house):
    store = open_store(house)
    await store.open()
    try:
        await store.enqueue_mts([a_message(), a_message()])
        await store.record_sends([], LinkNote("main", False, int(time.time()) - 7300, "refused"))
        shown = await called(house, command)
        as_json = await called(house, command, "--json")
    finally:
        await store.close()
    assert shown.exit_code == 0, shown.output
    _headings, main, spare = shown.output.splitlines()
    assert main.split()[:6] == ["main", "phone", "5757", "DOWN", "2", "h"]
    assert "0.25 MAD" in main
    assert main.endswith("refused (2 h ago)")
    assert spare.split()[:4] == ["spare", "phone", "5858", "-"]
    first = json.loads(as_json.output)[0]
    assert (first["link"], first["up"], first["queued"], first["failed"]) == ("main", False, 2, 0)


async def test_a_link_is_paused_and_goes_on_beside_a_running_service(house):
    who = ("--who", "omar", "--why", "the operator works on it")
    store = open_store(house)
    await store.open()
    try:
        await store.enqueue_mts([a_message()])
        paused = await called(house, command, "pause", "main", *who)
        shown = await called(house, command)
        assert await store.claim_mts("main", 1, int(time.time())) == []
        again = await called(house, command, "resume", "main", *who)
        twice = await called(house, command, "resume", "main", *who)
        assert len(await store.claim_mts("main", 1, int(time.time()))) == 1
        audited = [entry.action async for _number, entry, _before, _hash in store.audit_rows()]
    finally:
        await store.close()
    assert paused.output == "main paused.\n"
    assert shown.output.splitlines()[1].split()[:4] == ["main", "phone", "5757", "PAUSED"]
    assert (again.output, twice.output) == ("main sends again.\n", "main was so already.\n")
    assert audited == ["link.paused", "link.resumed"]
    nowhere = await called(house, command, "pause", "mian", *who)
    assert nowhere.exit_code == 2
    assert "no link mian" in nowhere.output


async def test_traffic_and_balance_are_shown_and_old_traffic_is_not(house):
    now = int(time.time())
    store = open_store(house)
    await store.open()
    await store.note_traffic([TrafficNote("main", 31, 29, now), TrafficNote("spare", 7, 7, now - 900)])
    await store.note_balance(BalanceNote("main", Decimal("1785.50"), "KES", now - 600))
    await store.close()
    _headings, main, spare = (await called(house, command)).output.splitlines()
    assert main.split()[3:6] == ["-", "31", "29"]
    assert "1785.50 KES (10 min ago)" in main
    assert spare.split()[3:6] == ["-", "-", "-"]


async def test_a_link_taken_out_of_the_settings_is_shown_while_it_has_messages(house):
    store = open_store(house)
    await store.open()
    await store.enqueue_mts([a_message(link="old")])
    await store.close()
    shown = await called(house, command)
    assert "old" in shown.output
    assert "not in the settings" in shown.output


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0 s"), (59, "59 s"), (60, "1 min"), (7199, "1 h"), (86400 * 3, "3 d")]
)
def test_an_age_is_said_in_its_greatest_unit(seconds, said):
    assert age(seconds) == said


@pytest.fixture
async def running(house):
    """The store of a running service, with two messages that failed on `main`."""
    store = open_store(house)
    await store.open()
    ids = await store.enqueue_mts([a_message(), a_message()])
    await store.claim_mts("main", 2, int(time.time()))
    await store.record_sends([SendResult(one, MtState.FAILED, int(time.time()), error="busy") for one in ids])
    yield store, ids
    await store.close()


WHO = ("--who", "omar", "--why", "the operator had a fault")


async def test_failed_messages_are_listed_with_masked_numbers(house, running):
    _store, ids = running
    shown = await called(house, mt, "list")
    assert shown.exit_code == 0, shown.output
    _headings, first, _second = shown.output.splitlines()
    assert first.split()[:4] == [str(ids[0]), "main", "+212...78", "failed"]
    assert first.endswith("busy")
    assert (await called(house, mt, "list", "--link", "spare")).output == "None.\n"


async def test_a_links_failed_messages_are_queued_again_once_confirmed(house, running):
    store, ids = running
    asked = await called(house, mt, "replay", "--link", "main", *WHO, input="n\n")
    assert "main: 2 messages" in asked.output
    assert "Nothing was done." in asked.output
    assert set((await store.mt_states(ids)).values()) == {MtState.FAILED}
    done = await called(house, mt, "replay", "--link", "main", *WHO, input="y\n")
    assert "2 messages." in done.output
    assert set((await store.mt_states(ids)).values()) == {MtState.QUEUED}
    [entry] = [row[1] async for row in store.audit_rows()]
    assert (entry.actor, entry.action, entry.subject) == ("omar", "mt.replayed", "main")
    assert (entry.details["messages"], entry.details["why"]) == (2, WHO[-1])


async def test_one_message_is_taken_back_by_its_id(house, running):
    store, (first, second) = running
    done = await called(house, mt, "cancel", str(first), "--yes", *WHO)
    assert done.exit_code == 0, done.output
    assert await store.mt_states([first, second]) == {first: MtState.CANCELLED, second: MtState.FAILED}


@pytest.mark.parametrize("words", [[], ["1", "--link", "main"]])
async def test_nothing_is_done_to_all_messages_at_once(house, running, words):
    refused = await called(house, mt, "replay", *words, "--yes", *WHO)
    assert refused.exit_code == 2
    assert "by their ids" in refused.output
