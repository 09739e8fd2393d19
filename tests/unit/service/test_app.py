"""The service as a whole: it goes on after a fault, answers over HTTP, and a stop sends what was said."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import aiohttp
import pytest

from sms_gateway import loops
from sms_gateway.app import open_service
from sms_gateway.demo import demo_settings, prepare_demo
from sms_gateway.given import own_numbers
from sms_gateway.web import listening, web_app
from storage.records import MtState
from storage.sqlite import SqliteStore
from tests.unit.service.conversing import ACCEPTED, until

STATUS = "ou est ma demande svp"


@pytest.fixture
async def settings(tmp_path):
    settings = demo_settings({"service": {"data_folder": tmp_path / "demo", "port": 0}})
    await asyncio.to_thread(prepare_demo, settings)
    return settings


@asynccontextmanager
async def serving(settings):
    async with (
        open_service(settings) as service,
        listening(web_app(service), "127.0.0.1", 0) as port,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as client,
    ):
        yield service, client


async def text(client, words, message_id="message-1"):
    message = {"number": ACCEPTED, "text": words, "id": message_id}
    async with client.post("/phone/send", json=message) as taken:
        assert taken.status == 200


async def answers(service):
    return [line for line in await service.store.thread(ACCEPTED) if not line.inbound]


async def is_answered(service):
    said = await answers(service)
    return bool(said) and all(line.state == MtState.DELIVERED for line in said)


@pytest.mark.parametrize("step", ["claim_mos", "claim_mts", "record_sends", "fire_wakeups"])
async def test_a_fault_that_nobody_foresaw_stops_no_loop(settings, monkeypatch, step):
    done, faults = getattr(SqliteStore, step), 2

    async def stumbling(store, *arguments):
        nonlocal faults
        if faults:
            faults -= 1
            raise RuntimeError(step)
        return await done(store, *arguments)

    monkeypatch.setattr(SqliteStore, step, stumbling)
    monkeypatch.setattr(loops, "RESTART_SECONDS", 0.01)
    async with serving(settings) as (service, client):
        await text(client, STATUS)
        await until(lambda: is_answered(service))
        assert faults == 0
        (answer,) = await answers(service)
        assert "ACCEPTEE" in answer.text


async def test_a_copy_of_a_message_is_answered_once(settings):
    async with serving(settings) as (service, client):
        await asyncio.gather(*(text(client, STATUS) for _ in range(5)))
        await until(lambda: is_answered(service))
        await text(client, STATUS)
        await text(client, "menu", "message-2")
        await until(lambda: _are(service, 2))
        assert len([line for line in await service.store.thread(ACCEPTED) if line.inbound]) == 2


async def test_what_was_said_goes_out_before_a_stop(settings):
    async with open_service(settings) as service:
        async with (
            listening(web_app(service), "127.0.0.1", 0) as port,
            aiohttp.ClientSession(f"http://127.0.0.1:{port}") as client,
        ):
            await text(client, STATUS)
        await until(lambda: _are(service, 1))
    async with open_service(settings) as service:
        await until(lambda: is_answered(service))
        assert len(await answers(service)) == 1


async def test_health_tells_life_from_readiness(settings):
    async with serving(settings) as (service, client):
        assert await status_of(client, "/healthz") == 200
        assert await status_of(client, "/readyz") == 200
        await service.store.close()
        assert await status_of(client, "/healthz") == 200
        assert await status_of(client, "/readyz") == 503


async def status_of(client, path):
    async with client.get(path) as answer:
        return answer.status


async def _are(service, number):
    return len(await answers(service)) == number


def test_our_own_numbers_are_known_as_senders_show_them_and_short_codes_are_none():
    assert own_numbers(["0522123456", "5555", "+212522123457"], "MA") == {"+212522123456", "+212522123457"}
