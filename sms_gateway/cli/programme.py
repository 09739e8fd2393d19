"""`recours programme`: what a programme grants."""

from __future__ import annotations

import click


@click.group()
def command() -> None:
    """Show what a programme grants."""


@command.command()
@click.argument("pack", default="ma_asd")
def check(pack: str) -> None:
    """Read PACK with all its rules; a fault is one line with file and key."""
    from programmes.errors import PackError, UnknownProgrammeError
    from programmes.pack import load_programme

    try:
        programme = load_programme(pack)
    except (PackError, UnknownProgrammeError) as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{programme.key}: {programme.name('en')}; languages {', '.join(programme.languages)}")
