"""What the subcommands share: settings or one clear line, and an open store."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
import uvloop

from sms_gateway.settings import Settings, SettingsError, load_settings
from sms_gateway.stores import store_of
from storage.errors import StoreError
from storage.fields import Keys
from storage.store import Store

if TYPE_CHECKING:
    from programmes.pack import Pack

T = TypeVar("T")


def settings_or_exit(config: str | None, **given: Any) -> Settings:
    """The settings; a fault in them ends the program with one line."""
    try:
        return load_settings(Path(config) if config else None, **given)
    except SettingsError as error:
        raise click.ClickException(str(error)) from None


def pack_or_exit(pack: str) -> Pack:
    """The pack with this key or in this folder; a fault ends the command with one line."""
    from programmes.errors import PackError, UnknownProgrammeError
    from programmes.pack import load_pack, load_programme

    try:
        return load_pack(Path(pack)) if Path(pack).is_dir() else load_programme(pack)
    except (PackError, UnknownProgrammeError) as error:
        raise click.ClickException(str(error)) from None


def phone_or_exit(typed: str, settings: Settings) -> str:
    """The phone that somebody typed, in E.164; one in an old form is asked about, and said to be today's."""
    from sms_gateway.msisdn import NumberError, OldNumberError, to_e164

    try:
        return to_e164(typed, pack_or_exit(settings.programme.pack).region_code)
    except OldNumberError as old:
        click.confirm(f"This is an old number of eight digits. Is {old.modern} meant?", abort=True, err=True)
        return old.modern
    except NumberError as error:
        raise click.ClickException(str(error)) from None


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end on uvloop; what the store refuses is one line."""
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(work)
    except StoreError as error:
        raise click.ClickException(str(error)) from None


async def with_store(config: str | None, work: Callable[[Store, int], Awaitable[T]]) -> T:
    """Do `work` with the open store and the time now, beside a running service or without one."""
    settings = settings_or_exit(config)
    store = store_of(settings, Keys.load(settings.keys))
    await store.open()
    try:
        return await work(store, int(time.time()))
    finally:
        await store.close()
