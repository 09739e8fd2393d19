"""`recours clocks`: the days due, set anew by the rules of today."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sms_gateway.cli import config_option
from sms_gateway.cli.common import run, settings_or_exit, with_store

if TYPE_CHECKING:
    from storage.store import Store


@click.group()
def command() -> None:
    """The clocks of tickets."""


@command.command()
@config_option
def recompute(config: str | None) -> None:
    """Set every clock anew that other rules set: days to answer, holidays, limits. Audited.

    A running service does the same by itself when it starts. Alerts that are due are raised too.
    """
    settings = settings_or_exit(config)

    async def work(store: Store, _now: int) -> tuple[int, int]:
        from programmes.pack import load_programme
        from sms_gateway.clockwork import Clockwork
        from sms_gateway.given import open_quiet

        programme = load_programme(settings.programme.pack)
        clockwork = Clockwork(store, programme, open_quiet(settings, programme))
        return await clockwork.stir("operator"), await clockwork.look()

    looked, moved = run(with_store(config, work))
    click.echo(f"{looked} clocks were set by other rules; {moved} days due moved.")
