"""`recours clocks recompute`: as an operator runs it."""

import time

from click.testing import CliRunner

from sms_gateway.cli import main
from storage.fields import Keys
from storage.sqlite import SqliteStore
from tests.conformance.given import a_ticket, file_tickets


async def test_clocks_are_set_anew_and_the_command_says_how_many(tmp_path, monkeypatch):
    import asyncio

    config = tmp_path / "recours.toml"
    config.write_text(f'[service]\ndata_folder = "{tmp_path}"\n')
    keys = Keys.create(tmp_path / "recours.keys")
    store = SqliteStore(tmp_path / "recours.db", keys)
    await store.open()
    now = int(time.time())
    await file_tickets(store, a_ticket(created_at=now, due_at=now))
    await store.close()
    done = await asyncio.to_thread(CliRunner().invoke, main, ["clocks", "recompute", "--config", str(config)])
    assert done.exit_code == 0, done.output
    assert "1 clocks were set by other rules; 1 days due moved." in done.output
