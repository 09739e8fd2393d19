"""What takes minutes to write and serves many runs: keys, a registry of millions, a store of old messages.

It lies in a folder that the user names. A file is there only whole (it is renamed into its place), and is
written anew where another number is asked for.
"""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from programmes.registry.embedded import FileGenerations
from sms_gateway.bench.history import write_history
from sms_gateway.bench.households import write_registry
from sms_gateway.registry_vault import vault_of
from storage.fields import Keys
from storage.sqlite import SqliteStore

#: Of an old turn (a message and its answer), with its part of the indexes; measured.
BYTES_A_TURN = 720
SLACK_BYTES = 4 << 30
GIB = 1 << 30

Progress = Callable[[int, int], None]


class NoRoomError(Exception):
    """The disk has no room for so many messages; the sentence says for how many it has."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The files of a folder; `history` is None where no old messages were asked for."""

    keys: Path
    registry: Path
    households: int
    history: Path | None


def prepare(folder: Path, households: int, messages: int) -> Kept:
    """Write what is not there yet. Raises `NoRoomError`."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "recours.keys"
    keys = Keys.load(path) if path.exists() else Keys.create(path)
    registry = folder / f"registry-{households}.db"
    if not registry.exists():
        with _bar(f"Writing {households} households") as progress:
            write_registry(FileGenerations(registry), vault_of(keys), households, progress)
    history = folder / f"history-{messages}.db" if messages else None
    if history is not None:
        _check_room(folder, messages, there=history.exists())
        if not history.exists():
            _write_history(history, keys, messages, households)
        asyncio.run(_migrate(history, keys))  # kept since before the last migration, perhaps
    return Kept(path, registry, households, history)


def _check_room(folder: Path, messages: int, *, there: bool) -> None:
    """A run works on a copy of the old messages, so that the next run finds them as they were."""
    free = shutil.disk_usage(folder).free - SLACK_BYTES
    copies = 1 if there else 2
    if free < copies * messages // 2 * BYTES_A_TURN:
        fits = max(0, 2 * free // BYTES_A_TURN // copies)
        raise NoRoomError(
            f"{messages} messages and their copy need {messages * BYTES_A_TURN / GIB:.0f} GiB;"
            f" there is room for {fits}"
        )


def _write_history(history: Path, keys: Keys, messages: int, phones: int) -> None:
    unfinished = history.with_suffix(".new")
    for left in history.parent.glob(f"{unfinished.name}*"):
        left.unlink()
    asyncio.run(_migrate(unfinished, keys))
    with _bar(f"Writing {messages} old messages") as progress:
        write_history(unfinished, keys, messages, phones, int(time.time()), progress)
    unfinished.rename(history)


async def _migrate(path: Path, keys: Keys) -> None:
    """Bring the store's own schema up to date, or make it."""
    store = SqliteStore(path, keys)
    await store.open()
    await store.close()


@contextmanager
def _bar(label: str) -> Iterator[Progress]:
    """A progress bar as a function of (done, of how many)."""
    with click.progressbar(length=1, label=label) as bar:

        def tell(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield tell
