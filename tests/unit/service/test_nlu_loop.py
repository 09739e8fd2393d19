"""The command with which persons teach: doubtful messages, masked; their word; and Rasa's YAML for review."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest
import yaml
from click.testing import CliRunner

from sms_gateway.cli import main
from sms_gateway.cli.nlu_loop import as_rasa
from storage.fields import Keys
from storage.learning import Confirmed
from storage.records import MoMessage, Officer, Turn
from storage.sqlite import SqliteStore
from tests.unit.service.conversing import NOW

TEXTS = [
    ("larjan ? mon tel 0612345678", "payment_date"),
    ("smiti Brahim flouss", "payment_missing"),
    ("il me fait du mal", "protection_need"),
]


class Desk:
    """A data folder with doubtful messages, and officers Amina and (for what is told in confidence) Samira."""

    def __init__(self, folder):
        self.folder = folder
        Keys.create(folder / "recours.keys")
        (folder / "recours.toml").write_text(f'[service]\ndata_folder = "{folder}"\n')
        asyncio.run(self._fill())

    @asynccontextmanager
    async def store(self):
        store = SqliteStore(self.folder / "recours.db", Keys.load(self.folder / "recours.keys"))
        await store.open()
        yield store
        await store.close()

    async def _fill(self):
        async with self.store() as store:
            for login, sensitive in (("amina", False), ("samira", True)):
                await store.save_officer(Officer(login, login, "x", ("officer",), sensitive=sensitive))
            for number, (text, guess) in enumerate(TEXTS):
                await store.accept_mo(MoMessage("line", str(number), "+212600000101", "5555", text, NOW))
                [claimed] = await store.claim_mos(1, NOW)
                await store.commit_turn(
                    Turn(claimed.mo_id, claimed.session, NOW, intent=guess, confidence=0.3, tier="none")
                )

    def run(self, *arguments):
        return CliRunner().invoke(main, ["nlu", *arguments, "--config", str(self.folder / "recours.toml")])


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def test_doubtful_messages_are_shown_without_phone_or_name(desk):
    shown = desk.run("doubtful", "--who", "amina").output
    assert "larjan ? mon tel 0000000000" in shown
    assert "smiti *** flouss" not in shown  # two names may follow a cue
    assert "smiti ***" in shown
    assert "Brahim" not in shown


def test_what_may_be_a_call_for_help_is_for_officers_of_confidence(desk):
    assert "mal" not in desk.run("doubtful", "--who", "amina").output
    assert "il me fait du mal" in desk.run("doubtful", "--who", "samira").output
    assert "no such doubtful message" in desk.run("confirm", "3", "protection_need", "--who", "amina").output
    assert desk.run("confirm", "3", "protection_need", "--who", "samira").exit_code == 0


def test_nobody_without_an_account_looks_or_speaks(desk):
    assert "no such officer" in desk.run("doubtful", "--who", "karim").output
    assert "no such officer" in desk.run("confirm", "1", "greet", "--who", "karim").output


def test_what_was_confirmed_is_exported_as_rasa_reads_it_and_nothing_else(desk, tmp_path):
    desk.run("confirm", "1", "payment_missing", "--who", "amina")
    desk.run("confirm", "2", "none", "--who", "amina")
    desk.run("confirm", "3", "protection_need", "--who", "samira", "--text", "il me [bat](x) depuis 2019")
    assert "2 messages" in desk.run("export", str(tmp_path / "new.yml")).output
    assert yaml.safe_load((tmp_path / "new.yml").read_text()) == {
        "version": "3.1",
        "nlu": [
            {"intent": "payment_missing", "examples": "- larjan ? mon tel 0000000000\n"},
            {"intent": "protection_need", "examples": "- il me bat (x) depuis 0000\n"},
        ],
    }


def test_an_export_of_nothing_and_of_odd_words_is_still_rasas_yaml():
    assert yaml.safe_load(as_rasa([])) == {"version": "3.1", "nlu": []}
    odd = Confirmed(1, "greet", '- : "x"\n  # y', "fr", "amina", NOW)
    assert yaml.safe_load(as_rasa([odd, odd]))["nlu"][0]["examples"] == '- - : "x" # y\n'
