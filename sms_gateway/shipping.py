"""Ships milestones of the store to a file or a syslog: `recours db verify-audit` has a witness then."""

from __future__ import annotations

import asyncio
import os
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import structlog

from sms_gateway.settings_audit import AuditSettings
from storage.errors import StoreError
from storage.milestones import Milestone
from storage.store import Store

log = structlog.get_logger()

LOOK_SECONDS = 1.0
#: Syslog's facility 10 (authpriv) and severity 5 (notice), as they stand before a line (RFC 3164).
AUTHPRIV_NOTICE = 10 * 8 + 5
#: Writes one line where it cannot be taken back. Raises OSError.
Target = Callable[[str], None]


@dataclass(slots=True)
class Shipper:
    """Tells `targets` how far `store` has come: so many `seconds` after the last time, or `rows` of audit."""

    store: Store
    targets: dict[str, Target]
    seconds: float = 60.0
    rows: int = 100
    monotonic: Callable[[], float] = time.monotonic
    _told: Milestone = field(default_factory=Milestone)
    _told_at: float | None = None

    async def run(self) -> None:
        """Ship until cancelled; then once more."""
        try:
            while True:
                await self.ship_news()
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            self._told_at = None
            await self.ship_news()

    async def ship_news(self) -> None:
        """Tell how far the store has come, where that is due."""
        try:
            reached = await self.store.milestone()
        except StoreError as error:
            log.error("no milestone", error=type(error).__name__)
            return
        if reached == self._told or not self._is_due(reached):
            return
        told = [await self._told_to(name, reached) for name in self.targets]
        if all(told):
            self._told, self._told_at = reached, self.monotonic()

    def _is_due(self, reached: Milestone) -> bool:
        since = self._told_at
        late = since is None or self.monotonic() - since >= self.seconds
        return late or reached.count - self._told.count >= self.rows

    async def _told_to(self, name: str, reached: Milestone) -> bool:
        try:
            await asyncio.to_thread(self.targets[name], str(reached))
        except OSError as error:
            log.error("milestone not shipped", target=name, error=type(error).__name__, alert=True)
            return False
        return True


def targets_of(settings: AuditSettings) -> dict[str, Target]:
    """What the settings name."""
    targets: dict[str, Target] = {}
    if settings.file is not None:
        targets["file"] = file_target(settings.file)
    if settings.syslog:
        targets["syslog"] = syslog_target(settings.syslog)
    return targets


def file_target(file: Path) -> Target:
    """Lines at the end of a file, each on the disk before the next."""

    def write(line: str) -> None:
        descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, f"{datetime.now(UTC).isoformat(timespec='seconds')} {line}\n".encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    return write


def syslog_target(address: str) -> Target:
    """A line each to a syslog: a socket's path (`/dev/log`) or `host:port` (UDP)."""
    host, _, port = address.rpartition(":")
    local = not (host and port.isdigit())

    def write(line: str) -> None:
        with socket.socket(socket.AF_UNIX if local else socket.AF_INET, socket.SOCK_DGRAM) as syslog:
            syslog.connect(address if local else (host, int(port)))
            syslog.send(f"<{AUTHPRIV_NOTICE}>recours: {line}".encode())

    return write
