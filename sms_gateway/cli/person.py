"""`recours person`: tell somebody what is kept of a phone, or erase it; asked for through an officer."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import orjson
from msgspec.structs import asdict

from sms_gateway.cli import config_option
from sms_gateway.cli.common import phone_or_exit, run, settings_or_exit, with_store
from sms_gateway.cli.examples import example
from storage.fields import Keys
from storage.records import AuditEntry
from storage.store import Store

if TYPE_CHECKING:
    from storage.person import Erasure, Person

HOLD_DAYS = 365
DAY = 24 * 3600


@click.group()
def command() -> None:
    """Tell what is kept of a phone, or erase it (audited).

    Make sure first that who asks is who holds the phone: docs/operations/personal_data.md.
    """


def _asked(function: Any) -> Any:
    """Whose, and by whose hand."""
    for option in (
        click.option("--why", required=True, help="Why, or the ticket that asks; it stands in the audit."),
        click.option("--who", required=True, help="The officer; it stands in the audit."),
        config_option,
        click.argument("phone"),
    ):
        function = option(function)
    return function


@command.command()
@_asked
@click.argument("file", type=click.Path(path_type=Path))
@example("recours person export 0612345678 person.json --who amina --why 482.177.353")
def export(phone: str, config: str | None, who: str, why: str, file: Path) -> None:
    """Write all that is kept of PHONE to FILE, as JSON that its owner alone may read.

    Tickets of the restricted queue stand in it too: only who may see those hands it over.
    """
    number, whose = _number(config, phone)

    async def fetch(store: Store, now: int) -> Person:
        await store.audit([AuditEntry(now, who, "person.told", whose, {"why": why})])
        return await store.person(number)

    person = run(with_store(config, fetch))
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise click.ClickException(f"{file.name} cannot be created ({type(error).__name__})") from None
    with os.fdopen(descriptor, "wb") as out:
        out.write(orjson.dumps(_plain(person), asdict, orjson.OPT_INDENT_2))
    click.echo(f"{len(person.messages)} messages, {len(person.tickets)} tickets.")


def _plain(person: Person) -> dict[str, Any]:
    return {
        "session": person.session,
        "messages": person.messages,
        "tickets": [
            {
                "ticket": ticket,
                "history": person.events[ticket.reference],
                "rating": person.ratings.get(ticket.reference),
                "instruction": person.instructions.get(ticket.reference),
            }
            for ticket in person.tickets
        ],
        "to_come": person.wakeups,
        "ussd_sessions": person.ussd_ends,
    }


@command.command()
@_asked
@click.option(
    "--hold-days",
    type=click.IntRange(0),
    default=HOLD_DAYS,
    show_default=True,
    help="So long an ended ticket is kept: the programme's time to appeal and to be audited.",
)
@click.confirmation_option(prompt="What is erased does not come back. Erase?")
def erase(phone: str, config: str | None, who: str, why: str, hold_days: int) -> None:
    """Erase what is kept of PHONE; tickets are kept while they are open and --hold-days after."""
    number, whose = _number(config, phone)

    async def forget(store: Store, now: int) -> Erasure:
        entry = AuditEntry(now, who, "person.erased", whose, {"why": why, "hold_days": hold_days})
        erasure = await store.erase_person(number, hold_days * DAY, entry)
        await store.settle()
        return erasure

    erasure = run(with_store(config, forget))
    if erasure.on_hold:
        raise click.ClickException(
            f"nothing was erased: on legal hold are {', '.join(erasure.on_hold)} (recours hold list)"
        )
    if erasure.still_open:
        raise click.ClickException(f"nothing was erased: still open are {', '.join(erasure.still_open)}")
    if erasure.under_way:
        raise click.ClickException("nothing was erased: messages are under way; try again in a minute")
    click.echo(f"Erased: {erasure.rows} rows, the words of {len(erasure.erased)} tickets.")
    for reference, until in erasure.held.items():
        click.echo(f"{reference} is kept until {time.strftime('%Y-%m-%d', time.gmtime(until))}.")


def _number(config: str | None, phone: str) -> tuple[str, str]:
    """The phone, and its keyed hash: the audit names it so, and nobody reads a number there."""
    settings = settings_or_exit(config)
    number = phone_or_exit(phone, settings)
    return number, Keys.load(settings.keys).lookup(b"phone", number).hex()
