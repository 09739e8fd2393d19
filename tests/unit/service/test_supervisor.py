"""What systemd hears of a service that it supervises."""

from __future__ import annotations

import asyncio
import socket

import pytest

from sms_gateway import supervisor


@pytest.fixture
def listening(tmp_path):
    path = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ears:
        ears.bind(path)
        ears.settimeout(5)
        yield path, lambda: ears.recv(100).decode()


def test_the_supervisor_hears_that_the_service_is_ready(listening):
    path, heard = listening
    supervisor.tell(supervisor.READY, {"NOTIFY_SOCKET": path})
    assert heard() == "READY=1"


async def test_it_hears_that_the_loop_turns_while_it_does(listening):
    path, heard = listening
    telling = asyncio.create_task(supervisor.keep_telling({"NOTIFY_SOCKET": path, "WATCHDOG_USEC": "20000"}))
    assert [await asyncio.to_thread(heard) for _time in range(3)] == ["WATCHDOG=1"] * 3
    telling.cancel()


@pytest.mark.parametrize(
    "environment", [{}, {"NOTIFY_SOCKET": "/nowhere/at/all"}, {"NOTIFY_SOCKET": "@recours-nobody"}]
)
async def test_without_a_supervisor_nothing_is_said(environment):
    supervisor.tell(supervisor.READY, environment)
    await supervisor.keep_telling(environment)
