"""`recours session`: one phone's conversation, decrypted; each look is audited."""

from __future__ import annotations

import click
import orjson
from msgspec.structs import asdict

from sms_gateway.cli import config_option
from sms_gateway.cli.common import phone_or_exit, run, settings_or_exit, with_store
from storage.fields import Keys
from storage.records import AuditEntry, Session
from storage.store import Store


@click.group()
def command() -> None:
    """Look at one phone's conversation (audited)."""


@command.command()
@click.argument("phone")
@config_option
@click.option("--who", required=True, help="Who looks; it stands in the audit.")
@click.option("--why", required=True, help="Why; it stands in the audit.")
def show(phone: str, config: str | None, who: str, why: str) -> None:
    """Show where the conversation of PHONE stands, as JSON."""
    settings = settings_or_exit(config)
    number = phone_or_exit(phone, settings)
    # The audit names the phone by its keyed hash: nobody reads a number there.
    whose = Keys.load(settings.keys).lookup(b"phone", number).hex()

    async def fetch(store: Store, now: int) -> Session:
        await store.audit([AuditEntry(now, who, "session.read", whose, {"why": why})])
        return await store.session(number)

    session = run(with_store(config, fetch))
    click.echo(orjson.dumps(session, asdict, orjson.OPT_INDENT_2).decode())
