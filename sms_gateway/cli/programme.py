"""`recours programme`: what a programme grants."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from programmes.pack import Pack


@click.group()
def command() -> None:
    """Check what a programme grants, and have it explained."""


@command.command()
@click.argument("pack", default="ma_asd")
def check(pack: str) -> None:
    """Read PACK (a key or a folder) with all its rules, and show its amounts by date.

    A fault is one line with file, line, key and reason, and exit code 1. What no published source tells is
    listed at the end. docs/programmes.md tells how a pack is read and changed.
    """
    from programmes.amounts_table import amounts_table, open_points

    programme = pack_or_exit(pack)
    click.echo(f"{programme.key}: {programme.name('en')}; languages {', '.join(programme.languages)}")
    for line in amounts_table(programme):
        click.echo(line)
    click.echo("To be confirmed by the programme:")
    for point in open_points(programme):
        click.echo(f"- {point}")


def pack_or_exit(pack: str) -> Pack:
    """The pack with this key or in this folder; a fault ends the command with one line."""
    from programmes.errors import PackError, UnknownProgrammeError
    from programmes.pack import load_pack, load_programme

    try:
        return load_pack(Path(pack)) if Path(pack).is_dir() else load_programme(pack)
    except (PackError, UnknownProgrammeError) as error:
        raise click.ClickException(str(error)) from None
