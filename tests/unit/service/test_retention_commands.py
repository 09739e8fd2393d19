"""`recours hold` and `recours purge`: what would go is told first, what is held stays, erasure says why it does nothing."""

from __future__ import annotations

import asyncio

import pytest
from click.testing import CliRunner

from sms_gateway.cli import main
from storage.fields import Keys
from storage.sqlite import SqliteStore
from tests.conformance.given import AMINA, BRAHIM
from tests.conformance.test_person import end, whole_story

WHO = ("--who", "hind")


@pytest.fixture
def place(tmp_path):
    """Two tickets that ended long ago, and a newer message."""
    (tmp_path / "recours.toml").write_text(
        f'[service]\ndata_folder = "{tmp_path}"\n[retention]\ntickets = 365\nmessages = 365\n', "utf-8"
    )
    keys = Keys.create(tmp_path / "recours.keys")

    async def story():
        store = SqliteStore(tmp_path / "recours.db", keys)
        await store.open()
        for phone, reference in ((AMINA, "123456789"), (BRAHIM, "987654324")):
            await whole_story(store, phone, reference)
            await end(store, reference)
        await store._write(lambda db: db.execute("UPDATE tickets SET updated_at = 1600000000"))
        await store._write(lambda db: db.execute("UPDATE mo SET received_at = 1600000000"))
        await store.close()

    asyncio.run(story())
    return tmp_path


def recours(place, *arguments):
    done = CliRunner().invoke(main, [*arguments, "--config", str(place / "recours.toml")])
    return done.exit_code, done.output


def rows_due(place):
    output = recours(place, "purge", "--dry-run")[1]
    return {line.split()[0]: line.split()[-1] for line in output.splitlines()[1:] if len(line.split()) == 3}


def test_what_would_go_is_told_and_goes_but_what_is_held(place):
    assert rows_due(place)["AMOUNT"] == "2"
    assert rows_due(place)["AMOUNT"] == "2"  # telling changes nothing
    assert recours(place, "hold", "set", "123.456.789", *WHO, "--why", "a court")[0] == 0
    assert rows_due(place)["AMOUNT"] == "1"
    code, told = recours(place, "purge", *WHO)
    assert (code, "AMOUNT: 1 forgotten" in told) == (0, True)
    assert "123456789" in recours(place, "hold", "list", *WHO)[1]
    assert recours(place, "hold", "release", "123456789", *WHO)[0] == 0
    assert "AMOUNT: 1 forgotten" in recours(place, "purge", *WHO)[1]


def test_erasure_says_plainly_that_a_ticket_is_on_hold(place):
    recours(place, "hold", "set", "123456789", *WHO, "--why", "a court")
    asked = ("person", "erase", AMINA, *WHO, "--why", "asked", "--yes")
    code, told = recours(place, *asked)
    assert code == 1
    assert "nothing was erased: on legal hold are 123456789" in told
    recours(place, "hold", "release", "123456789", *WHO)
    assert recours(place, *asked)[0] == 0


def test_a_case_is_held_by_its_number_and_an_unknown_ticket_is_not(place):
    assert recours(place, "hold", "set", "--case", "ASD-2024-000123", *WHO, "--why", "inquiry")[0] == 0
    assert "a case" in recours(place, "hold", "list", *WHO)[1]
    assert recours(place, "hold", "release", "--case", "2024000123", *WHO)[0] == 0
    assert "There is no ticket 555555555" in recours(place, "hold", "set", "555555555", *WHO, "--why", "x")[1]
    assert recours(place, "hold", "set", *WHO, "--why", "x")[0] == 2


def test_nobody_purges_by_hand_without_a_name(place):
    code, told = recours(place, "purge")
    assert (code, "say --who" in told) == (2, True)
