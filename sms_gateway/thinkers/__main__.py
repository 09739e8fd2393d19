"""A thinker: `python -m sms_gateway.thinkers FD`, begun by a service, over the socket that it left at FD.

The settings come on standard input: they hold secrets, which have no place on a command line.
"""

from __future__ import annotations

import asyncio
import signal
import socket
import sys

import msgspec
import structlog
import uvloop

from programmes.pack import load_programme
from sms_gateway.garbage import leave_what_stays
from sms_gateway.given import open_composer
from sms_gateway.logs import configure_logs
from sms_gateway.redaction import places_of
from sms_gateway.registries import open_registry
from sms_gateway.registry_vault import vault_of
from sms_gateway.settings import Settings
from sms_gateway.thinkers.opening import open_thinker
from sms_gateway.thinkers.storing import StoreAtService
from sms_gateway.thinkers.wire import Ask, Failed, Ready, Think, Thought, ToThinker, Wire
from sms_gateway.thinking import Thinker
from storage.fields import Keys

log = structlog.get_logger()


class Desk:
    """Where messages are thought about, each in a task of its own, until the service is gone."""

    def __init__(self, keys: Keys) -> None:
        self.gone = asyncio.Event()
        self.wire = Wire(ToThinker, self._take, self.gone.set)
        self.store = StoreAtService(self._ask)
        self.thinker: Thinker
        self._keys = keys
        self._tasks: set[asyncio.Task[None]] = set()

    def _ask(self, ask: Ask) -> None:
        self.wire.send(ask)

    def _take(self, message: ToThinker) -> None:
        if not isinstance(message, Think):
            self.store.hear(message)
            return
        self._keys.follow()
        task = asyncio.create_task(self._think(message))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _think(self, think: Think) -> None:
        try:
            turn = await self.thinker.turn(think.claimed)
        except Exception as error:  # noqa: BLE001 - a fault of ours must not stop the others' turns
            kind, mo = type(error).__name__, think.claimed.mo_id
            log.error("turn failed", mo=mo, error=kind, places=places_of(error))
            self.wire.send(Failed(think.number, kind))
        else:
            self.wire.send(Thought(think.number, turn))


async def _work(settings: Settings, service: socket.socket) -> None:
    keys = Keys.load(settings.keys)
    desk = Desk(keys)
    programme = load_programme(settings.programme.pack)
    composer = open_composer(settings, programme)
    async with (
        open_registry(settings, programme, vault_of(keys)) as registry,
        open_thinker(settings, desk.store, registry, programme, composer) as desk.thinker,
    ):
        await asyncio.get_running_loop().create_unix_connection(lambda: desk.wire, sock=service)
        leave_what_stays()
        desk.wire.send(Ready())
        await desk.gone.wait()


def main() -> None:
    """Think until the service is gone; signals are for the service, which tells us by closing the socket."""
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)
    settings = Settings(**msgspec.json.decode(sys.stdin.buffer.read()))
    configure_logs(settings.service.log_level, settings.links)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_work(settings, socket.socket(fileno=int(sys.argv[1]))))


if __name__ == "__main__":
    main()
