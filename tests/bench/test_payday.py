"""A payday for seconds: the tables come out, all that was acknowledged was kept, and the kept files serve again."""

from __future__ import annotations

import re
import sqlite3
import time
from contextlib import closing

import pytest
from click.testing import CliRunner

from programmes.registry.embedded import EmbeddedRegistry, FileGenerations
from programmes.synthetic import birth_year_of, number_of, phone_of
from sms_gateway.bench.households import write_registry
from sms_gateway.bench.kept import NoRoomError, prepare
from sms_gateway.bench.payday import Plan, measure_payday
from sms_gateway.bench.payday_report import faults, lost, tenths
from sms_gateway.bench.process import slope
from sms_gateway.cli import main
from sms_gateway.registry_vault import vault_of
from storage.fields import Keys
from storage.sqlite import SqliteStore

HOUSEHOLDS, MESSAGES = 200, 900


def silent(_done, _total):
    """No bar."""


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    return prepare(tmp_path_factory.mktemp("kept"), HOUSEHOLDS, MESSAGES)


async def test_an_invented_registry_is_read_as_an_imported_one(tmp_path):
    vault = vault_of(Keys.fresh())
    write_registry(FileGenerations(tmp_path / "registry.db"), vault, 70, silent)
    registry = EmbeddedRegistry(tmp_path / "registry.db", vault)
    for index in (0, 33, 69):
        (case,) = await registry.cases_of_phone(phone_of(index))
        assert (case.number, case.head_birth_year) == (number_of(index), birth_year_of(index))
        assert case == await registry.case_by_number(number_of(index))
        assert case.members
    assert await registry.cases_of_phone(phone_of(70)) == ()
    registry.close()


async def test_old_messages_open_with_the_stores_keys_and_leave_nothing_to_do(kept):
    store = SqliteStore(kept.history, Keys.load(kept.keys))
    await store.open()
    try:
        threads = [await store.thread(phone_of(index), 1000) for index in range(HOUSEHOLDS)]
        assert sum(map(len, threads)) == MESSAGES
        assert all(thread[0].inbound and not thread[1].inbound for thread in threads if thread)
        sessions = [await store.session(phone_of(index)) for index in range(HOUSEHOLDS)]
        assert [session.version for session in sessions] == [1] * HOUSEHOLDS
        assert await store.integrity_problems() == []
        assert {name: number for name, number in (await store.counts()).items() if number} == {}
        assert await store.claim_mos(10, int(time.time())) == []
    finally:
        await store.close()


def test_the_old_messages_lie_under_the_stores_own_indexes(kept, tmp_path):
    with closing(sqlite3.connect(kept.history)) as store:
        written = set(store.execute("SELECT name, sql FROM sqlite_master"))
        paired = "SELECT count(*) FROM mt JOIN mo ON mo.id = mt.mo_id AND mo.phone_key = mt.phone_key"
        assert store.execute(paired).fetchone() == (MESSAGES // 2,)
    empty = prepare(tmp_path, 1, 2).history
    with closing(sqlite3.connect(empty)) as store:
        assert set(store.execute("SELECT name, sql FROM sqlite_master")) == written


async def test_a_payday_loses_nothing_and_doubles_nothing_beside_old_messages(kept):
    paid = await measure_payday(Plan(rate=25, seconds=4), kept)
    assert paid.tally.sent == 100
    assert (lost(paid), paid.tally.unasked, paid.kept["doubled"], paid.tally.broken) == (0, 0, 0, 0)
    assert (paid.kept["kept"], paid.kept["done"]) == (100, 100)
    assert paid.kept["tickets"] == paid.tally.tickets
    assert not [fault for fault in faults(paid) if "p99" not in fault and "CPU" not in fault]


def test_what_nobody_answers_is_told_as_missed(kept, tmp_path):
    asked = ["--folder", str(kept.keys.parent), "--households", str(HOUSEHOLDS), "--rate", "900"]
    printed = CliRunner().invoke(main, ["bench", "payday", *asked, "--seconds", "1", "--drain", "0"])
    assert printed.exit_code == 0, printed.output
    assert re.search(r"messages sent +\| +900 \|", printed.output)
    assert re.search(r"lost +\| +0 \|", printed.output)
    assert "missed (payday): " in printed.output


def test_a_disk_without_room_is_told_before_anything_is_written(tmp_path):
    with pytest.raises(NoRoomError, match=r"there is room for \d+"):
        prepare(tmp_path, 1, 10**12)


def test_the_slope_is_that_of_the_line_through_the_points():
    assert slope([(0, 1), (1, 3), (2, 5)]) == pytest.approx(2)
    assert slope([(0, 1), (1, 2), (2, 1), (3, 2)]) == pytest.approx(0.2)
    assert slope([(1, 1)]) == 0


def test_a_wave_in_the_middle_shows_in_its_tenth():
    assert tenths([0.1] * 50 + [2.0] * 10 + [0.1] * 40) == [0.1] * 5 + [2.0] + [0.1] * 4
