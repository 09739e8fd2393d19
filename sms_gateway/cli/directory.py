"""`recours directory`: the desks that people are sent to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sms_gateway.cli import config_option
from sms_gateway.cli.common import settings_or_exit

_FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_KINDS = (
    *("office", "payment", "civil_status", "health_cover"),
    *("school", "social_worker", "protection", "insurance"),
)


@click.group()
def command() -> None:
    """Offices and other desks, by commune."""


@command.command()
@_FILE
@config_option
def check(file: Path, config: str | None) -> None:
    """Read FILE, a directory of desks; each row that cannot be used is a line with its reason."""
    desks = _read(file, settings_or_exit(config).programme.pack)
    samples = sum(desk.sample for desk in desks)
    click.echo(f"{len(desks)} desks, {samples} of them marked as samples.")


@command.command("import")
@_FILE
@config_option
def import_(file: Path, config: str | None) -> None:
    """Put the desks of FILE in the place of the pack's samples; all or nothing.

    A running service uses them from its next start. docs/directory.md describes the columns.
    """
    settings = settings_or_exit(config)
    desks = _read(file, settings.programme.pack)
    target = settings.offices
    target.parent.mkdir(parents=True, exist_ok=True)
    staged = target.with_name(f"{target.name}.new")
    staged.write_bytes(file.read_bytes())
    staged.replace(target)
    click.echo(f"Imported {len(desks)} desks.")


@command.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--kind", type=click.Choice(_KINDS), help="What is looked for; left out: every kind.")
@click.option(
    "--language",
    type=click.Choice(("fr", "ar", "ary_Latn")),
    default="fr",
    show_default=True,
    help="Of the names.",
)
@config_option
def find(words: tuple[str, ...], kind: str | None, language: str, config: str | None) -> None:
    """Print as JSON which place the WORDS name, and the nearest desks there."""
    import orjson

    from sms_gateway.referral import Referral

    settings = settings_or_exit(config)
    referral = Referral(settings.programme.pack, settings.offices)
    codes = referral.names.find(" ".join(words))
    for place in referral.directory.gazetteer.alone(codes):
        kinds = (kind,) if kind else _KINDS
        desks = [desk for one in kinds for desk in referral.directory.desks_of(_kind(one), place.code)]
        shown = [_shown(desk, language) for desk in desks]
        click.echo(orjson.dumps({"place": place.name(language), "code": place.code, "desks": shown}))


def _kind(name: str) -> Any:
    from programmes.directory.desks import DeskKind

    return DeskKind(name)


def _shown(desk: Any, language: str) -> dict[str, Any]:
    from bot.hours import write_hours

    return {
        "kind": desk.kind,
        "name": desk.name(language),
        "address": desk.address(language),
        "hours": write_hours(desk.hours, language) if desk.hours else "",
        "phone": desk.phone,
        "scheme": desk.scheme,
        "sample": desk.sample,
    }


def _read(file: Path, pack: str) -> list[Any]:
    from programmes.directory.files import DirectoryError, load_directory, read_offices
    from programmes.registry.csv_files import RegistryFileError

    try:
        return read_offices(file, load_directory(pack).gazetteer)
    except DirectoryError as error:
        for row in error.refused:
            click.echo(str(row), err=True)
        raise click.ClickException("none of it was taken; mend the rows above") from None
    except RegistryFileError as error:
        raise click.ClickException(str(error)) from None
