"""The registry's file: what a look-up finds, what a thief reads, and how a new generation takes its place."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from programmes.household import CaseStatus
from programmes.programme import Registry, RegistryUnavailableError
from programmes.registry import embedded
from programmes.registry.embedded import EmbeddedRegistry
from programmes.registry.generation import ImportUnderWayError, new_generation
from tests.unit.programmes.builders import a_vault
from tests.unit.programmes.conftest import HOUSEHOLDS

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
    assert registry.generation == 2


async def test_before_the_first_import_the_registry_is_unavailable(registry):
    with pytest.raises(RegistryUnavailableError):
        await registry.cases_of_phone(PHONE)


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 100])
async def test_a_file_that_is_no_registry_is_unavailable(path, registry, content):
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(RegistryUnavailableError):
        await registry.case_by_number("2024000001")


async def test_another_database_is_unavailable(path, registry):
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE cases (key, sealed)")
    with pytest.raises(RegistryUnavailableError):
        await registry.case_by_number("2024000001")


async def test_a_stolen_file_tells_no_phone_number_or_birth_date(import_csv, path):
    import_csv()
    stolen = path.read_bytes()
    for secret in (b"612345678", b"000001", b"2015-03-01", b"1980"):
        assert secret not in stolen
    with closing(EmbeddedRegistry(path, a_vault(b"x" * 32))) as thief:
        assert await thief.cases_of_phone(PHONE) == ()


async def test_nothing_personal_is_left_beside_the_registry(import_csv, path):
    import_csv()
    assert {file.name for file in path.parent.iterdir()} == {"registry.db", "registry.db.lock"}
    assert path.stat().st_mode & 0o077 == 0


async def test_a_row_moved_to_another_case_s_place_is_not_believed(import_csv, path, registry):
    import_csv(HOUSEHOLDS + "ASD-2024-000002,received,2025-01-10,1980,0612345679\n")
    with closing(sqlite3.connect(path)) as hand:
        hand.execute("UPDATE cases SET sealed = (SELECT sealed FROM cases WHERE id = 1)")
        hand.commit()
    with pytest.raises(RegistryUnavailableError):
        await registry.case_by_number("2024000002")


async def test_a_damaged_row_is_unavailable_not_wrong(import_csv, path, registry):
    import_csv()
    with closing(sqlite3.connect(path)) as hand:
        hand.execute("UPDATE cases SET sealed = zeroblob(length(sealed))")
        hand.commit()
    with pytest.raises(RegistryUnavailableError):
        await registry.case_by_number("2024000001")


def test_two_imports_at_once_are_refused(import_csv, path):
    with new_generation(path), pytest.raises(ImportUnderWayError):
        import_csv()


async def test_an_import_killed_in_the_middle_leaves_the_old_generation(import_csv, path, registry):
    import_csv()
    program = """
import os, signal, sys
from pathlib import Path
from programmes.registry.generation import new_generation
with new_generation(Path(sys.argv[1])) as generation:
    generation.add(1, b"k" * 16, b"sealed", [])
    os.kill(os.getpid(), signal.SIGKILL)
"""
    killed = subprocess.run([sys.executable, "-c", program, path], cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert path.with_name("registry.db.new").exists()
    assert registry.generation == 1
    assert (await registry.case_by_number("2024000001")).status is CaseStatus.ACCEPTED
    assert import_csv().generation == 2
    assert not path.with_name("registry.db.new").exists()


async def test_a_reader_in_the_middle_of_a_swap_keeps_the_file_it_has_open(import_csv, path, registry):
    import_csv()
    assert registry.generation == 1
    aside = path.with_name("copy.db")
    shutil.copy(path, aside)
    aside.replace(path)  # another file under the same name, as the swap does
    assert (await registry.case_by_number("2024000001")).status is CaseStatus.ACCEPTED


@pytest.mark.parametrize("query", [embedded._OF_KEY, embedded._OF_PHONE])
def test_a_look_up_never_scans(import_csv, path, query):
    import_csv()
    with closing(sqlite3.connect(path)) as connection:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {query}", (b"",))]
    assert plan
    assert all(step.startswith("SEARCH") for step in plan)
