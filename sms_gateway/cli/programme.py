"""`recours programme`: what a programme grants."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sms_gateway.cli.common import pack_or_exit
from sms_gateway.cli.examples import example

if TYPE_CHECKING:
    from programmes.examples import Example
    from programmes.pack import Pack


@click.group()
def command() -> None:
    """Check what a programme grants, and have it explained."""


@command.command()
@click.argument("pack", default="ma_asd")
def check(pack: str) -> None:
    """Read PACK (a key or a folder) with all its rules, and show its amounts by date.

    A fault is one line with file, line, key and reason, and exit code 1; so is an example of examples.yaml
    that the rules do not give. What no published source tells is listed at the end. docs/programmes.md tells
    how a pack is read and changed.
    """
    from programmes.amounts_table import amounts_table, open_points
    from programmes.examples import wrong_examples

    programme, examples = _with_examples(pack)
    click.echo(f"{programme.key}: {programme.name('en')}; languages {', '.join(programme.languages)}")
    for line in amounts_table(programme):
        click.echo(line)
    click.echo("To be confirmed by the programme:")
    for point in open_points(programme):
        click.echo(f"- {point}")
    wrong = list(wrong_examples(programme, examples))
    if wrong:
        raise click.ClickException("\n".join(wrong))
    click.echo(f"{len(examples)} examples checked by hand: all as the rules give them.")


@command.command()
@click.argument("packs", nargs=-1)
def examples(packs: tuple[str, ...]) -> None:
    """Write the hand-checked examples of PACKS (left out: all) as docs/programmes_examples.md has them."""
    from programmes.examples_page import examples_page
    from programmes.pack import pack_keys

    click.echo(examples_page(_with_examples(pack) for pack in packs or pack_keys()), nl=False)


@command.command()
@click.option("--programme", default="ma_asd", show_default=True, help="A pack's key or folder.")
@click.option("--month", help="YYYY-MM; left out: this month.")
@click.option(
    "--language",
    type=click.Choice(["fr", "ar", "ary_Latn", "en"]),
    default="fr",
    show_default=True,
    help="Of the texts.",
)
@example('echo \'{"status": "accepted", "status_since": "2024-01-15"}\' | recours programme explain')
def explain(programme: str, month: str | None, language: str) -> None:
    """Read one household as JSON on standard input; print its trace and the texts of a phone as JSON.

    A household is {"status": "accepted", "status_since": "2024-01-15", "members": [{"birth_date":
    "2015-03-01", "at_school": true}], "payments": [{"month": "2025-10", "amount": 500}]}. All fields are in
    docs/programmes.md. A fault is told with its field, and nothing is computed.
    """
    import sys
    from datetime import datetime
    from zoneinfo import ZoneInfo

    import orjson

    from programmes.errors import HouseholdError
    from programmes.household_json import read_household
    from programmes.months import first_day
    from sms_gateway.explain import explain as explained

    pack = pack_or_exit(programme)
    today = datetime.now(ZoneInfo(pack.timezone)).date()
    month = month or f"{today:%Y-%m}"
    try:
        first_day(month)
        case = read_household(sys.stdin.buffer.read(), pack, today)
    except HouseholdError as error:
        raise click.ClickException(str(error)) from None
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--month") from None
    found = orjson.dumps(explained(pack, case, month, language, today), option=orjson.OPT_INDENT_2)
    click.echo(found.decode())


@command.command()
@click.option("--programme", default="ma_asd", show_default=True, help="A pack's key or folder.")
@click.option("--households", type=click.IntRange(1), default=2000, show_default=True, help="Invented ones.")
def bench(programme: str, households: int) -> None:
    """Measure how long a household's amount and its explanation take to compute."""
    from programmes.bench import measure_households, report

    click.echo(report(measure_households(pack_or_exit(programme), households)))


def _with_examples(pack: str) -> tuple[Pack, tuple[Example, ...]]:
    from importlib.resources import files

    from programmes.errors import PackError
    from programmes.examples import read_examples

    programme = pack_or_exit(pack)
    folder = Path(pack) if Path(pack).is_dir() else files("programmes") / "packs" / pack
    try:
        return programme, read_examples(folder)
    except PackError as error:
        raise click.ClickException(str(error)) from None
