"""Milestones leave the store's reach: in a file, in a syslog, in time, and what cannot be told is tried again."""

import asyncio
import socket

import pytest
from click.testing import CliRunner
from structlog.testing import capture_logs

from sms_gateway.cli import main
from sms_gateway.settings_audit import AuditSettings
from sms_gateway.shipping import Shipper, targets_of
from storage.fields import Keys
from storage.milestones import read_milestones
from storage.records import AuditEntry
from storage.sqlite import SqliteStore
from tests.stores import opened_store

ENTRY = AuditEntry(1, "fatima", "ticket.read", "123456782")


@pytest.fixture
async def store(tmp_path):
    async with opened_store(tmp_path, Keys.create(tmp_path / "recours.keys")) as store:
        yield store


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def lines(file):
    return file.read_text().splitlines() if file.exists() else []


async def test_a_milestone_goes_out_in_time_or_after_enough_rows(store, tmp_path):
    file, clock = tmp_path / "milestones", Clock()
    shipper = Shipper(store, targets_of(AuditSettings(file=file)), 60, 3, clock)
    await shipper.ship_news()
    assert lines(file) == []  # nothing has happened yet
    await store.audit([ENTRY])
    await shipper.ship_news()
    await store.audit([ENTRY])
    await shipper.ship_news()
    assert len(lines(file)) == 1  # neither old nor many
    await store.audit([ENTRY] * 2)
    await shipper.ship_news()
    assert len(lines(file)) == 2
    await store.audit([ENTRY])
    clock.now = 60.0
    await shipper.ship_news()
    await shipper.ship_news()
    assert len(lines(file)) == 3
    assert await store.verify_audit(read_milestones(file)) is None
    assert read_milestones(file).count == 5


async def test_the_last_milestone_goes_out_when_the_service_stops(store, tmp_path):
    file = tmp_path / "milestones"
    running = asyncio.create_task(Shipper(store, targets_of(AuditSettings(file=file)), 3600, 1000).run())
    await asyncio.sleep(0.1)
    await store.audit([ENTRY])
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert read_milestones(file).count == 1


async def test_a_syslog_hears_it(store, tmp_path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as syslog:
        syslog.bind(str(tmp_path / "log"))
        await store.audit([ENTRY])
        await Shipper(store, targets_of(AuditSettings(syslog=str(tmp_path / "log")))).ship_news()
        heard = syslog.recv(4096).decode()
    assert str(await store.milestone()) in heard


async def test_what_cannot_be_told_is_an_alert_and_is_tried_again(store, tmp_path):
    file = tmp_path / "away" / "milestones"
    shipper = Shipper(store, targets_of(AuditSettings(file=file)))
    await store.audit([ENTRY])
    with capture_logs() as logged:
        await shipper.ship_news()
    assert [(line["event"], line["alert"]) for line in logged] == [("milestone not shipped", True)]
    file.parent.mkdir()
    await shipper.ship_news()
    assert read_milestones(file).count == 1


async def test_the_command_holds_the_store_against_what_was_shipped(tmp_path):
    config, file = tmp_path / "recours.toml", tmp_path / "milestones"
    config.write_text(f'[service]\ndata_folder = "{tmp_path}"\n[audit]\nfile = "{file}"\n')
    store = SqliteStore(tmp_path / "recours.db", Keys.create(tmp_path / "recours.keys"))
    await store.open()
    await store.audit([ENTRY] * 3)
    await Shipper(store, targets_of(AuditSettings(file=file))).ship_news()
    await store.close()

    def verify(*given):
        asked = ["db", "verify-audit", "--config", str(config), *given]
        return asyncio.to_thread(CliRunner().invoke, main, asked)

    whole = await verify()
    assert (whole.exit_code, "the furthest at row 3" in whole.output) == (0, True)
    other = tmp_path / "other"
    other.write_text(file.read_text().replace("audit=3", "audit=2").replace("in=0", "in=7"))
    lied = await verify("--against", str(other))
    assert lied.exit_code == 1
    assert "audit row 2 does not fit" in lied.output
    assert "messages in up to 7 were kept, now 0" in lied.output
