"""`recours doctor`: look at everything that a service needs, and say what to do."""

from __future__ import annotations

import click

from sms_gateway.cli import config_option
from sms_gateway.cli.common import run, settings_or_exit


@click.command()
@config_option
def command(config: str | None) -> None:
    """Look at everything that the service needs, and say what to do.

    Safe beside a running service. Ends with 1 where something is WRONG.
    """
    if run(_examine(config)):
        raise click.ClickException("mend what is WRONG above, then ask again")


async def _examine(config: str | None) -> bool:
    from sms_gateway.doctor import Level, examine

    wrong = False
    async for level, subject, seen, do in examine(settings_or_exit(config)):
        wrong = wrong or level is Level.WRONG
        click.echo(f"{level:5}  {subject}: {seen}{f' -> {do}' if do else ''}")
    return wrong
