"""`recours links`: how each link stands, as an operator reads it beside a running service."""

from __future__ import annotations

import asyncio
import json
import time

import pytest
from click.testing import CliRunner

from sms_gateway.cli.links import age, command
from storage.fields import Keys
from storage.links import LinkNote
from storage.records import MtMessage
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
