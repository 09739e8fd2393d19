from __future__ import annotations

from contextlib import closing

import pytest

from programmes.registry.embedded import EmbeddedRegistry, FileGenerations
from tests.unit.programmes.builders import a_vault, csv_importer


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
    return csv_importer(tmp_path / "csv", FileGenerations(path), vault)
