"""`recours links`: how each link stands, from the store, beside a running service."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import click
import orjson

from sms_gateway.cli import config_option
from sms_gateway.cli.common import run, settings_or_exit, with_store
from sms_gateway.cli.cost import cost
from sms_gateway.cli.tables import age, table
from storage.links import LinkFigures

if TYPE_CHECKING:
    from sms_gateway.settings import Settings

STATES = ("queued", "resting", "sending", "unknown", "parked", "failed")
HEADINGS = ("link", "kind", "number", "line", *STATES, "oldest", "price", "last error")


@click.group(invoke_without_command=True)
@config_option
@click.option("--json", "as_json", is_flag=True, help="As JSON, with times in epoch seconds.")
@click.pass_context
def command(context: click.Context, config: str | None, as_json: bool) -> None:
    """Show each link: its line, what waits on it, what was given up, its last error, its price.

    The line is up or down as the service last found it, `-` where nothing was sent yet.
    docs/operations/links.md.
    """
    if context.invoked_subcommand is None:
        settings = settings_or_exit(config)
        figures = run(with_store(config, lambda store, _now: store.link_figures()))
        rows = rows_of(settings, {one.link: one for one in figures})
        click.echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2).decode() if as_json else _table(rows))


command.add_command(cost)


def rows_of(settings: Settings, figures: dict[str, LinkFigures]) -> list[dict[str, Any]]:
    """A row for each link of the settings, then for those that only the store knows still."""
    names = [*settings.links, *(name for name in figures if name not in settings.links)]
    return [_row(settings, figures.get(name, LinkFigures(name))) for name in names]


def _row(settings: Settings, figures: LinkFigures) -> dict[str, Any]:
    link = settings.links.get(figures.link)
    return {
        "link": figures.link,
        "kind": link.kind if link else "",
        "number": link.number if link else "",
        "up": figures.up,
        "since": figures.since,
        **{state: figures.counts.get(state, 0) for state in STATES},
        "oldest_at": figures.oldest_at,
        "price": f"{link.price} {link.currency}".strip() if link and link.price else "",
        "error": figures.error,
        "error_at": figures.error_at,
    }


def _table(rows: list[dict[str, Any]]) -> str:
    now = int(time.time())
    return table([HEADINGS, *(_cells(row, now) for row in rows)])


def _cells(row: dict[str, Any], now: int) -> tuple[str, ...]:
    line = "-" if row["up"] is None else f"{'up' if row['up'] else 'DOWN'} {age(now - row['since'])}"
    error = f"{row['error']} ({age(now - row['error_at'])} ago)" if row["error"] else "-"
    return (
        row["link"],
        row["kind"] or "not in the settings",
        row["number"] or "-",
        line,
        *(str(row[state]) for state in STATES),
        age(now - row["oldest_at"]) if row["oldest_at"] else "-",
        row["price"] or "-",
        error,
    )
