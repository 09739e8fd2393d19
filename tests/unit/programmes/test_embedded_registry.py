"""The registry's file: what a look-up finds, what a thief reads, and how a new generation takes its place."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from programmes.household import CaseStatus
from programmes.programme import RegistryUnavailableError
from programmes.registry.embedded import registry as reading

PHONE = "+212612345678"
ROOT = Path(__file__).parents[3]


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


async def test_nothing_personal_is_left_beside_the_registry(import_csv, path):
    import_csv()
    assert {file.name for file in path.parent.iterdir()} == {"registry.db", "registry.db.lock"}
    assert path.stat().st_mode & 0o077 == 0


async def test_a_reader_in_the_middle_of_a_swap_keeps_the_file_it_has_open(import_csv, path, registry):
    import_csv()
    assert registry.generation == 1
    aside = path.with_name("copy.db")
    shutil.copy(path, aside)
    aside.replace(path)  # another file under the same name, as the swap does
    assert (await registry.case_by_number("2024000001")).status is CaseStatus.ACCEPTED


@pytest.mark.parametrize("query", [reading._OF_KEY, reading._OF_PHONE])
def test_a_look_up_never_scans(import_csv, path, query):
    import_csv()
    with closing(sqlite3.connect(path)) as connection:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {query}", (b"",))]
    assert plan
    assert all(step.startswith("SEARCH") for step in plan)
