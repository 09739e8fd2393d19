"""What the subcommands share: settings or one clear line, and an open store."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

import click
import uvloop

from sms_gateway.settings import Settings, SettingsError, load_settings

T = TypeVar("T")


def settings_or_exit(config: str | None, **given: Any) -> Settings:
    """The settings; a fault in them ends the program with one line."""
    try:
        return load_settings(Path(config) if config else None, **given)
    except SettingsError as error:
        raise click.ClickException(str(error)) from None


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end on uvloop."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)
