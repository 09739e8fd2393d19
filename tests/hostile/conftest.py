"""Households that were imported once, and a service over a copy of them."""

from __future__ import annotations

import shutil
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from programmes.demo import demo_cases, write_demo
from programmes.pack import load_programme
from programmes.registry.embedded import FileGenerations
from programmes.registry.importing import Sources, import_registry
from sms_gateway.registry_vault import vault_of
from storage.fields import Keys
from tests.hostile.house import running

PACK = load_programme("ma_asd")


@pytest.fixture(scope="session")
def today():
    return datetime.now(ZoneInfo(PACK.timezone)).date()


@pytest.fixture(scope="session")
def cases(today):
    return tuple(demo_cases(today))


@pytest.fixture(scope="session")
def households(tmp_path_factory, today):
    """A data folder with keys and a registry."""
    folder = tmp_path_factory.mktemp("hostile")
    keys = Keys.create(folder / "recours.keys")
    write_demo(folder, today)
    sources = Sources.in_folder(folder)
    assert (
        import_registry(
            FileGenerations(folder / "registry.db"), sources, PACK, vault_of(keys), today=today
        ).refused
        == []
    )
    return folder


@pytest.fixture
def folder(tmp_path, households):
    for name in ("recours.keys", "registry.db"):
        shutil.copy2(households / name, tmp_path / name)
    return tmp_path


@pytest.fixture
async def house(folder):
    async with running(folder) as house:
        yield house
