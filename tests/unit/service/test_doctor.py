"""`recours doctor`: a service in order is fine; what is wrong is named, with what to do."""

import asyncio
import os
import socket
import time

import pytest
from click.testing import CliRunner

from sms_gateway.cli import main
from sms_gateway.demo import demo_settings, prepare_demo
from sms_gateway.doctor import Level, examine
from sms_gateway.settings import Settings
from storage.fields import Keys
from storage.records import Officer
from storage.sqlite import SqliteStore

LINK = {
    "kind": "kannel",
    "number": "5757",
    "secret": "a-secret-of-the-test",
    "username": "u",
    "password": "p",
    "price": "0.08",
}


@pytest.fixture
async def data(tmp_path):
    folder = tmp_path / "data"
    settings = demo_settings({"service": {"data_folder": folder, "port": 0}})
    await asyncio.to_thread(prepare_demo, settings)
    store = SqliteStore(settings.database, Keys.load(settings.keys))
    await store.open()
    await store.save_officer(Officer("salma", "Salma", "no password", ("officer",), sensitive=True))
    await store.close()
    return folder


@pytest.fixture
def provider():
    """Something that listens where smsbox would."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def settings_of(data, port, **service):
    link = LINK | {"sendsms_url": f"http://127.0.0.1:{port}/cgi-bin/sendsms"}
    return Settings(service={"data_folder": data, "port": 0} | service, links={"kannel": link})


async def findings(settings):
    return {(found.subject, found.level): found async for found in examine(settings)}


async def wrong(settings):
    return {subject for subject, level in await findings(settings) if level is Level.WRONG}


async def test_a_service_in_order_has_nothing_wrong(data, provider):
    found = await findings(settings_of(data, provider))
    assert {one.subject for one in found.values() if one.level is Level.WRONG} == set()
    assert ("audit", Level.FINE) in found
    assert ("link kannel", Level.FINE) in found


async def test_a_folder_where_nothing_was_made_says_where_to_begin(tmp_path, provider):
    found = await findings(settings_of(tmp_path / "nothing", provider))
    assert found["data folder", Level.WRONG].do == "recours db init"


async def test_a_provider_that_does_not_answer_is_wrong(data):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert await wrong(settings_of(data, port)) == {"link kannel"}


async def test_passwords_over_plain_http_are_wrong(data, provider):
    assert await wrong(settings_of(data, provider, public_url="http://recours.example")) == {"public address"}


async def test_a_damaged_store_is_wrong_and_hides_nothing_else(data, provider):
    database = data / "recours.db"
    pages = bytearray(database.read_bytes())
    pages[4096:] = bytes(len(pages) - 4096)
    database.write_bytes(pages)
    found = await findings(settings_of(data, provider))
    assert ("store", Level.WRONG) in found
    assert ("programme", Level.FINE) in found


async def test_keys_that_others_may_read_are_wrong(data, provider):
    (data / "recours.keys").chmod(0o644)
    found = await findings(settings_of(data, provider))
    assert "chmod 600" in found["store", Level.WRONG].seen


async def test_a_registry_of_two_months_ago_is_worth_a_look(data, provider):
    then = time.time() - 60 * 24 * 3600
    os.utime(data / "registry.db", (then, then))
    found = await findings(settings_of(data, provider))
    assert "60 days" in found["registry", Level.LOOK].seen


def test_the_command_ends_with_one_where_something_is_wrong(tmp_path):
    config = tmp_path / "recours.toml"
    config.write_text(f'[service]\ndata_folder = "{tmp_path / "nothing"}"\n')
    result = CliRunner().invoke(main, ["doctor", "--config", str(config)])
    assert result.exit_code == 1
    assert "recours db init" in result.output
