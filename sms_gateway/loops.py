"""What runs beside the requests, and begins again after a fault; the clock and the broom among it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager

import structlog

from sms_gateway.redaction import places_of
from storage.errors import StoreError
from storage.store import Store

log = structlog.get_logger()

WAKEUPS_AT_ONCE = 200
WAKEUP_SECONDS = 1.0
PURGE_SECONDS = 3600.0
WORDED_AT_ONCE = 100

RESTART_SECONDS = 1.0

Loop = Callable[[], Coroutine[object, object, None]]


@asynccontextmanager
async def running(loops: Mapping[str, Loop]) -> AsyncIterator[None]:
    """Run the loops beside the body.

    Conversing is stopped before delivering, so that the last answers go out.
    """
    tasks = [asyncio.create_task(_kept_running(name, loop), name=name) for name, loop in loops.items()]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def _kept_running(name: str, loop: Loop) -> None:
    """Begin a loop again after a fault: a service without it would accept messages and never answer them."""
    task = asyncio.current_task()
    while task is None or not task.cancelling():  # a fault while it stops must not begin it again
        try:
            await loop()
        except Exception as error:  # noqa: BLE001 - whatever it is, the loop is needed
            log.error("loop failed", loop=name, error=type(error).__name__, places=places_of(error))
            await asyncio.sleep(RESTART_SECONDS)


async def fire_wakeups(store: Store, on_fired: Callable[[], None]) -> None:
    """Turn what is due into messages from the clock."""
    while True:
        try:
            if await store.fire_wakeups(int(time.time()), WAKEUPS_AT_ONCE):
                on_fired()
        except StoreError as error:
            log.error("wakeups not fired", error=type(error).__name__)
        await asyncio.sleep(WAKEUP_SECONDS)


async def purge(store: Store, sign_in_seconds: int) -> None:
    """Forget by age, now and then."""
    while True:
        try:
            while await store.index_words(WORDED_AT_ONCE):  # what was filed before there was an index
                pass
            await store.purge(int(time.time()), sign_in_seconds)
        except StoreError as error:
            log.error("nothing purged", error=type(error).__name__)
        await asyncio.sleep(PURGE_SECONDS)
