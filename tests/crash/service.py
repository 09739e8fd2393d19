"""A service in a process of its own that may die: started again on the same folder, as an operator's supervisor would."""

from __future__ import annotations

import asyncio
import socket
from contextlib import asynccontextmanager
from pathlib import Path
from signal import SIGKILL, SIGTERM

import aiohttp

from programmes.demo import write_demo
from programmes.pack import load_programme
from programmes.registry.embedded import FileGenerations
from programmes.registry.importing import Sources, import_registry
from sms_gateway.bench.server import SECRET, write_config
from sms_gateway.registry_vault import vault_of
from storage.fields import Keys
from tests.crash.lives import NURSERY, Life
from tests.crash.phones import Peer

SECONDS_TO_START = 120.0  # beside other tests; alone it takes two


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Mortal:
    """The service's folder and port; `start` begins a life, which ends at a point of the launcher's or never."""

    def __init__(self, folder: Path, peer: Peer, sink_port: int, today, links: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.peer = peer
        self.lives = 0
        keys = Keys.create(folder / "recours.keys")
        households = folder / "households"
        households.mkdir()
        write_demo(households, today)
        import_registry(
            FileGenerations(folder / "registry.db"),
            Sources.in_folder(households),
            load_programme("ma_asd"),
            vault_of(keys),
        )
        self.config = write_config(folder, self.port, sink_port)
        self.config.write_text(self.config.read_text() + links)
        self.process: Life | None = None

    @property
    def target(self) -> str:
        return f"http://127.0.0.1:{self.port}/links/kannel/mo?secret={SECRET}&to=555"

    @property
    def database(self) -> Path:
        return self.folder / "recours.db"

    async def start(self, point: str = "never", nth: int = 0) -> None:
        """Begin a life and wait until it serves (or has died already)."""
        self.lives += 1
        self.process = NURSERY.begin(point, nth, "serve", "--config", str(self.config))
        async with asyncio.timeout(SECONDS_TO_START):
            while self.process.returncode is None and not await self._is_ready():
                await asyncio.sleep(0.05)

    async def live_on(self, point: str, nth: int) -> int:
        """Live until the point kills, then begin again whole; returns how that life ended (-9 for SIGKILL)."""
        await self.start(point, nth)
        assert self.process is not None
        ended = await self.process.wait()
        await self.start()
        return ended

    async def kill(self) -> None:
        """SIGKILL, as a power cut or the kernel's memory killer would."""
        assert self.process is not None
        self.process.send_signal(SIGKILL)
        await self.process.wait()

    async def stop(self) -> None:
        if self.process is not None and self.process.returncode is None:
            self.process.send_signal(SIGTERM)
            await self.process.wait()

    async def _is_ready(self) -> bool:
        try:
            async with (
                aiohttp.ClientSession() as client,
                client.get(f"http://127.0.0.1:{self.port}/readyz") as answer,
            ):
                return answer.status == 200
        except aiohttp.ClientError:
            return False


@asynccontextmanager
async def mortal(folder: Path, today, links: str = ""):
    """A mortal service beside a stubborn peer; `links` are more tables for its recours.toml."""
    peer = Peer()
    sink = await asyncio.get_running_loop().create_server(peer.sink, "127.0.0.1", 0)
    service = Mortal(folder, peer, sink.sockets[0].getsockname()[1], today, links)
    try:
        yield service
    finally:
        await service.stop()
        sink.close()
        await peer.hang_up()
