"""Several processes with key files of their own share a PostgreSQL: a key that one of them lacks does not lead."""

from __future__ import annotations

import pytest

from programmes.registry.embedded import FileGenerations
from sms_gateway.rotation import Rotator
from storage.fields import Keys
from storage.postgres import PostgresStore
from storage.rotation import RotationError
from tests.conformance.given import an_mo
from tests.peers.postgres import cluster  # noqa: F401 - a fixture

pytestmark = pytest.mark.peer


async def test_a_key_leads_only_when_every_machine_has_it(cluster, tmp_path):  # noqa: F811 - the fixture
    url = cluster.fresh()
    here, there = tmp_path / "here.keys", tmp_path / "there.keys"
    ours = Keys.create(here)
    there.touch(0o600)
    there.write_bytes(here.read_bytes())
    stores = [PostgresStore(url, keys, look_seconds=0.1) for keys in (ours, Keys.load(there))]
    for store in stores:
        await store.open()
    try:
        far = stores[1]._keys
        await stores[1].accept_mo(an_mo())
        rotator = Rotator(
            stores[0], ours, FileGenerations(tmp_path / "registry.db"), tmp_path / "dci.db", "hind"
        )
        rotator.known_seconds = 1.5
        with pytest.raises(RotationError, match=r"Key 2 is not known yet to \S+: copy the key file there"):
            await rotator.rotate()
        assert (ours.current, far.current) == (1, 1)
        there.write_bytes(here.read_bytes())
        rotator.known_seconds = 20
        assert await rotator.rotate() == 2
        await stores[1].accept_mo(an_mo())
        assert far.current == 2  # though its file says 1
        assert {key for by in (await stores[0].sealed_rows()).values() for key in by} == {2}
    finally:
        for store in stores:
            await store.close()
