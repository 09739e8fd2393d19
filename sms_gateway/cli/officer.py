"""`recours officer`: accounts of the console."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import click
from msgspec.structs import replace

from console.accounts import ROLES, AccountError, new_officer, normal_login
from sms_gateway.cli import config_option
from sms_gateway.cli.common import run, with_store
from sms_gateway.cli.examples import example
from storage.records import AuditEntry, Officer
from storage.store import Store


@click.group()
def command() -> None:
    """Accounts of the officers' console."""


@command.command()
@click.argument("login")
@config_option
@click.option("--name", required=True, help="How colleagues see this person.")
@click.option(
    "--role",
    "roles",
    type=click.Choice(ROLES),
    multiple=True,
    default=("officer",),
    show_default=True,
    help="May be repeated.",
)
@click.option("--region", "regions", multiple=True, help="A region whose tickets are seen; left out: all.")
@click.option(
    "--language", type=click.Choice(["fr", "ar", "en"]), default="fr", show_default=True, help="Of the pages."
)
@click.option("--sensitive", is_flag=True, help="May see the restricted queue.")
@click.password_option(help="Asked for when left out, which keeps it out of the shell's history.")
@example('recours officer add amina --name "Amina" --role officer --region Casablanca-Settat')
def add(
    login: str,
    config: str | None,
    name: str,
    roles: tuple[str, ...],
    regions: tuple[str, ...],
    language: str,
    sensitive: bool,
    password: str,
) -> None:
    """Add the account LOGIN, or replace it (its password too)."""
    try:
        officer = new_officer(
            login, name, password, roles=roles, regions=regions, language=language, sensitive=sensitive
        )
    except AccountError as error:
        raise click.ClickException(str(error)) from None
    run(with_store(config, lambda store, now: _save(store, officer, now)))
    click.echo(f"{officer.login} may sign in.")


async def _save(store: Store, officer: Officer, now: int) -> None:
    await store.save_officer(officer)
    details = {"roles": list(officer.roles), "regions": list(officer.regions), "sensitive": officer.sensitive}
    await store.audit([AuditEntry(now, "cli", "officer.saved", officer.login, details)])


@command.command("list")
@config_option
def list_(config: str | None) -> None:
    """List the accounts."""

    async def fetch(store: Store, _now: int) -> list[Officer]:
        return await store.officers()

    for officer in run(with_store(config, fetch)):
        regions = ", ".join(officer.regions) or "all regions"
        state = " (disabled)" if officer.disabled else ""
        click.echo(f"{officer.login:20} {', '.join(officer.roles):24} {regions}{state}")


@command.command()
@click.argument("login")
@config_option
def disable(login: str, config: str | None) -> None:
    """Lock the account LOGIN out; its history stays."""

    async def lock_out(store: Store, officer: Officer) -> None:
        await store.save_officer(replace(officer, disabled=True))

    _change(login, config, lock_out, "officer.disabled")
    click.echo("Locked out.")


@command.command("reset-authenticator")
@click.argument("login")
@config_option
@click.confirmation_option(
    prompt="The account is signed out everywhere; the next sign-in enrols a new authenticator. Go on?"
)
def reset_authenticator(login: str, config: str | None) -> None:
    """Forget the authenticator and the recovery codes of the account LOGIN: the phone and the codes are lost.

    Another administrator can do the same in the console; this is for the only one. The password stays.
    """

    async def forget(store: Store, officer: Officer) -> None:
        await store.drop_second_step(officer.login)

    _change(login, config, forget, "officer.second-step-reset")
    click.echo("Forgotten. The next sign-in shows a new picture to scan.")


def _change(
    login: str, config: str | None, change: Callable[[Store, Officer], Awaitable[None]], action: str
) -> None:
    """Change an account, audited."""

    async def audited(store: Store, now: int) -> bool:
        officer = await store.officer(normal_login(login))
        if officer is None:
            return False
        await change(store, officer)
        await store.audit([AuditEntry(now, "cli", action, officer.login)])
        return True

    if not run(with_store(config, audited)):
        raise click.ClickException("there is no account of this login; `recours officer list` shows them")
