"""A real Rasa server of the training's environment, with the model that was trained there last."""

import asyncio
import os
import socket
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

TRAINING = Path(__file__).parents[2] / "nlu" / "training"
RASA = TRAINING / ".venv" / "bin" / "rasa"
ARCHIVE = TRAINING / "models" / "recours.tar.gz"
START_SECONDS = 180


def need_rasa():
    """Skip, or fail where peers are required, unless the environment and a trained archive are there."""
    if RASA.exists() and ARCHIVE.exists():
        return
    if os.environ.get("RECOURS_REQUIRE_PEERS") == "1":
        pytest.fail("no Rasa environment or no archive: make nlu-env nlu-train")
    pytest.skip("no Rasa environment or no archive: make nlu-env nlu-train")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@asynccontextmanager
async def rasa_server():
    """A session whose base is a running server; it ends with the block."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        *(RASA, "run", "--enable-api", "--interface", "127.0.0.1", "--port", str(port), "--model", ARCHIVE),
        cwd=TRAINING,
        env={**os.environ, "RASA_TELEMETRY_ENABLED": "false"},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
            await _ready(session, process)
            yield session
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _ready(session, process):
    """Wait until the server says that a model is loaded."""
    async with asyncio.timeout(START_SECONDS):
        while True:
            assert process.returncode is None, "the Rasa server ended before it was ready"
            try:
                async with session.get("/status") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientConnectionError:
                pass
            await asyncio.sleep(0.5)
