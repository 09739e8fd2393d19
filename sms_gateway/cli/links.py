"""`recours links`: how each link stands, from the store, beside a running service."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import click
import orjson

from sms_gateway.cli import config_option
from sms_gateway.cli.common import run, settings_or_exit, with_store
from sms_gateway.cli.cost import cost
from sms_gateway.cli.mt import telling
from sms_gateway.cli.tables import age, table
from storage.links import LinkFigures
from storage.records import AuditEntry

if TYPE_CHECKING:
    from sms_gateway.settings import Settings
    from storage.store import Store

STATES = ("queued", "resting", "sending", "unknown", "parked", "failed")
HEADINGS = (
    "link",
    "kind",
    "number",
    "line",
    "in",
    "out",
    *STATES,
    "oldest",
    "balance",
    "price",
    "last error",
)
#: Traffic is noted each minute while there is some; older than this, nobody knows.
FRESH_SECONDS = 180


@click.group(invoke_without_command=True)
@config_option
@click.option("--json", "as_json", is_flag=True, help="As JSON, with times in epoch seconds.")
@click.pass_context
def command(context: click.Context, config: str | None, as_json: bool) -> None:
    """Show each link: its line, traffic, what waits on it, what was given up, its balance, its last error.

    The line is up or down as the service last found it, `-` where nothing was sent yet; `in` and `out` are
    messages of the last minute. docs/operations/links.md.
    """
    if context.invoked_subcommand is None:
        settings = settings_or_exit(config)
        figures = run(with_store(config, lambda store, _now: store.link_figures()))
        rows = rows_of(settings, {one.link: one for one in figures})
        click.echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2).decode() if as_json else _table(rows))


command.add_command(cost)


@command.command()
@click.argument("link")
@config_option
@telling
def pause(link: str, config: str | None, who: str, why: str) -> None:
    """Keep a link from sending; its messages wait, what phones write still comes in."""
    _set_pause(link, config, ("link.paused", who, why), pause=True)


@command.command()
@click.argument("link")
@config_option
@telling
def resume(link: str, config: str | None, who: str, why: str) -> None:
    """Let a link send again, which was paused."""
    _set_pause(link, config, ("link.resumed", who, why), pause=False)


def _set_pause(link: str, config: str | None, told: tuple[str, str, str], *, pause: bool) -> None:
    """Change it and say so; the running service sees it with its next claim."""
    action, who, why = told
    if link not in settings_or_exit(config).links:
        raise click.UsageError(f"the settings have no link {link}")

    async def act(store: Store, now: int) -> bool:
        return await store.pause_link(
            link, pause=pause, audit=AuditEntry(now, who, action, link, {"why": why})
        )

    done = "paused" if pause else "sends again"
    click.echo(f"{link} {done if run(with_store(config, act)) else 'was so already'}.")


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
        "paused_at": figures.paused_at,
        "in_a_minute": figures.received,
        "out_a_minute": figures.sent,
        "rated_at": figures.rated_at,
        **{state: figures.counts.get(state, 0) for state in STATES},
        "oldest_at": figures.oldest_at,
        "balance": f"{figures.balance.amount} {figures.balance.currency}" if figures.balance else "",
        "balance_at": figures.balance.at if figures.balance else 0,
        "price": f"{link.price} {link.currency}".strip() if link and link.price else "",
        "error": figures.error,
        "error_at": figures.error_at,
    }


def _table(rows: list[dict[str, Any]]) -> str:
    now = int(time.time())
    return table([HEADINGS, *(_cells(row, now) for row in rows)])


def _cells(row: dict[str, Any], now: int) -> tuple[str, ...]:
    line = "-" if row["up"] is None else f"{'up' if row['up'] else 'DOWN'} {age(now - row['since'])}"
    if row["paused_at"]:
        line = f"PAUSED {age(now - row['paused_at'])}"
    balance = f"{row['balance']} ({age(now - row['balance_at'])} ago)" if row["balance"] else "-"
    error = f"{row['error']} ({age(now - row['error_at'])} ago)" if row["error"] else "-"
    return (
        row["link"],
        row["kind"] or "not in the settings",
        row["number"] or "-",
        line,
        *_traffic(row, now),
        *(str(row[state]) for state in STATES),
        age(now - row["oldest_at"]) if row["oldest_at"] else "-",
        balance,
        row["price"] or "-",
        error,
    )


def _traffic(row: dict[str, Any], now: int) -> tuple[str, str]:
    came, went = row["in_a_minute"], row["out_a_minute"]
    if (came or went) and now - row["rated_at"] > FRESH_SECONDS:  # the service stands still
        return "-", "-"
    return str(came), str(went)
