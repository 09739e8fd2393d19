"""What every registry that keeps an import promises: what a look-up finds, what a thief reads, how one follows another."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from programmes.household import CaseStatus
from programmes.programme import Registry, RegistryUnavailableError
from programmes.registry.embedded import registry as reading
from programmes.registry.generation import ImportUnderWayError
from programmes.registry.news import CHANGES, since_last_told
from programmes.registry.postgres import server
from programmes.registry.rows import FORMAT
from tests.unit.programmes.builders import HOUSEHOLDS, a_vault

PHONE = "+212612345678"
ROOT = Path(__file__).parents[3]


async def test_a_case_is_found_by_phone_by_number_and_by_id(import_csv, registry):
    import_csv()
    as_protocol: Registry = registry
    (of_phone,) = await as_protocol.cases_of_phone(PHONE)
    assert await as_protocol.case(of_phone.case_id) == of_phone
    for written in ("ASD-2024-000001", "asd2024000001", " 2024.000001 ", "٢٠٢٤٠٠٠٠٠١"):
        assert await as_protocol.case_by_number(written) == of_phone


async def test_what_nobody_has_is_not_found(import_csv, registry):
    import_csv()
    assert await registry.cases_of_phone("+212612345679") == ()
    assert await registry.case_by_number("ASD-2024-000002") is None
    assert await registry.case_by_number("") is None
    for case_id in ("00" * 16, "no hex", "", "ASD-2024-000001"):
        assert await registry.case(case_id) is None


async def test_two_phones_reach_one_case_and_one_phone_two_cases(import_csv, registry):
    import_csv(
        HOUSEHOLDS.strip() + "|0700000001\nASD-2024-000002,received,2025-01-10,1980,0612345678\n",
    )
    assert [case.number[-1] for case in await registry.cases_of_phone(PHONE)] == ["1", "2"]
    assert [case.number[-1] for case in await registry.cases_of_phone("+212700000001")] == ["1"]


async def test_a_case_keeps_its_id_from_import_to_import(import_csv, registry):
    import_csv()
    (before,) = await registry.cases_of_phone(PHONE)
    import_csv("case_number,status,status_since,head_birth_year\n2024-000001,ended,2026-01-10,1980\n")
    after = await registry.case(before.case_id)
    assert (after.status, after.phones) == (CaseStatus.ENDED, ())


async def test_a_reader_sees_the_new_generation_at_its_next_look_up(import_csv, registry):
    import_csv()
    assert (await registry.case_by_number("2024000001")).status is CaseStatus.ACCEPTED
    import_csv(HOUSEHOLDS.replace("accepted", "suspended"))
    assert (await registry.case_by_number("2024000001")).status is CaseStatus.SUSPENDED
    assert (await registry.standing()).generation == 2


async def test_before_the_first_import_the_registry_is_unavailable(registry):
    with pytest.raises(RegistryUnavailableError):
        await registry.cases_of_phone(PHONE)


async def test_a_stolen_registry_tells_no_phone_number_or_birth_date(import_csv, kind):
    import_csv()
    stolen = kind.stolen()
    for secret in (b"612345678", b"000001", b"2015-03-01", b"1980"):
        assert secret not in stolen
    with closing(kind.registry(a_vault(b"x" * 32))) as thief:
        assert await thief.cases_of_phone(PHONE) == ()


async def test_a_row_moved_to_another_case_s_place_is_not_believed(import_csv, kind, registry):
    import_csv(HOUSEHOLDS + "ASD-2024-000002,received,2025-01-10,1980,0612345679\n")
    kind.tamper("UPDATE {cases} SET sealed = (SELECT sealed FROM {cases} WHERE id = 1)")
    with pytest.raises(RegistryUnavailableError):
        await registry.case_by_number("2024000002")


async def test_a_damaged_row_is_unavailable_not_wrong(import_csv, kind, registry):
    import_csv()
    kind.tamper("UPDATE {cases} SET sealed = {nothing}")
    with pytest.raises(RegistryUnavailableError):
        await registry.case_by_number("2024000001")


def test_two_imports_at_once_are_refused(import_csv, kind):
    with kind.generations.begin(), pytest.raises(ImportUnderWayError):
        import_csv()


async def test_an_import_killed_in_the_middle_leaves_the_old_generation(import_csv, kind, registry):
    import_csv()
    program = f"""
import os, signal
from pathlib import Path
from programmes.registry.embedded import FileGenerations
from programmes.registry.postgres import TableGenerations
with {kind.place}.begin() as generation:
    for number in range(6000):
        generation.add(number, b"%16d" % number, b"sealed", [])
    os.kill(os.getpid(), signal.SIGKILL)
"""
    killed = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert kind.there()
    assert (await registry.standing()).generation == 1
    assert (await registry.case_by_number("2024000001")).status is CaseStatus.ACCEPTED
    assert once_alone(import_csv).generation == 2
    assert not kind.there()


async def test_one_import_after_another_waits_for_nobody_who_is_gone(import_csv, kind, registry):
    backwards = HOUSEHOLDS + "ASD-2024-000000,received,2025-01-10,1980,0612345679\n"  # begun anew, staged
    for number in range(1, 9):
        assert import_csv(backwards).generation == number
    assert (await registry.case_by_number("2024000000")).status is CaseStatus.RECEIVED


def once_alone(run):
    """A server takes a moment to see that a killed import is gone."""
    while True:
        try:
            return run()
        except ImportUnderWayError:
            time.sleep(0.01)


async def test_an_import_that_is_refused_leaves_nothing_behind(import_csv, kind, registry):
    import_csv()
    assert import_csv(HOUSEHOLDS.replace("accepted", "approved")).generation is None
    assert not kind.there()
    assert (await registry.case_by_number("2024000001")).status is CaseStatus.ACCEPTED


async def test_a_registry_knows_when_it_was_swapped(import_csv, registry):
    before = time.time()
    import_csv()
    standing = await registry.standing()
    assert standing.generation == 1
    assert before - 2 <= standing.changed_at <= time.time() + 2


async def test_a_row_of_another_version_is_unavailable_not_misread(import_csv, kind, registry, monkeypatch):
    import_csv()
    for module in (reading, server):
        monkeypatch.setattr(module, "FORMAT", FORMAT + 1)
    with pytest.raises(RegistryUnavailableError, match="import again"):
        await registry.case_by_number("2024000001")


# What is told of it


def changed(kind, vault):
    """What would be told, and whether anything was told before."""
    with since_last_told(kind.generations, vault, frozenset(CHANGES)) as telling:
        return telling.is_first, [(news.case.number, news.change) for news in telling.news()]


def settle(kind, vault):
    with since_last_told(kind.generations, vault, frozenset(CHANGES)) as telling:
        telling.settle()


def test_what_changed_since_the_last_telling_is_told_until_it_is_settled(import_csv, kind, vault):
    import_csv()
    assert changed(kind, vault) == (True, [])
    settle(kind, vault)
    import_csv()
    assert changed(kind, vault) == (False, [])
    for _again in range(2):  # the generation that was told last stays while others come and go
        import_csv(HOUSEHOLDS.replace("accepted", "suspended"))
        assert changed(kind, vault) == (False, [("ASD-2024-000001", "suspended")])
    settle(kind, vault)
    assert changed(kind, vault) == (False, [])
    assert kind.there() <= {"registry.db.told"}


def test_a_telling_and_an_import_wait_for_each_other(import_csv, kind, vault):
    import_csv()
    with (
        since_last_told(kind.generations, vault, frozenset(CHANGES)),
        pytest.raises(ImportUnderWayError),
    ):
        import_csv()


def test_before_the_first_import_there_is_nothing_to_tell(kind, vault):
    with pytest.raises(RegistryUnavailableError):
        changed(kind, vault)


# Sealed anew


async def test_rows_sealed_anew_are_read_by_the_new_key_in_both_generations(
    import_csv, kind, vault, registry
):
    import_csv()
    settle(kind, vault)
    import_csv(HOUSEHOLDS.replace("accepted", "suspended"))
    other = a_vault(b"n" * 32)
    new = replace(vault, seal=other.seal, open=other.open)
    before = kind.generations.sealed_by()
    assert [sum(rows.values()) for rows in before.values()] == [1, 1]
    assert kind.generations.reseal(lambda sealed: new.seal(vault.open(sealed))) == 0
    assert kind.generations.sealed_by() != before
    with closing(kind.registry(new)) as found:
        assert (await found.case_by_number("2024000001")).status is CaseStatus.SUSPENDED
    assert changed(kind, new) == (False, [("ASD-2024-000001", "suspended")])
    with pytest.raises(RegistryUnavailableError):
        await registry.case_by_number("2024000001")


async def test_a_row_that_does_not_open_is_counted_and_left(import_csv, kind, registry):
    import_csv()
    assert kind.generations.reseal(lambda _sealed: None) == 1
    assert (await registry.case_by_number("2024000001")).status is CaseStatus.ACCEPTED


def test_before_the_first_import_nothing_is_sealed(kind):
    assert kind.generations.sealed_by() == {}
    assert kind.generations.reseal(lambda _sealed: None) == 0


def test_an_import_and_a_sealing_wait_for_each_other(import_csv, kind):
    import_csv()
    with kind.generations.alone(), pytest.raises(ImportUnderWayError):
        kind.generations.reseal(lambda sealed: sealed)
