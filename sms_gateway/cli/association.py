"""`recours association`: who may file for several households, from which phone, for which ones."""

from __future__ import annotations

import sys
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

import click

from sms_gateway.cli import config_option
from sms_gateway.cli.common import pack_or_exit, run, settings_or_exit, with_store
from sms_gateway.cli.examples import example
from storage.fields import Keys
from storage.records import AuditEntry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from programmes.programme import Registry
    from storage.associations import Association
    from storage.store import Store

T = TypeVar("T")
NONE_SO_NAMED = "there is no association of this name; `recours association list` shows them"


@click.group()
def command() -> None:
    """Associations that file for several households (audited).

    An association has one phone and a list of households. From that phone it files for those on its list
    without typing a birth year, follows what it filed, and never hears an amount, a payment or a status.
    Nothing is its by itself: a phone that is not written down here, and a household that is not on the list,
    are refused.

    Begin with `recours association add Nour --phone 0612345678`, then `recours association add-household
    Nour 2024000101 2024000102`.
    """


@command.command()
@click.argument("name")
@click.option("--phone", required=True, help="The one phone from which it writes.")
@config_option
@example('recours association add "Al Amal" --phone 0612345678')
def add(name: str, phone: str, config: str | None) -> None:
    """Write down the association NAME with its phone, or give it another phone."""
    from sms_gateway.msisdn import NumberError, to_e164

    settings = settings_or_exit(config)
    try:
        number = to_e164(phone, pack_or_exit(settings.programme.pack).region_code)
    except NumberError as error:
        raise click.ClickException(str(error)) from None

    async def save(store: Store, now: int) -> bool:
        return await store.save_association(name, number, _entry(now, "saved", name))

    if not run(with_store(config, save)):
        raise click.ClickException("this phone is another association's")
    click.echo(f"{name} may file from this phone, for the households on its list.")


@command.command("list")
@click.argument("name", required=False)
@config_option
def list_(name: str | None, config: str | None) -> None:
    """List the associations; with NAME, the households on its list (commune, last digits of the number)."""

    async def fetch(store: Store, _now: int) -> list[Association]:
        return await store.associations()

    found: list[Association] = run(with_store(config, fetch))
    if name is None:
        for one in found:
            click.echo(f"{one.name:40} {_masked(one.phone)}  {len(one.households)} households")
        return
    chosen = next((one for one in found if one.name == name), None)
    if chosen is None:
        raise click.ClickException(NONE_SO_NAMED)
    for household in chosen.households:
        click.echo(f"...{household.ending}  {household.commune}")


@command.command("add-household")
@click.argument("name")
@click.argument("numbers", nargs=-1)
@config_option
@example('recours association add-household "Al Amal" < numbers.txt')
def add_household(name: str, numbers: tuple[str, ...], config: str | None) -> None:
    """Put households on the list of NAME by the NUMBERS of their files.

    Without NUMBERS they are read from the standard input, one a line, which keeps them out of the shell's
    history. A number that the registry does not know is told, and the others are put on the list.
    """

    async def put_on(store: Store, registry: Registry, number: str) -> bool:
        from bot.proxy import listed

        case = await registry.case_by_number(number)
        entry = _entry(int(time.time()), "listed", name)
        return case is not None and await store.list_household(name, listed(case), entry)

    _each(config, name, numbers, put_on, "put on the list")


@command.command("remove-household")
@click.argument("name")
@click.argument("numbers", nargs=-1)
@config_option
def remove_household(name: str, numbers: tuple[str, ...], config: str | None) -> None:
    """Take households off the list of NAME by the NUMBERS of their files, or by those on the standard input.

    From its next message on the association neither files for them nor hears of what it filed.
    """

    async def take_off(store: Store, registry: Registry, number: str) -> bool:
        case = await registry.case_by_number(number)
        entry = _entry(int(time.time()), "unlisted", name)
        return case is not None and await store.unlist_household(name, case.case_id, entry)

    _each(config, name, numbers, take_off, "taken off the list")


@command.command()
@click.argument("name")
@config_option
@click.confirmation_option(prompt="Its list goes with it. Remove?")
def remove(name: str, config: str | None) -> None:
    """Remove the association NAME with its list; tickets that it filed stay with the officers."""

    async def forget(store: Store, now: int) -> bool:
        return await store.remove_association(name, _entry(now, "removed", name))

    if not run(with_store(config, forget)):
        raise click.ClickException(NONE_SO_NAMED)
    click.echo(f"{name} is removed.")


def _entry(now: int, what: str, name: str) -> AuditEntry:
    return AuditEntry(now, "cli", f"association.{what}", name)


def _masked(phone: str) -> str:
    return f"...{phone[-4:]}"


def _each(
    config: str | None,
    name: str,
    numbers: Sequence[str],
    change: Callable[[Store, Registry, str], Awaitable[bool]],
    done: str,
) -> None:
    """Change the list by each number; say how many were, and the places of those that were not."""
    given = list(numbers) or sys.stdin.read().split("\n")
    given = [number.strip() for number in given if number.strip()]

    async def work(store: Store, registry: Registry) -> list[int] | None:
        if name not in {one.name for one in await store.associations()}:
            return None
        return [at for at, number in enumerate(given, 1) if not await change(store, registry, number)]

    left = run(_with_registry(config, work))
    if left is None:
        raise click.ClickException(NONE_SO_NAMED)
    click.echo(f"{len(given) - len(left)} {done}.")
    if left:
        places = ", ".join(map(str, left))
        raise click.ClickException(f"not known, or not on the list: number {places} of those given")


async def _with_registry(config: str | None, work: Callable[[Store, Registry], Awaitable[T]]) -> T:
    from programmes.programme import RegistryUnavailableError
    from sms_gateway.registries import open_registry
    from sms_gateway.registry_vault import vault_of

    settings = settings_or_exit(config)
    pack, vault = pack_or_exit(settings.programme.pack), vault_of(Keys.load(settings.keys))

    async def beside(store: Store, _now: int) -> T:
        async with open_registry(settings, pack, vault) as registry:
            return await work(store, registry)

    try:
        return await with_store(config, beside)
    except RegistryUnavailableError as error:
        raise click.ClickException(f"the registry does not answer ({type(error).__name__})") from None
