"""Tells the supervisor that started us (systemd, `Type=notify`) how we stand; without one it does nothing.

The protocol is a datagram to the socket that `NOTIFY_SOCKET` names: sd_notify(3).
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Mapping

READY, STOPPING, ALIVE = "READY=1", "STOPPING=1", "WATCHDOG=1"


def tell(state: str, environment: Mapping[str, str] = os.environ) -> None:
    """One word to the supervisor; one that does not listen is no fault of the service."""
    address = environment.get("NOTIFY_SOCKET", "")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as to:
        try:
            to.sendto(state.encode(), "\0" + address[1:] if address[0] == "@" else address)
        except OSError:
            return


async def keep_telling(environment: Mapping[str, str] = os.environ) -> None:
    """Say that the event loop turns, twice in the time after which the supervisor would start us anew."""
    allowed = int(environment.get("WATCHDOG_USEC", "0")) / 1_000_000
    while allowed:
        tell(ALIVE, environment)
        await asyncio.sleep(allowed / 2)
