"""`recours person`: what is kept of a phone goes to a file that only its owner reads, or away."""

from __future__ import annotations

import asyncio
import json

import pytest
from click.testing import CliRunner

from sms_gateway.cli.person import command
from storage.fields import Keys
from storage.records import Outcome, TicketChange, TicketEvent, TicketState
from storage.sqlite import SqliteStore
from tests.conformance.given import a_ticket, a_turn, an_mo, an_mt, claim_one, send_one

PHONE, LONG_AGO = "+212600000101", 1_600_000_000
ASKED = ("--who", "salma", "--why", "request 482177353")


@pytest.fixture
def place(tmp_path):
    """A data folder where a phone wrote, was answered, and has a ticket."""
    settings = tmp_path / "recours.toml"
    settings.write_text(f'[service]\ndata_folder = "{tmp_path}"\n', encoding="utf-8")
    keys = Keys.create(tmp_path / "recours.keys")

    async def story():
        store = SqliteStore(tmp_path / "recours.db", keys)
        await store.open()
        await store.accept_mo(an_mo(PHONE, "mon fils"))
        answer = an_mt(PHONE)
        await store.commit_turn(
            a_turn(await claim_one(store), tickets=(a_ticket(phone=PHONE),), messages=(answer,))
        )
        await send_one(store)
        await store.close()

    asyncio.run(story())
    return tmp_path


def recours(place, name, *arguments, **answers):
    given = [name, PHONE, *arguments, "--config", str(place / "recours.toml"), *ASKED]
    return CliRunner().invoke(command, given, **answers)


def test_an_old_number_is_asked_about_before_anything_is_told(place):
    settings = place / "recours.toml"
    settings.write_text(settings.read_text("utf-8") + '[programme]\npack = "ci_filets"\n', "utf-8")
    given = ["export", "07123456", str(place / "out.json"), "--config", str(settings), *ASKED]
    refused = CliRunner().invoke(command, given, input="n\n")
    assert refused.exit_code == 1
    assert "Is +2250707123456 meant?" in refused.stderr
    assert not (place / "out.json").exists()
    assert CliRunner().invoke(command, given, input="y\n").exit_code == 0


def decide(place):
    async def end():
        store = SqliteStore(place / "recours.db", Keys.load(place / "recours.keys"))
        await store.open()
        event = TicketEvent(LONG_AGO, "salma", "decided")
        await store.change_ticket([TicketChange("123456789", event, TicketState.CLOSED, Outcome.REJECTED)])
        await store.close()

    asyncio.run(end())


def test_the_export_is_one_file_for_its_owner_alone(place):
    done = recours(place, "export", str(place / "out.json"))
    assert "2 messages, 1 tickets." in done.output
    told = json.loads((place / "out.json").read_text(encoding="utf-8"))
    assert sorted(line["text"] for line in told["messages"]) == ["Bonjour.", "mon fils"]
    assert told["tickets"][0]["ticket"]["story"] == "Le montant a baissé."
    assert (place / "out.json").stat().st_mode & 0o077 == 0


def test_an_export_writes_over_no_file(place):
    (place / "out.json").write_text("mine")
    assert recours(place, "export", str(place / "out.json")).exit_code == 1
    assert (place / "out.json").read_text() == "mine"


def test_nothing_is_erased_while_a_ticket_is_open_or_without_a_yes(place):
    assert "still open are 123456789" in recours(place, "erase", "--yes").output
    decide(place)
    assert recours(place, "erase", input="n\n").exit_code == 1
    recours(place, "export", str(place / "out.json"))
    assert "mon fils" in (place / "out.json").read_text(encoding="utf-8")


def test_the_erased_phone_has_nothing_to_export(place):
    decide(place)
    assert "the words of 1 tickets" in recours(place, "erase", "--yes").output
    assert "0 messages, 0 tickets." in recours(place, "export", str(place / "out.json")).output


def test_a_ticket_in_its_time_is_named_with_its_day(place):
    decide(place)
    assert "123456789 is kept until 20" in recours(place, "erase", "--yes", "--hold-days", "9000").output


def test_without_who_and_why_nothing_is_told(place):
    given = ["export", PHONE, str(place / "out.json"), "--config", str(place / "recours.toml")]
    assert CliRunner().invoke(command, given).exit_code == 2
