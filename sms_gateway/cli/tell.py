"""`recours registry tell`: what changed in the registry, told once to the phones that it concerns."""

from __future__ import annotations

import time
from typing import Any

import click

from sms_gateway.cli import config_option
from sms_gateway.cli.common import run, settings_or_exit, with_store


@click.command()
@config_option
@click.option("--send", is_flag=True, help="Send; without it the messages are only counted and priced.")
@click.option("--stop", is_flag=True, help="Take back what is scheduled and not sent yet.")
@click.option(
    "--pace", type=click.FloatRange(0, min_open=True), default=60, show_default=True, help="A minute."
)
@click.option("--link", help="The link to send by; left out: the first one of the settings.")
def tell(config: str | None, send: bool, stop: bool, pace: float, link: str | None) -> None:
    """Tell phones once what changed since the last telling: decisions and payments.

    A dry run unless --send is given. `programme.tell` in the settings names the changes that are told; the
    first run only notes where the registry stands. Quiet hours and `stop` are honoured, each change is told
    once, and what is no longer true by then is not told. docs/telling.md.
    """
    settings = settings_or_exit(config)
    if stop:
        from sms_gateway.telling import KIND

        taken = run(with_store(config, lambda store, _now: store.drop_wakeups(KIND)))
        click.echo(f"Took back {taken} messages that were not sent yet.")
        return
    if not settings.programme.tell:
        raise click.ClickException("programme.tell names no change: nothing is told (docs/configuration.md)")
    if settings.dci is not None:
        raise click.ClickException("a registry over HTTP does not say what changed: only an import does")
    run(_tell(settings, send=send, pace=pace, link=_link(settings, link)))


def _link(settings: Any, link: str | None) -> str:
    if link is None and not settings.links:
        raise click.ClickException("the settings have no link to send by")
    if link is not None and link not in settings.links:
        raise click.ClickException(f"links.{link}: there is no such link in the settings")
    return link or next(iter(settings.links))


async def _tell(settings: Any, *, send: bool, pace: float, link: str) -> None:
    from programmes.programme import RegistryUnavailableError
    from programmes.registry.generation import ImportUnderWayError
    from programmes.registry.news import since_last_told
    from sms_gateway.registries import generations_of, kept_registry
    from sms_gateway.registry_vault import vault_of
    from sms_gateway.stores import store_of
    from sms_gateway.telling import Count
    from storage.fields import Keys

    keys = Keys.load(settings.keys)
    vault, wanted = vault_of(keys), frozenset(settings.programme.tell)
    store = store_of(settings, keys)
    registry = kept_registry(settings, vault)
    await store.open()
    try:
        with since_last_told(generations_of(settings), vault, wanted) as telling:
            if telling.is_first:
                _begin(telling, send=send)
                return
            teller, count = _teller(settings, store, registry, link, pace), Count()
            wakeups = teller.count(telling.news(), int(time.time()), count)
            if send:
                kept = await teller.schedule(wakeups)
                telling.settle()
            else:
                kept = len([None async for _wakeup in wakeups])
        _print(count, settings.links[link], kept, pace, send=send)
    except (RegistryUnavailableError, ImportUnderWayError) as error:
        raise click.ClickException(str(error)) from None
    finally:
        registry.close()
        await store.close()


def _teller(settings: Any, store: Any, registry: Any, link: str, pace: float) -> Any:
    from programmes.pack import load_programme
    from sms_gateway.facts import Facts
    from sms_gateway.given import open_engine, open_quiet, open_wording
    from sms_gateway.identify import Identifier
    from sms_gateway.referral import Referral
    from sms_gateway.telling import Teller

    programme = load_programme(settings.programme.pack)
    facts = Facts(store, registry, Identifier(store, registry), Referral(programme.key))
    engine = open_engine(programme, open_wording(programme))
    return Teller(store, engine, facts, open_quiet(settings, programme), link, programme.languages[0], pace)


def _begin(telling: Any, *, send: bool) -> None:
    if send:
        telling.settle()
        click.echo("Noted where the registry stands: what changes from now on can be told.")
    else:
        click.echo(
            "Nothing was told before. With --send this first run only notes where the registry stands."
        )


def _print(count: Any, link: Any, kept: int, pace: float, *, send: bool) -> None:
    changes = (f"{number} {change}" for change, number in sorted(count.changes.items()))
    click.echo(", ".join(changes) or "No change.")
    for language, number in sorted(count.messages.items()):
        click.echo(f"{language}: {number} messages, {count.parts[language]} parts")
    if count.silent or count.without_phone:
        silent = f"{count.silent} said stop or have nothing to hear"
        click.echo(f"Not told: {silent}, {count.without_phone} have no phone.")
    if link.price:
        click.echo(f"Price: {count.parts.total() * link.price} {link.currency}")
    took = f"{kept / pace:.0f} minutes at {pace:g} a minute, quiet hours aside"
    click.echo(f"Scheduled {kept} messages: {took}." if send else f"Dry run: --send would take {took}.")
