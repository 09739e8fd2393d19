"""`recours keys`: which keys there are, a new one that seals from now on, and an old one taken away."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sms_gateway.cli import config_option
from sms_gateway.cli.common import run, settings_or_exit

if TYPE_CHECKING:
    from sms_gateway.rotation import Rotator

T = TypeVar("T")

PACE = 5000


@click.group()
def command() -> None:
    """Change the keys that everything is sealed with (audited).

    docs/operations/keys.md tells what to copy, and when.
    """


def _who(function: Any) -> Any:
    return click.option("--who", required=True, help="Who does it; it stands in the audit.")(function)


async def _with(config: str | None, who: str, work: Callable[[Rotator], Awaitable[T]]) -> T:
    from sms_gateway.registries import generations_of
    from sms_gateway.rotation import Rotator
    from sms_gateway.stores import store_of
    from storage.fields import Keys

    settings = settings_or_exit(config)
    keys = Keys.load(settings.keys)
    store = store_of(settings, keys)
    await store.open()
    try:
        cache = settings.service.data_folder / "dci.db"
        return await work(Rotator(store, keys, generations_of(settings), cache, who))
    finally:
        await store.close()


@command.command("list")
@config_option
def list_(config: str | None) -> None:
    """List the keys of the key file: which one seals, and which only open."""

    async def tell(rotator: Rotator) -> None:
        for key_id in rotator.keys.ids:
            click.echo(f"key {key_id}: {_role(key_id, rotator.keys.current)}")

    run(_with(config, "", tell))


def _role(key_id: int, current: int) -> str:
    if key_id == current:
        return "seals and opens"
    return "opens only" if key_id < current else "opens; `recours keys rotate` has it seal"


@command.command()
@config_option
def status(config: str | None) -> None:
    """Tell how far a rotation is, and count what each key sealed.

    The count walks through all that is kept; it changes nothing and is safe beside a running service.
    """
    run(_with(config, "", _tell_status))


async def _tell_status(rotator: Rotator) -> None:
    found = await rotator.store.rotation()
    if found is not None:
        passed = f"{found.passed} of {found.total} rows"
        since = time.strftime("%Y-%m-%d %H:%M", time.gmtime(found.began_at))
        click.echo(f"To key {found.key_id}: {passed}, begun {since} UTC by {found.actor}.")
    elif await rotator.is_unfinished():
        click.echo(f"Key {rotator.keys.current} seals; what was sealed before is still to be sealed anew.")
    else:
        click.echo(f"Everything was sealed with key {rotator.keys.current}; no rotation is under way.")
    for holder in await rotator.store.key_holders():
        click.echo(f"{holder.name} knows {', '.join(map(str, holder.ids))}, seals with {holder.current}")
    for place, by_key in (await rotator.sealed_by()).items():
        counts = ", ".join(f"key {key_id}: {number}" for key_id, number in sorted(by_key.items()))
        click.echo(f"{place:22} {counts or '-'}")


@command.command()
@_who
@config_option
def add(config: str | None, who: str) -> None:
    """Add a new key that opens and does not seal yet.

    Where several machines share a PostgreSQL, copy the key file to all of them then, and rotate after that.
    """
    key_id = run(_with(config, who, lambda rotator: rotator.add()))
    click.echo(f"Key {key_id} is in the key file. Copy the file to where else it is used and kept.")


@command.command()
@_who
@click.option(
    "--pace",
    type=click.IntRange(0),
    default=PACE,
    show_default=True,
    help="At most so many rows a second, so that a running service is not held up; 0 is as fast as it goes.",
)
@config_option
def rotate(config: str | None, who: str, pace: int) -> None:
    """Seal everything anew with a new key, beside a running service; or go on where that was broken off.

    A killed run loses nothing: all is read with both keys until its end. The old key stays in the file until
    `recours keys remove`.
    """

    async def work(rotator: Rotator) -> tuple[int, int, int]:
        rotator.pace = pace
        with click.progressbar(length=1, label="Sealing", item_show_func=_rate()) as bar:
            rotator.progress = _into(bar)
            return await rotator.rotate(), rotator.renewed, rotator.damaged

    key_id, renewed, damaged = run(_with(config, who, work))
    click.echo(f"Everything is sealed with key {key_id} now ({renewed} rows anew).")
    click.echo("Copy the key file to where else it is kept, today: an old copy does not open what comes now.")
    if damaged:
        click.echo(f"{damaged} rows do not open with any key and stay as they were.", err=True)


def _into(bar: Any) -> Callable[[int, int], None]:
    def progress(done: int, total: int) -> None:
        bar.length = max(total, done, 1)
        bar.update(done - bar.pos, current_item=done)

    return progress


def _rate() -> Callable[[int | None], str]:
    """Rows a second since the bar began; one that goes on does not count what was done before."""
    seen: list[tuple[float, int]] = []

    def tell(done: int | None) -> str:
        if done is None:
            return ""
        seen.append((time.monotonic(), done))
        began, first = seen[0]
        del seen[1:]
        return f"{(done - first) / max(time.monotonic() - began, 0.001):.0f} rows/s"

    return tell


@command.command()
@_who
@click.confirmation_option(prompt="Stop the service first; it does not start until this is done. Go on?")
@config_option
def index(config: str | None, who: str) -> None:
    """Hash anew all by which phones and cases are found, with a new index key, while the service is stopped.

    It needs room for a second copy of the store. A killed run loses nothing: run it again, and it goes on.
    """
    from sms_gateway.rehashing import rehash_all

    settings = settings_or_exit(config)
    with click.progressbar(length=1, label="Hashing", item_show_func=_rate()) as bar:
        run(rehash_all(settings, who, _into(bar)))
    click.echo(
        "Everything is found by the new index key now. Copy the key file to where else it is kept, today."
    )


@command.command()
@click.argument("key_id", type=click.IntRange(1, 255))
@_who
@click.option(
    "--lost",
    type=click.IntRange(0),
    default=0,
    help="So many values are sealed with it and do not open any more; they are given up.",
)
@click.confirmation_option(prompt="Backups made before the rotation do not open without this key. Remove it?")
@config_option
def remove(config: str | None, key_id: int, who: str, lost: int) -> None:
    """Take KEY_ID out of the key file, where nothing is sealed with it any more."""
    run(_with(config, who, lambda rotator: rotator.remove(key_id, lost)))
    click.echo(f"Key {key_id} is gone from the key file. A backup that it sealed needs a copy of it.")
