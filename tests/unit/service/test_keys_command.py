"""`recours keys`: a new key seals everything, beside a service, through a kill; the old one goes when it may."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from programmes.demo import write_demo
from programmes.pack import load_programme
from programmes.registry.dci.cache import DciCache
from programmes.registry.embedded import EmbeddedRegistry, FileGenerations
from programmes.registry.embedded.generation import alone
from programmes.registry.importing import Sources, import_registry
from programmes.registry.resealing import marks
from sms_gateway.cli.keys import command
from sms_gateway.doctor import Level, examine
from sms_gateway.registry_vault import vault_of
from sms_gateway.settings import load_settings
from storage.fields import Keys, KeysError
from storage.sqlite import SqliteStore
from tests.conformance.given import an_mo
from tests.unit.programmes.builders import case as a_case

PHONE = "+212600000101"
WHO = ("--who", "hind")


@pytest.fixture
def place(tmp_path):
    """A data folder with messages and the demo's households, told of once."""
    (tmp_path / "recours.toml").write_text(f'[service]\ndata_folder = "{tmp_path}"\n', encoding="utf-8")
    keys = Keys.create(tmp_path / "recours.keys")
    (tmp_path / "households").mkdir()
    write_demo(tmp_path / "households", datetime.now(UTC).date())
    registry = tmp_path / "registry.db"
    sources = Sources.in_folder(tmp_path / "households")
    import_registry(FileGenerations(registry), sources, load_programme("ma_asd"), vault_of(keys))
    os.link(registry, tmp_path / "registry.db.told")
    asyncio.run(write(tmp_path, 30))
    return tmp_path


async def write(place, number, first=0):
    store = SqliteStore(place / "recours.db", Keys.load(place / "recours.keys"))
    await store.open()
    messages = (an_mo(f"+21261{at:07}", "bonjour") for at in range(first, first + number))
    await asyncio.gather(*map(store.accept_mo, messages))
    await store.close()


def keys(place, *arguments):
    return CliRunner().invoke(command, [*arguments, "--config", str(place / "recours.toml")])


def ids(place):
    return Keys.load(place / "recours.keys").ids


def counted(place):
    """What `status` counts: by place, by key."""
    out = keys(place, "status").output
    return {
        line.split()[0]: dict(re.findall(r"key (\d+): (\d+)", line))
        for line in out.splitlines()
        if re.search(r"key \d+: \d", line)
    }


def test_everything_is_sealed_with_a_new_key_and_the_old_one_goes(place):
    before = counted(place)
    assert {key for by_key in before.values() for key in by_key} == {"1"}
    rotated = keys(place, "rotate", *WHO)
    assert rotated.exit_code == 0, rotated.output
    assert "sealed with key 2 now" in rotated.output
    after = counted(place)
    assert {name: by["2"] for name, by in after.items()} == {name: by["1"] for name, by in before.items()}
    assert {"mo", "registry.db", "registry.db.told"} <= set(after)
    assert (place / "registry.db").samefile(place / "registry.db.told")
    assert keys(place, "list").output == "key 1: opens only\nkey 2: seals and opens\n"
    removed = keys(place, "remove", "1", *WHO, "--yes")
    assert removed.exit_code == 0, removed.output
    assert ids(place) == (2,)
    registry = EmbeddedRegistry(place / "registry.db", vault_of(Keys.load(place / "recours.keys")))
    assert asyncio.run(registry.cases_of_phone(PHONE))
    registry.close()
    asyncio.run(write(place, 1, first=100))
    assert (place / "recours.keys").stat().st_mode & 0o777 == 0o600
    assert {file.name for file in place.glob("*.new")} | {
        file.name for file in place.glob("*.resealed")
    } == set()


def test_what_a_registry_over_http_said_last_is_sealed_anew_too(place):
    """Beside a service that has it open, reads it on, and keeps what comes meanwhile."""
    told = Keys.load(place / "recours.keys")
    cache = DciCache(place / "dci.db", vault_of(told), 10**9)
    [kept] = cache.put([replace(a_case(), number="ASD-2024-000077", phones=(PHONE,))], 1000)
    cache.put_phone(PHONE, (kept,), 1000)
    assert counted(place)["dci.db"] == {"1": "1"}
    assert keys(place, "rotate", *WHO).exit_code == 0
    assert counted(place)["dci.db"] == {"2": "1"}
    assert [case.number for case in cache.of_phone(PHONE).cases] == ["ASD-2024-000077"]
    straggler = DciCache(place / "dci.db", vault_of(told), 10**9)
    told._leads = 0
    told._take(told.held.led_by(1))
    straggler.put([replace(a_case(), number="ASD-2024-000078")], 1000)
    assert "1 values are sealed with key 1" in keys(place, "remove", "1", *WHO, "--yes").output
    assert keys(place, "rotate", *WHO).exit_code == 0
    assert counted(place)["dci.db"] == {"2": "2"}
    assert keys(place, "remove", "1", *WHO, "--yes").exit_code == 0
    assert cache.of_phone(PHONE).cases == (kept,)
    cache.close()
    straggler.close()


def test_a_killed_rotation_is_told_of_and_goes_on(place):
    command_line = ("-m", "sms_gateway", "keys", "rotate", *WHO, "--pace", "1")
    config = ("--config", str(place / "recours.toml"))
    process = subprocess.Popen([sys.executable, *command_line, *config], stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while (found := asyncio.run(rotation(place))) is None or found.passed < 30:
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.1)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert ids(place) == (1, 2)
    assert "To key 2: 30 of" in keys(place, "status").output
    assert counted(place)["registry.db"].keys() == {"1"}
    assert asyncio.run(doctor(place)) == (Level.LOOK, "recours keys rotate goes on where it stood")
    assert "comes first" in keys(place, "remove", "1", *WHO, "--yes").output
    asyncio.run(write(place, 5, first=200))
    assert keys(place, "rotate", *WHO).exit_code == 0
    assert ids(place) == (1, 2)  # it went on: no third key
    assert {key for by_key in counted(place).values() for key in by_key} == {"2"}
    assert asyncio.run(doctor(place)) == (Level.FINE, "")


async def rotation(place):
    if not (place / "recours.keys").exists():
        return None
    store = SqliteStore(place / "recours.db", Keys.load(place / "recours.keys"))
    await store.open()
    try:
        return await store.rotation()
    finally:
        await store.close()


async def doctor(place):
    settings = load_settings(place / "recours.toml")
    return next(
        [
            (found.level, found.do) async for found in examine(settings) if found.subject == "key that seals"
        ].__iter__()
    )


async def test_a_running_service_takes_the_new_key_up_by_itself(place):
    running = SqliteStore(place / "recours.db", Keys.load(place / "recours.keys"))
    await running.open()
    try:
        assert running._keys.current == 1
        assert (await asyncio.to_thread(keys, place, "rotate", *WHO)).exit_code == 0
        # It reads at once what was sealed with a key that it did not know.
        assert len(await running.claim_mos(100, 2_000_000_000)) == 30
        assert running._keys.ids == (1, 2)
        running._keys._looked_at -= 10  # a second and more later
        await running.accept_mo(an_mo("+212611111111", "salam"))
        assert (await running.sealed_rows())["mo"] == {2: 93}
    finally:
        await running.close()


def test_a_key_is_not_removed_while_anything_is_sealed_with_it(place):
    assert "comes first" in keys(place, "remove", "1", *WHO, "--yes").output
    assert keys(place, "rotate", *WHO).exit_code == 0
    late = Keys.load(place / "recours.keys").held.led_by(1)

    async def straggle():
        store = SqliteStore(place / "recours.db", Keys.load(place / "recours.keys"))
        await store.open()
        store._keys._take(late)
        store._keys._leads = 0
        store._keys._take(late)
        await store.accept_mo(an_mo("+212611111112", "en retard"))
        await store.close()

    asyncio.run(straggle())
    assert "3 values are sealed with key 1" in keys(place, "remove", "1", *WHO, "--yes").output
    assert keys(place, "rotate", *WHO).exit_code == 0
    assert ids(place) == (1, 2)
    assert keys(place, "remove", "1", *WHO, "--yes").exit_code == 0


def test_beside_an_import_the_registry_waits_and_nothing_is_lost(place):
    with alone(place / "registry.db"):
        refused = keys(place, "rotate", *WHO)
    assert "An import of the registry is under way" in refused.output
    assert marks(place / "registry.db").keys() == {1}
    assert keys(place, "rotate", *WHO).exit_code == 0
    assert marks(place / "registry.db").keys() == {2}


def test_a_key_that_was_added_waits_for_its_rotation(place):
    assert "Key 2 is in the key file" in keys(place, "add", *WHO).output
    assert "Key 2 is in the key file" in keys(place, "add", *WHO).output
    assert keys(place, "list").output.startswith("key 1: seals and opens\nkey 2: opens;")
    assert keys(place, "rotate", *WHO).exit_code == 0
    assert ids(place) == (1, 2)
    assert "There is no key 7" in keys(place, "remove", "7", *WHO, "--yes").output


def test_a_key_file_that_cannot_be_written_changes_nothing(place, monkeypatch):
    def full(*_arguments):
        raise OSError(28, "No space left")

    monkeypatch.setattr("storage.key_file.os.fsync", full)
    file = Keys.load(place / "recours.keys")
    with pytest.raises(KeysError, match="cannot be replaced"):
        file.replace(file.held.with_new())
    monkeypatch.undo()
    assert ids(place) == (1,)
    assert not (place / "recours.keys.new").exists()
