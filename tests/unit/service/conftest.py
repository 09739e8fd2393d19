"""The demo's households, imported once for all tests here."""

from __future__ import annotations

import pytest

from programmes.demo import write_demo
from programmes.registry.embedded import FileGenerations
from programmes.registry.importing import Sources, import_registry
from sms_gateway.registry_vault import vault_of
from storage.fields import Keys
from tests.unit.service.conversing import NOON, PACK, Conversing


@pytest.fixture(scope="session")
def households(tmp_path_factory):
    """(folder with the demo's registry.db, its keys), imported once."""
    folder = tmp_path_factory.mktemp("households")
    keys = Keys.fresh()
    write_demo(folder, NOON.date())
    report = import_registry(
        FileGenerations(folder / "registry.db"),
        Sources.in_folder(folder),
        PACK,
        vault_of(keys),
        today=NOON.date(),
    )
    assert report.refused == []
    return folder, keys


@pytest.fixture
def service(tmp_path, households):
    folder, keys = households
    (tmp_path / "registry.db").write_bytes((folder / "registry.db").read_bytes())
    return Conversing(tmp_path, keys)
