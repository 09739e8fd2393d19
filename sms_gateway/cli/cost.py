"""`recours links cost`: what a month's messages cost, by link and language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click
import orjson

from sms_gateway.cli import config_option
from sms_gateway.cli.common import pack_or_exit, run, settings_or_exit, with_store
from sms_gateway.cli.examples import example
from sms_gateway.cli.tables import table
from storage.links import SentMts

if TYPE_CHECKING:
    from sms_gateway.settings import Settings

HEADINGS = ("link", "language", "messages", "parts", "conversations", "a message", "a conversation", "month")
_CENT = Decimal("0.01")


@click.command()
@click.option(
    "--month", type=click.DateTime(["%Y-%m"]), required=True, help="2026-11, in the programme's time."
)
@config_option
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@example("recours links cost --month 2026-11")
def cost(month: datetime, config: str | None, as_json: bool) -> None:
    """Price what was sent in a month: a message, a conversation, all of it, by link and language.

    Parts are counted as operators bill them, times the link's `price`. A conversation is what one phone was
    sent on one day.
    """
    settings = settings_or_exit(config)
    start, end = bounds(month, pack_or_exit(settings.programme.pack).timezone)
    sent = run(with_store(config, lambda store, _now: store.sent_mts(start, end)))
    rows = [_row(settings, one) for one in sent]
    if as_json:
        click.echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2).decode())
    elif rows:
        click.echo(table([HEADINGS, *map(_cells, rows)]))
        click.echo("\n".join(_totals(rows)))
    else:
        click.echo(f"Nothing was sent in {month:%Y-%m}.")


def bounds(month: datetime, timezone: str) -> tuple[int, int]:
    """The first second of a month and of the next, where the programme is."""
    start = month.replace(tzinfo=ZoneInfo(timezone))
    after = start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
    return int(start.timestamp()), int(after.timestamp())


def _row(settings: Settings, sent: SentMts) -> dict[str, Any]:
    link = settings.links.get(sent.link)
    price = link.price * sent.parts if link and link.price else None
    return {
        **asdict(sent),
        "a_message": _each(price, sent.messages),
        "a_conversation": _each(price, sent.conversations),
        "price": None if price is None else str(price),
        "currency": link.currency if link else "",
    }


def _each(price: Decimal | None, number: int) -> str | None:
    return None if price is None else str((price / number).quantize(_CENT))


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    numbers = (str(row[key]) for key in ("messages", "parts", "conversations"))
    prices = (_money(row[key], row["currency"]) for key in ("a_message", "a_conversation", "price"))
    return (row["link"], row["language"], *numbers, *prices)


def _money(amount: str | None, currency: str) -> str:
    return "-" if amount is None else f"{amount} {currency}".strip()


def _totals(rows: Sequence[dict[str, Any]]) -> list[str]:
    """One line a currency; and that some links have no price."""
    sums: dict[str, Decimal] = {}
    for row in rows:
        if row["price"] is not None:
            sums[row["currency"]] = sums.get(row["currency"], Decimal(0)) + Decimal(row["price"])
    lines = [f"Together: {_money(str(amount), currency)}" for currency, amount in sums.items()]
    without = sorted({row["link"] for row in rows if row["price"] is None})
    return [*lines, *([f"Without a price: {', '.join(without)}"] if without else [])]
