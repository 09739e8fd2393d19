"""Looks at everything that a service needs, before the first day and on a bad one.

Each check is a function of the settings that yields findings. It changes nothing but a small file of its own,
and a fault in one check does not hide the others.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from programmes.pack import load_programme
from programmes.programme import RegistryUnavailableError
from sms_gateway.given import open_wording
from sms_gateway.registries import kept_registry
from sms_gateway.registry_vault import vault_of
from sms_gateway.settings import Link, Settings
from sms_gateway.settings_audit import AuditSettings
from sms_gateway.settings_urls import LOOPBACK, is_nobodys, travels_in_the_clear
from sms_gateway.stores import store_of
from storage.fields import Keys
from storage.milestones import NOTHING, MilestonesError, Shipped, read_milestones
from storage.store import Store

FEW_BYTES = 2 << 30
SHORTEST_SECRET = 16
CONNECT_SECONDS = 3.0
#: A commit waits for the disk once: slower than this, payday waits; faster than any disk, the disk lies.
SLOW_SYNC_SECONDS, IMPOSSIBLE_SYNC_SECONDS = 0.02, 0.000_01
OLD_REGISTRY_DAYS = 45
_DAY = 24 * 3600
#: What a link's settings call the addresses that messages go out to.
_OUTGOING = ("sendsms_url", "send_url", "api_url", "balance_url")


class Level(StrEnum):
    """How much a finding matters."""

    FINE = "fine"
    LOOK = "look"
    WRONG = "WRONG"


class Finding(NamedTuple):
    """What was looked at, what was seen, and, where it is not fine, what to do."""

    level: Level
    subject: str
    seen: str
    do: str = ""


Findings = AsyncIterator[Finding]
Check = Callable[[Settings], Findings]


async def examine(settings: Settings) -> Findings:
    """All findings, as they are made."""
    for check in CHECKS:
        try:
            async for finding in check(settings):
                yield finding
        except Exception as error:  # noqa: BLE001 - an unforeseen fault is a finding too
            yield Finding(Level.WRONG, check.__name__, str(error) or type(error).__name__, "mend this first")


async def folder(settings: Settings) -> Findings:
    """The data folder: there, private, with room, on a disk that keeps what it is told to."""
    data = settings.service.data_folder
    if not data.is_dir():
        yield Finding(Level.WRONG, "data folder", f"{data} is not there", "recours db init")
        return
    free = shutil.disk_usage(data).free
    low = "make room: a full disk refuses messages" if free < FEW_BYTES else ""
    yield Finding(Level.LOOK if low else Level.FINE, "room on the disk", f"{free / (1 << 30):.1f} GiB", low)
    yield _sync_finding(await asyncio.to_thread(_sync_seconds, data))


def _sync_finding(seconds: float) -> Finding:
    seen = f"{1000 * seconds:.2f} ms for a commit to reach it"
    if seconds > SLOW_SYNC_SECONDS:
        return Finding(
            Level.LOOK, "disk", seen, "a slow disk: use one with a cache that survives a power cut"
        )
    if seconds < IMPOSSIBLE_SYNC_SECONDS:
        return Finding(
            Level.LOOK, "disk", seen, "too fast to be true: this disk may lose what it acknowledged"
        )
    return Finding(Level.FINE, "disk", seen)


def _sync_seconds(data: Path, tries: int = 20) -> float:
    times = []
    with tempfile.TemporaryFile(dir=data) as file:
        for _try in range(tries):
            file.write(os.urandom(4096))
            file.flush()
            began = time.perf_counter()
            os.fsync(file.fileno())
            times.append(time.perf_counter() - began)
    return statistics.median(times)


async def store(settings: Settings) -> Findings:
    """Keys that open the store, a sound file, a whole audit, nothing given up."""
    keys = Keys.load(settings.keys)
    yield Finding(Level.FINE, "keys", "readable by their owner alone")
    if not settings.storage.url.get_secret_value() and not settings.database.exists():
        yield Finding(Level.WRONG, "store", f"{settings.database} is not there", "recours db init")
        return
    opened = store_of(settings, keys)
    await opened.open()
    try:
        yield await _rotation(opened, keys)
        shipped, finding = _witness(settings.audit)
        yield finding
        async for finding in _of_store(opened, shipped):
            yield finding
    finally:
        await opened.close()


async def _rotation(opened: Store, keys: Keys) -> Finding:
    """Whether everything is sealed with the key that seals."""
    found = await opened.rotation()
    if found is None and await opened.sealed_with() == keys.current:
        old = "" if len(keys.ids) == 1 else f"; {', '.join(map(str, keys.ids))} open"
        return Finding(Level.FINE, "key that seals", f"{keys.current}{old}")
    far = f"{found.passed} of {found.total} rows" if found else "nothing yet"
    seen = f"{keys.current}, and not everything is sealed with it ({far} in this pass)"
    return Finding(Level.LOOK, "key that seals", seen, "recours keys rotate goes on where it stood")


def _witness(audit: AuditSettings) -> tuple[Shipped, Finding]:
    """What the audit is held against, and whether there is such a thing."""
    subject = "milestones of the audit"
    if audit.file is None:
        do = "" if audit.syslog else "name a place for them: docs/operations/audit.md"
        seen = "in the syslog" if audit.syslog else "told nowhere: a chain written anew would not be seen"
        return NOTHING, Finding(Level.LOOK if do else Level.FINE, subject, seen, do)
    try:
        shipped = read_milestones(audit.file)
    except MilestonesError as error:
        return NOTHING, Finding(Level.LOOK, subject, str(error), "look at audit.file in the settings")
    return shipped, Finding(Level.FINE, subject, str(shipped))


async def _of_store(opened: Store, shipped: Shipped) -> Findings:
    faults = await opened.integrity_problems()
    yield _verdict("store", "sound" if not faults else faults[0], "stop and restore the last backup", faults)
    row = await opened.verify_audit(shipped)
    changed = [] if row is None else [f"broken at row {row}"]
    changed += shipped.missing(await opened.milestone())
    yield _verdict("audit", "; ".join(changed) or "whole", "call who answers for it", changed)
    failed = (await opened.counts())["mo:failed"]
    do = "read the log for: turn failed" if failed else ""
    yield Finding(Level.LOOK if failed else Level.FINE, "messages given up", str(failed), do)
    async for finding in _of_officers(opened):
        yield finding


def _verdict(subject: str, seen: str, do: str, faults: object) -> Finding:
    return Finding(Level.WRONG, subject, seen, do) if faults else Finding(Level.FINE, subject, seen)


async def _of_officers(opened: Store) -> Findings:
    active = [officer for officer in await opened.officers() if not officer.disabled]
    do = "" if active else "recours officer add: nobody can decide an appeal"
    yield Finding(Level.FINE if active else Level.WRONG, "officers", str(len(active)), do)
    if active and not any(officer.sensitive for officer in active):
        do = "recours officer add --sensitive: calls for help would be read by nobody"
        yield Finding(Level.WRONG, "officers for what is told in confidence", "0", do)


async def programme(settings: Settings) -> Findings:
    """The pack and its words."""
    pack = load_programme(settings.programme.pack)
    open_wording(pack)
    yield Finding(Level.FINE, "programme", f"{settings.programme.pack}, in {', '.join(pack.languages)}")


async def registry(settings: Settings) -> Findings:
    """The imported registry: there, opened by our keys, not too old."""
    if settings.dci is not None:
        yield Finding(Level.FINE, "registry", "over HTTP; recours registry find tells whether it answers")
        return
    vault = vault_of(Keys.load(settings.keys))
    found = kept_registry(settings, vault)
    try:
        await found.cases_of_phone("+0")
        generation, changed_at = await found.standing()
    except RegistryUnavailableError as error:
        yield Finding(Level.WRONG, "registry", str(error), "recours registry import FOLDER")
        return
    finally:
        found.close()
    days = (time.time() - changed_at) / _DAY
    old = "import this month's payments" if days > OLD_REGISTRY_DAYS else ""
    seen = f"generation {generation}, {days:.0f} days old"
    yield Finding(Level.LOOK if old else Level.FINE, "registry", seen, old)


async def addresses(settings: Settings) -> Findings:
    """Who could listen in: anything but loopback must stand behind TLS."""
    plain = urlsplit(settings.public_url)
    if plain.scheme == "https" or plain.hostname in LOOPBACK:
        yield Finding(Level.FINE, "public address", settings.public_url)
        if plain.hostname not in LOOPBACK and not settings.service.proxies:
            do = "name it in service.proxies: without it all who call look like one"
            yield Finding(Level.LOOK, "proxy", "none is named", do)
        return
    do = "set service.public_url to https behind a proxy: officers' passwords travel over it"
    yield Finding(Level.WRONG, "public address", settings.public_url, do)


async def links(settings: Settings) -> Findings:
    """Each link: a secret that cannot be guessed, a provider that can be reached, a price."""
    if not settings.links:
        yield Finding(Level.WRONG, "links", "none", "no message can come or go: see docs/channels/")
    for name, link in settings.links.items():
        async for finding in _of_link(name, link):
            yield finding


async def _of_link(name: str, link: Link) -> Findings:
    subject = f"link {name}"
    secret = getattr(link, "secret", None)
    if secret is not None and len(secret.get_secret_value()) < SHORTEST_SECRET:
        yield Finding(Level.LOOK, subject, "a short secret", f"take {SHORTEST_SECRET} characters or more")
    if not link.price:
        yield Finding(Level.LOOK, subject, "no price", "set price: officers see what a reply costs")
    if (address := _address(link)) is None:
        return
    host, port = address
    if _in_the_clear(link):
        do = "https or tls; or a tunnel, or a private network, that nobody else is on"
        yield Finding(Level.LOOK, subject, "people's words and the password travel in the clear", do)
    if led_to := await _leads_to_nobody(host):
        do = "an address that no provider has: who wrote it there?"
        yield Finding(Level.WRONG, subject, f"{host} leads to {led_to}", do)
    elif await _answers(host, port):
        yield Finding(Level.FINE, subject, f"{host}:{port} answers")
    else:
        do = "nothing is lost, but nothing goes out: start it, or mend the address"
        yield Finding(Level.WRONG, subject, f"{host}:{port} does not answer", do)


def _address(link: Link) -> tuple[str, int] | None:
    """Where its messages go out."""
    if (host := getattr(link, "host", None)) is not None:
        return host, getattr(link, "port", 0)
    url = next((url for name in _OUTGOING if (url := getattr(link, name, ""))), "")
    parts = urlsplit(url)
    if not parts.hostname:
        return None
    return parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)


def _in_the_clear(link: Link) -> bool:
    if (host := getattr(link, "host", None)) is not None:
        return host not in LOOPBACK and not getattr(link, "tls", False)
    return any(travels_in_the_clear(getattr(link, name, "")) for name in _OUTGOING)


async def _leads_to_nobody(host: str) -> str:
    """The address of a host's that no provider can have, which a name may hide; "" where there is none."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None)
    except OSError:
        return ""
    return next((str(one[4][0]) for one in found if is_nobodys(str(one[4][0]))), "")


async def _answers(host: str, port: int) -> bool:
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            _reader, writer = await asyncio.open_connection(host, port)
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True


CHECKS: tuple[Check, ...] = (folder, store, programme, registry, addresses, links)
