"""What a registry over HTTP said last is sealed anew with another key in place, beside the service that keeps it."""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import closing

import pytest
from msgspec.structs import replace

from programmes.registry.dci.cache import DciCache
from programmes.registry.resealing import BATCH, marks, reseal_cache
from sms_gateway.registry_vault import HOUSEHOLD, vault_of
from storage.fields import Keys, SealError
from tests.unit.programmes.builders import case

NUMBERS = [f"ASD-2024-{number:06}" for number in range(2 * BATCH + 7)]
PHONE, NOW, KEEP = "+212612345678", 1_763_800_000, 86_400 * 190


@pytest.fixture
def keys():
    return Keys.fresh()


@pytest.fixture
def cache(tmp_path, keys):
    cache = DciCache(tmp_path / "dci.db", vault_of(keys), KEEP)
    cache.put((replace(case(), number=number) for number in NUMBERS), NOW)
    yield cache
    cache.close()


def two_keys(keys):
    keys.replace(keys.held.with_new())
    keys.replace(keys.held.led_by(2))


def renew_with(keys):
    def renew(sealed):
        if not keys.is_stale(sealed):
            return sealed
        try:
            return keys.renew(HOUSEHOLD, sealed)
        except SealError:
            return None

    return renew


def numbers_of(cache):
    seen = [cache.case(cache.case_id(number)) for number in NUMBERS]
    return [one.cases[0].number for one in seen if one]


def test_every_row_is_sealed_anew_and_the_open_cache_reads_on_without_the_old_key(cache, keys, tmp_path):
    known = cache.put([replace(case(), number=NUMBERS[0], phones=(PHONE,))], NOW)
    cache.put_phone(PHONE, known, NOW)
    two_keys(keys)
    batches = []
    assert reseal_cache(tmp_path / "dci.db", renew_with(keys), batches.append) == 0
    assert batches == [BATCH, BATCH, 7]
    keys.replace(keys.held.without(1))
    assert marks(tmp_path / "dci.db") == {2: len(NUMBERS)}
    assert numbers_of(cache) == NUMBERS
    assert [one.number for one in cache.of_phone(PHONE).cases] == NUMBERS[:1]
    assert cache.case(cache.case_id(NUMBERS[5])).at == NOW  # its age is the answer's, not the sealing's


def test_a_resealing_that_was_broken_off_goes_on_and_reads_with_both_keys(cache, keys, tmp_path):
    two_keys(keys)
    renew = renew_with(keys)

    class KilledError(Exception):
        pass

    def killed_at(rows):
        raise KilledError(rows)

    with pytest.raises(KilledError):
        reseal_cache(tmp_path / "dci.db", renew, killed_at)
    assert marks(tmp_path / "dci.db") == {2: BATCH, 1: BATCH + 7}
    assert numbers_of(cache) == NUMBERS
    assert reseal_cache(tmp_path / "dci.db", renew) == 0
    assert marks(tmp_path / "dci.db") == {2: len(NUMBERS)}


def test_a_row_that_does_not_open_stays_and_stops_no_other(cache, keys, tmp_path):
    broken = b"\1" + os.urandom(60)
    with closing(sqlite3.connect(tmp_path / "dci.db")) as connection, connection:
        at = (broken, bytes.fromhex(cache.case_id(NUMBERS[3])))
        connection.execute("UPDATE cases SET sealed = ? WHERE key = ?", at)
    two_keys(keys)
    assert reseal_cache(tmp_path / "dci.db", renew_with(keys)) == 1
    assert marks(tmp_path / "dci.db") == {1: 1, 2: len(NUMBERS) - 1}


def test_an_answer_that_came_meanwhile_is_never_replaced_by_the_older_one(cache, keys, tmp_path):
    two_keys(keys)
    done, told = threading.Event(), {}

    def service():
        """Keeps what the registry says, again and again, while the rows are sealed anew."""
        year = 1900
        while not done.is_set():
            for number in (NUMBERS[0], NUMBERS[BATCH], NUMBERS[-1]):
                year += 1
                cache.put([replace(case(), number=number, head_birth_year=year)], NOW)
                told[number] = year

    running = threading.Thread(target=service)
    running.start()
    try:
        for _again in range(3):
            keys.replace(keys.held.with_new())
            keys.replace(keys.held.led_by(max(keys.ids)))
            assert reseal_cache(tmp_path / "dci.db", renew_with(keys)) == 0
    finally:
        done.set()
        running.join()
    assert told
    for number, year in told.items():
        assert cache.case(cache.case_id(number)).cases[0].head_birth_year == year
    assert numbers_of(cache) == NUMBERS
