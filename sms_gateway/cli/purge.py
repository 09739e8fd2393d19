"""`recours purge`: forget now what is past its time, or say what that would be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sms_gateway.cli import config_option
from sms_gateway.cli.common import run, settings_or_exit, with_store
from sms_gateway.cli.tables import table

if TYPE_CHECKING:
    from storage.retention import Due, Periods
    from storage.store import Store

ROW = ("what", "days kept", "rows past it")


@click.command()
@click.option("--dry-run", is_flag=True, help="Only say what would go; nothing is changed.")
@click.option(
    "--rewrite",
    is_flag=True,
    help="On PostgreSQL write the tables anew after it, so that no page holds what went; messages wait.",
)
@click.option("--who", help="Who does it; it stands in the audit.")
@config_option
def command(config: str | None, who: str | None, *, dry_run: bool, rewrite: bool) -> None:
    """Forget what is past the periods of the settings; the service does so by itself, every hour.

    What is on hold (`recours hold`) stays, with every message of its phone. docs/operations/retention.md.
    """
    periods = settings_or_exit(config).retention.periods
    if dry_run:
        click.echo(run(with_store(config, lambda store, now: _told(store, periods, now))))
        return
    if not who:
        raise click.UsageError("say --who does it, or --dry-run")
    swept = run(with_store(config, lambda store, _now: _swept(store, periods, who, rewrite=rewrite)))
    click.echo("\n".join(f"{what}: {rows} forgotten" for what, rows in swept.items()) or "Nothing to forget.")


async def _told(store: Store, periods: Periods, now: int) -> str:
    due = await store.due_rows(periods, now)
    holds = await store.holds()
    rows = [_row(one) for one in due] or [("nothing", "-", "0")]
    on_hold = f"{len(holds)} on hold: recours hold list" if holds else "Nothing is on hold."
    return (
        f"{table([ROW, *rows])}\n{on_hold}\nOf messages, those of a phone with an open or held ticket stay."
    )


def _row(due: Due) -> tuple[str, ...]:
    return due.what, str(due.days), str(due.rows)


async def _swept(store: Store, periods: Periods, who: str, *, rewrite: bool) -> dict[str, int]:
    from sms_gateway.retention import Broom

    swept = await Broom(store, periods, rest=0.01, who=who).sweep()
    if rewrite:
        await store.settle(rewrite=True)
    return swept
