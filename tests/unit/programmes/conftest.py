from __future__ import annotations

from contextlib import closing
from datetime import date

import pytest

from programmes.pack import load_programme
from programmes.registry.embedded import EmbeddedRegistry
from programmes.registry.importing import Sources, import_registry
from tests.unit.programmes.builders import a_vault

TODAY = date(2026, 2, 10)
HOUSEHOLDS = "case_number,status,status_since,head_birth_year,phones\nASD-2024-000001,accepted,2025-01-10,1980,0612345678\n"
MEMBERS = "case_number,member_id,birth_date,relation,at_school\nASD-2024-000001,1,2015-03-01,child,1\n"
PAYMENTS = "case_number,month,amount,state,day\nASD-2024-000001,2026-01,500,collected,2026-01-30\n"


@pytest.fixture
def vault():
    return a_vault()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "data" / "registry.db"


@pytest.fixture
def registry(path, vault):
    with closing(EmbeddedRegistry(path, vault, look_again=0.0)) as found:
        yield found


@pytest.fixture
def import_csv(tmp_path, path, vault):
    """Writes the three files (text or bytes) and imports them."""

    def run(households=HOUSEHOLDS, members=MEMBERS, payments=PAYMENTS, **options):
        folder = tmp_path / "csv"
        folder.mkdir(exist_ok=True)
        for name, content in (("households", households), ("members", members), ("payments", payments)):
            data = content if isinstance(content, bytes) else content.encode()
            (folder / f"{name}.csv").write_bytes(data)
        return import_registry(
            path, Sources.in_folder(folder), load_programme("ma_asd"), vault, **{"today": TODAY, **options}
        )

    return run
