"""A Rasa server of the training's own environment, for the benches."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from sms_gateway.bench.server import free_port

START_SECONDS = 180.0
REST = "/webhooks/rest/webhook"


class RasaMissingError(Exception):
    """There is no Rasa here, or it did not start."""


@asynccontextmanager
async def rasa_server(project: Path | None) -> AsyncIterator[tuple[int, aiohttp.ClientSession]]:
    """Run the model that was trained last behind the REST channel; gives the process's id and a session.

    `project` is the training's folder, this checkout's where none is given. Raises `RasaMissingError`.
    """
    home = project or Path(__file__).parents[2] / "nlu" / "training"
    rasa, archive, port = home / ".venv" / "bin" / "rasa", home / "models" / "recours.tar.gz", free_port()
    if not rasa.exists() or not archive.exists():
        raise RasaMissingError("no environment or no model: make nlu-env nlu-train")
    with tempfile.TemporaryDirectory(prefix="recours-bench-") as folder:
        credentials = Path(folder) / "credentials.yml"
        credentials.write_text("rest:\n")
        where = ("--interface", "127.0.0.1", "--port", str(port), "--credentials", str(credentials))
        process = await asyncio.create_subprocess_exec(
            *(str(rasa), "run", "--model", str(archive.resolve()), *where),
            cwd=home,
            env={**os.environ, "RASA_TELEMETRY_ENABLED": "false"},
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
                await _ready(process, session)
                yield process.pid, session
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


async def _ready(process: asyncio.subprocess.Process, session: aiohttp.ClientSession) -> None:
    async with asyncio.timeout(START_SECONDS):
        while process.returncode is None:
            try:
                async with session.post(REST, json={"sender": "x", "message": "x"}) as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientConnectionError:
                pass
            await asyncio.sleep(0.5)
    raise RasaMissingError(f"the server ended before it was ready ({process.returncode})")
