"""`recours mt`: messages that did not go, listed, queued again or taken back; no number whole, no words."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from sms_gateway.cli import config_option
from sms_gateway.cli.common import pack_or_exit, run, settings_or_exit, with_store
from sms_gateway.cli.examples import example
from sms_gateway.cli.tables import age, table
from storage.links import HeldMt, MtChoice
from storage.records import AuditEntry

if TYPE_CHECKING:
    from storage.store import Store

GIVEN_UP = ("parked", "failed", "unknown")
WAITING = ("queued", "resting")
HEADINGS = ("id", "link", "to", "state", "language", "parts", "age", "tries", "error")


@click.group()
def command() -> None:
    """Messages that did not go: list them, queue them again, take them back."""


def choosing(states: tuple[str, ...]) -> Callable[[Any], Any]:
    """`ID... --link --state`, the states left out being all of `GIVEN_UP`."""

    def decorate(function: Any) -> Any:
        for option in (
            click.argument("ids", nargs=-1, type=click.IntRange(min=1), metavar="[ID]..."),
            click.option("--link", default="", help="Of this link."),
            click.option(
                "--state",
                "states",
                multiple=True,
                type=click.Choice(states),
                help=f"In this state; may be repeated. Left out: {', '.join(GIVEN_UP)}.",
            ),
            config_option,
        ):
            function = option(function)
        return function

    return decorate


def telling(function: Any) -> Any:
    """`--who --why` of a command that changes something."""
    for option in (
        click.option("--who", required=True, help="Who asks for it; it stands in the audit."),
        click.option("--why", required=True, help="Why; it stands in the audit."),
    ):
        function = option(function)
    return function


def acting(function: Any) -> Any:
    """The same, with `--yes`, for what asks first."""
    return telling(click.option("--yes", is_flag=True, help="Do not ask.")(function))


@command.command("list")
@choosing((*GIVEN_UP, *WAITING))
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000), help="Of each link.")
@example("recours mt list --state parked --link orange")
def show(ids: tuple[int, ...], link: str, states: tuple[str, ...], config: str | None, limit: int) -> None:
    """List messages: these, those of a link, or of all links."""

    async def look(store: Store, _now: int) -> list[HeldMt]:
        links = [link] if link or ids else [figures.link for figures in await store.link_figures()]
        choices = [MtChoice(states or GIVEN_UP, one, ids) for one in links]
        return [held for choice in choices for held in await store.chosen_mts(choice, limit)]

    found = run(with_store(config, look))
    now = int(time.time())
    click.echo(table([HEADINGS, *(_cells(held, now) for held in found)]) if found else "None.")


def _cells(held: HeldMt, now: int) -> tuple[str, ...]:
    values = (held.mt_id, held.link, masked(held.recipient), held.state, held.language, held.parts)
    return (*map(str, values), age(now - held.created_at), str(held.attempt), held.error or "-")


def masked(phone: str) -> str:
    """`+212...78`: enough to tell two apart, not to call."""
    return f"{phone[:4]}...{phone[-2:]}" if len(phone) > 8 else "..."


@command.command()
@choosing(GIVEN_UP)
@acting
@example('recours mt replay --state parked --link orange --who amina --why "line was down"')
def replay(
    ids: tuple[int, ...],
    link: str,
    states: tuple[str, ...],
    config: str | None,
    who: str,
    why: str,
    yes: bool,
) -> None:
    """Queue messages again, as if never tried; at night, for when the quiet hours are over.

    One in doubt (`unknown`) may have reached its phone, and then reaches it twice.
    """
    from sms_gateway.given import open_quiet

    settings = settings_or_exit(config)
    quiet = open_quiet(settings, pack_or_exit(settings.programme.pack))

    async def act(store: Store, now: int, choice: MtChoice, audit: AuditEntry) -> int:
        return await store.replay_mts(choice, now, quiet.over_at(audit.subject, now), audit)

    _act(config, _choice(ids, link, states), ("mt.replayed", who, why), act, "queue again", yes=yes)


@command.command()
@choosing((*GIVEN_UP, *WAITING))
@acting
def cancel(
    ids: tuple[int, ...],
    link: str,
    states: tuple[str, ...],
    config: str | None,
    who: str,
    why: str,
    yes: bool,
) -> None:
    """Take messages back for good: they are not sent."""

    async def act(store: Store, _now: int, choice: MtChoice, audit: AuditEntry) -> int:
        return await store.cancel_mts(choice, audit)

    _act(config, _choice(ids, link, states), ("mt.cancelled", who, why), act, "take back", yes=yes)


def _choice(ids: tuple[int, ...], link: str, states: tuple[str, ...]) -> MtChoice:
    if bool(ids) == bool(link):
        raise click.UsageError("name the messages by their ids, or their link by --link")
    return MtChoice(states or GIVEN_UP, link, ids)


def _act(
    config: str | None,
    choice: MtChoice,
    told: tuple[str, str, str],
    act: Callable[..., Any],
    word: str,
    *,
    yes: bool,
) -> None:
    """Count, ask, act link by link (each has its quiet hours), say how many it was in the end."""
    action, who, why = told

    async def work(store: Store, now: int) -> int | None:
        numbers = await store.count_chosen_mts(choice)
        if not numbers:
            return 0
        for link, number in sorted(numbers.items()):
            click.echo(f"{link}: {number} messages ({', '.join(choice.states)})")
        if not yes and not await asyncio.to_thread(click.confirm, f"{word.capitalize()}?"):
            return None
        done = 0
        for link in sorted(numbers):
            details = {"why": why, "states": list(choice.states), "ids": list(choice.ids)}
            audit = AuditEntry(now, who, action, link, details)
            done += await act(store, now, replace(choice, link=link), audit)
        return done

    done = run(with_store(config, work))
    click.echo("Nothing was done." if done is None else f"{done} messages.")
