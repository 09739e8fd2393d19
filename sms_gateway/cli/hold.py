"""`recours hold`: what nothing may purge or erase, while a court or an inquiry needs it."""

from __future__ import annotations

import time
from typing import Any

import click

from sms_gateway.cli import config_option
from sms_gateway.cli.common import run, settings_or_exit, with_store
from sms_gateway.cli.examples import example
from storage.fields import Keys
from storage.records import AuditEntry
from storage.retention import Hold
from storage.store import Store


@click.group()
def command() -> None:
    """Keep a ticket or a case from being purged or erased (audited)."""


def _target(function: Any) -> Any:
    """What, and by whose hand."""
    for option in (
        click.option("--who", required=True, help="Who does it; it stands in the audit."),
        click.option("--case", "case", help="The case number: every ticket of it, those to come too."),
        config_option,
        click.argument("reference", required=False),
    ):
        function = option(function)
    return function


def _meant(config: str | None, reference: str | None, case: str | None) -> tuple[str, str | None]:
    """The audit's subject and the case's id: a case stands there by its keyed hash alone."""
    from sms_gateway.registry_vault import vault_of

    if (reference is None) == (case is None):
        raise click.UsageError("name one ticket by its REFERENCE, or one case with --case")
    if case is None:
        return "".join(character for character in reference or "" if character.isdigit()), None
    keys = Keys.load(settings_or_exit(config).keys)
    case_id = vault_of(keys).case_id(case)
    return keys.lookup(b"case", case_id).hex(), case_id


@command.command("set")
@_target
@click.option("--why", required=True, help="Why: kept encrypted beside the hold.")
@example('recours hold set 482.177.353 --who amina --why "before the court"')
def set_(config: str | None, reference: str | None, case: str | None, who: str, why: str) -> None:
    """Put REFERENCE, or every ticket of a case, on hold."""
    subject, case_id = _meant(config, reference, case)

    async def work(store: Store, now: int) -> None:
        await store.hold(why, AuditEntry(now, who, "hold.set", subject), case_id)

    run(with_store(config, work))
    click.echo("It is on hold: nothing of it is purged or erased.")


@command.command()
@_target
def release(config: str | None, reference: str | None, case: str | None, who: str) -> None:
    """End the hold of REFERENCE, or of a case."""
    subject, case_id = _meant(config, reference, case)

    async def work(store: Store, now: int) -> None:
        await store.release(AuditEntry(now, who, "hold.released", subject), case_id)

    run(with_store(config, work))
    click.echo("It is on hold no more.")


@command.command("list")
@config_option
@click.option("--who", required=True, help="Who looks; it stands in the audit.")
def list_(config: str | None, who: str) -> None:
    """List what is on hold, since when, by whom and why."""

    async def work(store: Store, now: int) -> list[str]:
        await store.audit([AuditEntry(now, who, "hold.listed", "holds")])
        return [_line(one) for one in await store.holds()]

    click.echo("\n".join(run(with_store(config, work))) or "Nothing is on hold.")


def _line(hold: Hold) -> str:
    since = time.strftime("%Y-%m-%d", time.gmtime(hold.at))
    return f"{hold.reference or 'a case':12} {since}  {hold.actor}: {hold.why}"
