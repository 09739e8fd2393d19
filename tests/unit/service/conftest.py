"""The demo's households, imported once for all tests here."""

from __future__ import annotations

import pytest

from programmes.demo import write_demo
from storage.fields import Keys
from tests.unit.service.conversing import NOON, Conversing, import_households


@pytest.fixture(scope="session")
def households(tmp_path_factory):
    """(folder with the demo's registry.db, its keys), imported once."""
    folder = tmp_path_factory.mktemp("households")
    keys = Keys.fresh()
    write_demo(folder, NOON.date())
    import_households(folder, keys)
    return folder, keys


@pytest.fixture
def service(tmp_path, households):
    folder, keys = households
    (tmp_path / "registry.db").write_bytes((folder / "registry.db").read_bytes())
    return Conversing(tmp_path, keys)
