"""The demo: invented households, an officer, a browser phone.

All in one folder that `make demo-reset` forgets.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from console.accounts import DEMO_APPEALS, DEMO_LOGIN, DEMO_SECOND, demo_second_step, new_demo_officers
from programmes.demo import DEMO_PHONES, write_demo
from programmes.pack import Pack, load_programme
from programmes.registry.embedded import FileGenerations
from programmes.registry.importing import Sources, import_registry
from sms_gateway.registry_vault import vault_of
from sms_gateway.settings import PhoneLink, Settings
from storage.fields import Keys
from storage.records import Officer
from storage.sqlite import SqliteStore

LOOPBACK = ("127.0.0.1", "::1", "localhost")
SHORT_CODE = "5555"
USSD_CODE = "*555#"
PASSWORD_FILE = "officer.txt"  # noqa: S105 - a file's name


@dataclass(frozen=True, slots=True)
class Welcome:
    """What the demo prints: phones to try, and the officer's credentials."""

    numbers: tuple[tuple[str, str], ...]
    password: str

    def text(self, address: str) -> str:
        """The banner's lines."""
        phones = "\n".join(f"    {number}  {whose}" for number, whose in self.numbers)
        return (
            f"\n  The phone     {address}/phone"
            f"\n  The console   {address}/console      login: {DEMO_LOGIN}   password: {self.password}"
            f"\n                (then the code that the next page shows: the demo has no authenticator app)"
            f"\n  A second officer, who confirms what {DEMO_LOGIN} would refuse: {DEMO_SECOND}, same password"
            f"\n  Who decides what is brought before a supervisor: {', '.join(DEMO_APPEALS)}, same password"
            f"\n\n  Phones to try (text in French or Arabic; begin with: ou est ma demande)\n{phones}\n"
        )


def demo_settings(given: dict[str, Any]) -> Settings:
    """Settings of a demo: nothing is read but the command line.

    Raises `click.ClickException` off loopback.
    """
    service = {"data_folder": Path(".demo"), **given.get("service", {})}
    if service.get("host", LOOPBACK[0]) not in LOOPBACK:
        raise click.ClickException("--demo has no TLS and shows its password: it runs on 127.0.0.1 only")
    phone = PhoneLink(
        kind="phone",
        number=SHORT_CODE,
        ussd_code=USSD_CODE,
        price=Decimal("0.20"),
        currency="MAD",
        pace=200.0,
    )
    return Settings(**{**given, "service": service, "links": {"phone": phone}})


def prepare_demo(settings: Settings) -> Welcome:
    """Make what is not there yet: keys, households, an officer; a second run keeps them all."""
    folder = settings.service.data_folder
    folder.mkdir(parents=True, exist_ok=True)
    keys = Keys.load(settings.keys) if settings.keys.exists() else Keys.create(settings.keys)
    programme = load_programme(settings.programme.pack)
    if not settings.registry.exists():
        _import_households(folder / "households", FileGenerations(settings.registry), programme, keys)
    return Welcome(tuple(DEMO_PHONES), _password(folder / PASSWORD_FILE, settings, keys))


def _import_households(folder: Path, into: FileGenerations, programme: Pack, keys: Keys) -> None:
    folder.mkdir(exist_ok=True)
    today = datetime.now(ZoneInfo(programme.timezone)).date()
    write_demo(folder, today)
    report = import_registry(into, Sources.in_folder(folder), programme, vault_of(keys), today=today)
    if report.generation is None:
        raise click.ClickException(f"the demo's households were refused: {report.refused[0].reason}")


def _password(file: Path, settings: Settings, keys: Keys) -> str:
    """The demo officer's password, drawn at the first run and kept beside the demo's data."""
    if file.exists():
        return file.read_text().strip()
    officers, password = new_demo_officers()
    asyncio.run(_save(settings, keys, officers))
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as written:
        written.write(f"{password}\n")
    return password


async def _save(settings: Settings, keys: Keys, officers: Iterable[Officer]) -> None:
    store = SqliteStore(settings.database, keys)
    await store.open()
    try:
        for officer in officers:
            await store.save_officer(officer)
            await store.save_second_step(officer.login, demo_second_step())
    finally:
        await store.close()
