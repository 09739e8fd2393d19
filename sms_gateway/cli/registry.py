"""`recours registry`: import households, members and payments."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sms_gateway.cli import config_option
from sms_gateway.cli.common import settings_or_exit
from sms_gateway.cli.examples import example
from sms_gateway.cli.tell import tell

SHOWN_REFUSALS = 50


@click.group()
def command() -> None:
    """Import households, members and payments."""


@command.command("import")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@config_option
@click.option(
    "--delta",
    is_flag=True,
    help="The files hold only the cases that changed; removed.csv names those to take away.",
)
@click.option(
    "--skip-bad-rows",
    is_flag=True,
    help="Leave out cases with a refused row instead of refusing the whole import.",
)
@click.option(
    "--encoding", help="The files' encoding, where it is not recognised (utf-8, windows-1252, windows-1256)."
)
@example("recours registry invent households --households 1000", "recours registry import households")
def import_(folder: Path, config: str | None, delta: bool, skip_bad_rows: bool, encoding: str | None) -> None:
    """Import households.csv, members.csv and payments.csv from FOLDER as a new generation.

    All or nothing: a refused row is printed with its line and reason, and the households in use stay. The
    new ones are swapped in at once, beside running traffic. docs/registry_csv.md describes the columns.
    """
    from programmes.pack import load_programme
    from programmes.programme import RegistryUnavailableError
    from programmes.registry.csv_files import RegistryFileError
    from programmes.registry.generation import ImportUnderWayError
    from programmes.registry.importing import Sources, import_registry
    from sms_gateway.registries import generations_of
    from sms_gateway.registry_vault import vault_of
    from sms_gateway.settings import SettingsError
    from storage.fields import Keys, KeysError

    settings = settings_or_exit(config)
    refusals = KeysError, SettingsError, RegistryFileError, RegistryUnavailableError, ImportUnderWayError
    try:
        vault = vault_of(Keys.load(settings.keys))
        pack = load_programme(settings.programme.pack)
        with click.progressbar(length=1, label="Importing") as bar:
            report = import_registry(
                generations_of(settings),
                Sources.of_delta(folder) if delta else Sources.in_folder(folder),
                pack,
                vault,
                delta=delta,
                skip_bad_rows=skip_bad_rows,
                encoding=encoding,
                progress=_into(bar),
            )
    except refusals as error:
        raise click.ClickException(str(error)) from None
    _print(report)


def _into(bar: Any) -> Any:
    def progress(done: int, total: int) -> None:
        bar.length = total
        bar.update(done - bar.pos)

    return progress


def _print(report: Any) -> None:
    for row in report.refused[:SHOWN_REFUSALS]:
        click.echo(f"{row.file}:{row.line}: {row.reason}", err=True)
    if report.refused_rows > SHOWN_REFUSALS:
        click.echo(f"... and {report.refused_rows - SHOWN_REFUSALS} more refused rows", err=True)
    if report.generation is None:
        raise click.ClickException(
            "nothing was imported; mend the rows above, or leave those cases out with --skip-bad-rows"
        )
    click.echo(
        f"Imported {report.households} households, {report.members} members, {report.payments} payments "
        f"(generation {report.generation}); {report.refused_rows} rows refused, "
        f"{report.left_out} cases left out, {report.removed} removed."
    )
    if report.renumbered:
        click.echo(
            f"{report.renumbered} households have phones written as before the numbers changed: read as "
            "today's, and each proves its case before it hears of it."
        )


@command.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--households", type=click.IntRange(1), default=60, show_default=True, help="How many; 60 are the demo's."
)
def invent(folder: Path, households: int) -> None:
    """Write CSV files of invented households into FOLDER, to try an import with."""
    from datetime import UTC, datetime

    from programmes.demo import write_demo
    from programmes.synthetic import write_households

    folder.mkdir(parents=True, exist_ok=True)
    if households == 60:
        write_demo(folder, datetime.now(UTC).date())
    else:
        write_households(folder, households)
    click.echo(f"Wrote {households} invented households to {folder}.")


command.add_command(tell)
