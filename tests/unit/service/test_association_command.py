"""`recours association`: written down, listed, taken off, removed; each audited, no phone and no number told."""

from __future__ import annotations

import asyncio
import shutil

import pytest
from click.testing import CliRunner

from programmes.demo import write_demo
from sms_gateway.cli.association import command
from storage.fields import Keys
from storage.sqlite import SqliteStore
from tests.unit.service.conversing import CASES, NOON, import_households

NOUR, PHONE = "Association Nour", "0612345678"
FIRST, SECOND = CASES[0], CASES[1]


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """The demo's registry under keys of a file."""
    folder = tmp_path_factory.mktemp("imported")
    keys = Keys.create(folder / "recours.keys")
    write_demo(folder, NOON.date())
    import_households(folder, keys)
    return folder


@pytest.fixture
def place(tmp_path, imported):
    """A data folder with the demo's households."""
    for name in ("registry.db", "recours.keys"):
        shutil.copy(imported / name, tmp_path / name)
    (tmp_path / "recours.toml").write_text(f'[service]\ndata_folder = "{tmp_path}"\n', encoding="utf-8")
    return tmp_path


def recours(place, name, *arguments, **given):
    return CliRunner().invoke(command, [name, *arguments, "--config", str(place / "recours.toml")], **given)


async def _kept(place):
    store = SqliteStore(place / "recours.db", Keys.load(place / "recours.keys"))
    await store.open()
    found = await store.associations()
    rows = [row async for _number, row, _previous, _hash in store.audit_rows()]
    await store.close()
    return found, [row.action for row in rows], repr(rows)


def kept(place):
    return asyncio.run(_kept(place))


@pytest.fixture
def nour(place):
    assert recours(place, "add", NOUR, "--phone", PHONE).exit_code == 0
    assert recours(place, "add-household", NOUR, FIRST.number, SECOND.number).exit_code == 0


def test_an_association_is_written_down_with_its_phone_and_its_list(place, nour):
    (association,), actions, rows = kept(place)
    assert (association.name, association.phone) == (NOUR, "+212612345678")
    assert [one.ending for one in association.households] == [FIRST.number[-3:], SECOND.number[-3:]]
    assert actions == ["association.saved", "association.listed", "association.listed"]
    assert PHONE[1:] not in rows
    assert FIRST.number not in rows


def test_the_list_shows_neither_a_whole_phone_nor_a_whole_number(place, nour):
    told = recours(place, "list").output + recours(place, "list", NOUR).output
    assert "2 households" in told
    assert f"...{FIRST.number[-3:]}  {FIRST.commune}" in told
    assert PHONE[1:] not in told
    assert FIRST.number not in told


def test_numbers_may_come_by_the_standard_input(place, nour):
    third = CASES[2]
    assert recours(place, "add-household", NOUR, input=f"{third.number}\n\n").output == "1 put on the list.\n"
    assert len(kept(place)[0][0].households) == 3


def test_a_number_that_nobody_knows_is_told_by_its_place_and_the_others_are_listed(place, nour):
    done = recours(place, "add-household", NOUR, "2024999999", CASES[2].number)
    assert done.exit_code == 1
    assert "number 1 of those given" in done.output
    assert "2024999999" not in done.output
    assert len(kept(place)[0][0].households) == 3


def test_a_household_is_taken_off(place, nour):
    assert recours(place, "remove-household", NOUR, FIRST.number).exit_code == 0
    (association,), actions, _rows = kept(place)
    assert [one.ending for one in association.households] == [SECOND.number[-3:]]
    assert actions[-1] == "association.unlisted"
    assert recours(place, "remove-household", NOUR, FIRST.number).exit_code == 1


def test_an_association_is_removed_once_it_is_confirmed(place, nour):
    assert recours(place, "remove", NOUR, input="n\n").exit_code == 1
    assert recours(place, "remove", NOUR, "--yes").exit_code == 0
    assert kept(place)[0] == []
    assert recours(place, "remove", NOUR, "--yes").exit_code == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("add", "Salam", "--phone", PHONE),
        ("add", "Salam", "--phone", "12"),
        ("list", "Salam"),
        ("add-household", "Salam", "1"),
    ],
)
def test_what_cannot_be_done_is_one_line(place, nour, arguments):
    done = recours(place, *arguments)
    assert done.exit_code == 1
    assert done.output.startswith("Error: ")
    assert done.output.count("\n") == 1
