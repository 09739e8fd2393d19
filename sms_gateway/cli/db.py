"""`recours db`: migrate, back up, restore, check and verify the store."""

from __future__ import annotations

from pathlib import Path

import click

from sms_gateway.cli import config_option
from sms_gateway.cli.common import run, settings_or_exit, with_store
from storage.errors import StoreError
from storage.milestones import NOTHING, MilestonesError, Shipped, read_milestones
from storage.store import Store


@click.group()
def command() -> None:
    """Migrate, back up, restore, check and verify the store."""


@command.command()
@config_option
def init(config: str | None) -> None:
    """Make the keys and the store for a first start."""
    from storage.fields import Keys, KeysError

    settings = settings_or_exit(config)
    settings.service.data_folder.mkdir(parents=True, exist_ok=True)
    try:
        Keys.create(settings.keys)
    except KeysError as error:
        raise click.ClickException(str(error)) from None
    run(with_store(config, _nothing))
    click.echo(f"Keys: {settings.keys} (keep a copy apart from the backups). Store: {settings.database}.")


@command.command()
@config_option
def migrate(config: str | None) -> None:
    """Bring the store's schema up to date; `serve` does so too when it starts."""
    run(with_store(config, _nothing))
    click.echo("The schema is up to date.")


async def _nothing(_store: Store, _now: int) -> None:
    """Opening the store is the work."""


@command.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@config_option
def backup(file: Path, config: str | None) -> None:
    """Copy the store to FILE while the service runs; the keys are not in it."""
    if file.exists():
        raise click.ClickException(f"{file} exists already; name another file")
    run(with_store(config, lambda store, _now: store.backup(file)))
    click.echo(f"Backed up to {file}.")


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@config_option
def restore(file: Path, config: str | None) -> None:
    """Put the backup FILE in the store's place, while the service is stopped.

    It is checked first. The store that was there is kept beside it. Messages that came after the backup are
    not in it; those that were on their way out when it was made go out again.
    """
    from storage.fields import Keys
    from storage.sqlite.restoring import restore as put_in_place

    settings = settings_or_exit(config)
    try:
        restored = put_in_place(settings.database, file, Keys.load(settings.keys))
    except StoreError as error:
        raise click.ClickException(str(error)) from None
    came, went = restored.messages_in, restored.messages_out
    click.echo(f"Restored: {came} messages in, {went} out, {restored.tickets} tickets.")
    if restored.aside is not None:
        click.echo(f"The store that was there is {restored.aside} now.")


@command.command()
@config_option
def check(config: str | None) -> None:
    """Check that the store's file is sound."""
    faults = run(with_store(config, lambda store, _now: store.integrity_problems()))
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise click.ClickException("the file is damaged: stop the service and restore the last backup")
    click.echo("The file is sound.")


@command.command("verify-audit")
@click.option(
    "--against",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Milestones that were shipped (docs/operations/audit.md); left out: the file of the settings.",
)
@config_option
def verify_audit(against: Path | None, config: str | None) -> None:
    """Check the audit's hash chain: an edited, removed or inserted row is found.

    Against milestones that were shipped, so are a chain written anew and commits that a damaged file lost.
    """
    shipped = _shipped(against or settings_or_exit(config).audit.file)

    async def faults(store: Store, _now: int) -> list[str]:
        row = await store.verify_audit(shipped)
        broken = [] if row is None else [f"audit row {row} does not fit: somebody changed the record"]
        return broken + shipped.missing(await store.milestone())

    found = run(with_store(config, faults))
    if found:
        raise click.ClickException("; ".join(found))
    click.echo(f"The audit is whole{'.' if shipped is NOTHING else f', and as it was shipped ({shipped}).'}")


def _shipped(file: Path | None) -> Shipped:
    try:
        return NOTHING if file is None else read_milestones(file)
    except MilestonesError as error:
        raise click.ClickException(str(error)) from None
