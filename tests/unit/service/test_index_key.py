"""`recours keys index`: everything is found by a new index key, on both engines, through kills, from backups too."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import psycopg
import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from programmes.demo import write_demo
from programmes.pack import load_programme
from programmes.registry.dci.cache import DciCache
from programmes.registry.importing import Sources, import_registry
from programmes.registry.news import CHANGES, since_last_told
from sms_gateway import rehashing
from sms_gateway.cli.keys import command
from sms_gateway.registries import generations_of, kept_registry
from sms_gateway.registry_vault import vault_of
from sms_gateway.settings import load_settings
from sms_gateway.stores import store_of
from storage.fields import Keys, KeysError
from storage.hashed import HASHED
from storage.records import AuditEntry, TicketQuery, UssdEnd
from storage.sqlite import SqliteStore
from storage.sqlite.restoring import restore
from tests.conformance.given import AMINA, BRAHIM, NOW, an_mo
from tests.conformance.test_person import whole_story
from tests.peers.postgres import cluster  # noqa: F401 - a fixture
from tests.unit.programmes.builders import case as a_case

PHONE, REFERENCE, CODE = "+212600000101", "123456789", "abcd-efgh"
WHO = ("--who", "hind", "--yes")


@pytest.fixture(params=["sqlite", "postgres"])
def place(request, tmp_path):
    """A store with stories, the demo's households, and what a registry over HTTP said."""
    more = ""
    if request.param == "postgres":
        more = f'[storage]\nurl = "{request.getfixturevalue("cluster").fresh()}"\n'
    (tmp_path / "recours.toml").write_text(f'[service]\ndata_folder = "{tmp_path}"\n{more}', "utf-8")
    Keys.create(tmp_path / "recours.keys")
    (tmp_path / "households").mkdir()
    write_demo(tmp_path / "households", datetime.now(UTC).date())
    sources = Sources.in_folder(tmp_path / "households")
    settings = load_settings(tmp_path / "recours.toml")
    vault = vault_of(Keys.load(settings.keys))
    import_registry(generations_of(settings), sources, load_programme("ma_asd"), vault)
    with since_last_told(generations_of(settings), vault, frozenset(CHANGES)) as telling:
        telling.settle()
    with closing(DciCache(tmp_path / "dci.db", vault, 10**9)) as cache:
        kept = cache.put([replace(a_case(), number="ASD-2024-000077", phones=(PHONE,))], 1000)
        cache.put_phone(PHONE, kept, 1000)
    asyncio.run(story(settings))
    return settings


async def story(settings):
    store = opened(settings)
    await store.open()
    await whole_story(store)
    await store.accept_mo(an_mo(BRAHIM, "bonjour", external_id="theirs-1"))
    await store.record_attempt("sign_in", ["fatima"], NOW)
    await store.save_recovery_codes("fatima", [CODE])
    await store.record_ussd_end(UssdEnd("at", "session-1", AMINA, "ok", NOW))
    await store.save_association(
        "nour", "+212600000009", AuditEntry(NOW, "hind", "association.saved", "nour")
    )
    await store.hold("a court asks", AuditEntry(NOW, "salma", "hold.set", "case"), "C-8")
    await store.close()


def opened(settings):
    return store_of(settings, Keys.load(settings.keys), lambda text: text.split())


def index(settings):
    config = settings.service.data_folder / "recours.toml"
    return CliRunner().invoke(command, ["index", *WHO, "--config", str(config)])


def hashes(settings):
    """Every keyed hash that stands in the open, by column."""
    url, found = settings.storage.url.get_secret_value(), {}
    connection = psycopg.connect(url) if url else sqlite3.connect(settings.database)
    with closing(connection):
        for table, columns in HASHED:
            for column in columns:
                rows = connection.execute(f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL")
                found[f"{table}.{column}"] = {bytes(key) for (key,) in rows}
    return found


async def finds(settings):
    """What look-ups of every kind give."""
    keys = Keys.load(settings.keys)
    store, vault = store_of(settings, keys, lambda text: text.split()), vault_of(keys)
    registry, cache = (
        kept_registry(settings, vault),
        DciCache(settings.service.data_folder / "dci.db", vault, 10**9),
    )
    await store.open()
    try:
        [case] = await registry.cases_of_phone(PHONE)
        return [
            await store.person(AMINA),
            await store.session(AMINA),
            (await store.accept_mo(an_mo(BRAHIM, "bonjour", external_id="theirs-1"))).duplicate,
            await store.count_attempts("sign_in", "fatima", 0),
            [one.reference for one in await store.tickets(TicketQuery(case_id="C-7"))],
            [one.reference for one in await store.tickets(TicketQuery(words=store.word_keys("narval")))],
            (await store.association_of("+212600000009")).name,
            case,
            await registry.case(case.case_id),
            await registry.case_by_number(case.number),
            cache.of_phone(PHONE),
            cache.case(cache.case_id("ASD-2024-000077")),
            await store.verify_audit(),
        ]
    finally:
        registry.close()
        cache.close()
        await store.close()


def test_everything_is_found_by_the_new_key_and_nothing_by_the_old(place):
    before, found = hashes(place), asyncio.run(finds(place))
    assert [name for name, keys in before.items() if not keys] == [
        "association_households.case_key",
        "parts.chain_key",
    ]
    for number in (1, 2):  # a second change is one more layer
        done = index(place)
        assert done.exit_code == 0, done.output
        assert Keys.load(place.keys).depth == number
        after = hashes(place)
        assert {name: len(keys) for name, keys in after.items()} == {
            name: len(keys) for name, keys in before.items()
        }
        assert not any(keys & after[name] for name, keys in before.items())
        assert asyncio.run(finds(place)) == found
    assert left_in_files(place, before) == set()


def left_in_files(place, values):
    files = [file.read_bytes() for file in place.service.data_folder.iterdir() if file.is_file()]
    return {name for name, keys in values.items() if any(key in data for key in keys for data in files)}


def test_codes_holds_and_doubles_that_are_kept_as_hashes_alone_hold_on(place):
    assert index(place).exit_code == 0

    async def story_goes_on():
        store = opened(place)
        await store.open()
        assert not await store.use_recovery_code("fatima", "wrong")
        assert await store.use_recovery_code("fatima", CODE)
        await store.record_ussd_end(UssdEnd("at", "session-1", AMINA, "ok", NOW))
        await store.release(AuditEntry(NOW, "salma", "hold.released", "case"), "C-8")
        ends = (await store.person(AMINA)).ussd_ends
        actions = [row[1].action async for row in store.audit_rows()]
        await store.close()
        return len(ends), actions

    ends, actions = asyncio.run(story_goes_on())
    assert ends == 1
    assert actions.count("keys.rehashed") == 1


@pytest.mark.parametrize("killed_at", ["generations_of", "rehash_cache", "rehash_store"])
def test_what_was_killed_lets_no_service_start_and_goes_on_with_the_same_key(place, monkeypatch, killed_at):
    found, before = asyncio.run(finds(place)), hashes(place)

    def killed(*_arguments):
        raise SystemExit

    monkeypatch.setattr(rehashing, killed_at, killed)
    index(place)
    monkeypatch.undo()
    assert hashes(place) == before
    with pytest.raises(KeysError, match="recours keys index"):
        asyncio.run(opened(place).open())
    assert index(place).exit_code == 0
    assert Keys.load(place.keys).depth == 1
    assert asyncio.run(finds(place)) == found


def test_beside_whoever_works_nothing_is_changed(place):
    async def at_work():
        store = opened(place)
        await store.open()
        told = await asyncio.to_thread(index, place)
        await store.close()
        return told

    told = asyncio.run(at_work())
    assert re.search("stop (it|them) first", told.output)
    assert Keys.load(place.keys).depth == 0


def test_an_import_after_it_and_a_rotation_fit(place):
    assert index(place).exit_code == 0
    found = asyncio.run(finds(place))
    sources = Sources.in_folder(place.service.data_folder / "households")
    vault = vault_of(Keys.load(place.keys))
    import_registry(generations_of(place), sources, load_programme("ma_asd"), vault)
    with since_last_told(generations_of(place), vault, frozenset(CHANGES)) as telling:
        assert list(telling.news()) == []
    config = str(place.service.data_folder / "recours.toml")
    rotated = CliRunner().invoke(command, ["rotate", "--who", "hind", "--config", config])
    assert rotated.exit_code == 0, rotated.output
    assert asyncio.run(finds(place)) == found


def test_a_backup_from_before_is_restored_to_the_new_key(tmp_path):
    path, keys = tmp_path / "recours.db", Keys.create(tmp_path / "recours.keys")

    async def kept():
        store = SqliteStore(path, keys)
        await store.open()
        await whole_story(store)
        person = await store.person(AMINA)
        await store.backup(tmp_path / "backup.db")
        await store.close()
        return person

    person = asyncio.run(kept())
    keys.replace(keys.held.with_layer())
    path.unlink()
    restore(path, tmp_path / "backup.db", keys)

    async def again():
        store = SqliteStore(path, keys)
        await store.open()
        found = await store.person(AMINA), await store.verify_audit()
        await store.close()
        return found

    assert asyncio.run(again()) == (person, None)


async def test_the_list_of_hashed_columns_is_the_schema_s(tmp_path):
    """Every BLOB whose name ends in `_key` is in it."""
    store = SqliteStore(tmp_path / "recours.db", Keys.fresh())
    await store.open()

    def columns(db):
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            (table, row[1])
            for table in tables
            for row in db.execute(f"PRAGMA table_info({table})")
            if row[2] == "BLOB" and row[1].endswith("_key")
        }

    assert await store._write(columns) == {(one.table, name) for one in HASHED for name in one.columns}
    await store.close()
