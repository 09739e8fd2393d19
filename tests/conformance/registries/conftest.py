"""Every test here runs against every kind of registry that keeps what was imported."""

from contextlib import closing

import pytest

from programmes.pack import load_programme
from programmes.registry.importing import Sources, import_registry
from tests.conformance.registries.kinds import KINDS
from tests.peers.postgres import cluster  # noqa: F401 - a fixture
from tests.unit.programmes.builders import TODAY, a_vault, csv_importer


@pytest.fixture(params=KINDS)
def kind(request, tmp_path):
    return KINDS[request.param](tmp_path, request)


@pytest.fixture
def vault():
    return a_vault()


@pytest.fixture
def registry(kind, vault):
    with closing(kind.registry(vault)) as found:
        yield found


@pytest.fixture
def import_csv(tmp_path, kind, vault):
    """Writes the three files (text or bytes) and imports them."""
    return csv_importer(tmp_path / "csv", kind.generations, vault)


@pytest.fixture
def delta(tmp_path, kind, vault):
    """Writes the given files and imports them as a delta."""

    def run(**files):
        options = {key: files.pop(key) for key in ("skip_bad_rows",) if key in files}
        folder = tmp_path / "delta"
        folder.mkdir(exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
        for name, content in files.items():
            (folder / f"{name}.csv").write_text(content, encoding="utf-8")
        sources, pack = Sources.of_delta(folder), load_programme("ma_asd")
        return import_registry(kind.generations, sources, pack, vault, delta=True, today=TODAY, **options)

    return run
