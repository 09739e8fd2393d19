"""A Rasa server is asked first: its word is weighed as our own model's, and its faults cost nobody an answer."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from nlu.cascade import CascadeParser
from nlu.understanding import Intent
from sms_gateway.rasa import FAILURES, MOST_AT_ONCE, REST_SECONDS, RasaError, RasaParser, read_ranking

OURS = CascadeParser()
STORY = "je regarde ma carte chaque matin, le solde ne bouge pas, il y a un souci en octobre ?"
RANKED = [{"name": "find_office", "confidence": 0.97}, {"name": "greet", "confidence": 0.03}]


class Server:
    """A server of Rasa's form that says `answer`, once `open` is set, and keeps what it was asked."""

    def __init__(self, answer=None, status=200):
        self.answer = {"intent_ranking": RANKED} if answer is None else answer
        self.status, self.open, self.asked = status, asyncio.Event(), []
        self.open.set()

    async def handle(self, request):
        self.asked.append((await request.json())["text"])
        await self.open.wait()
        body = self.answer if isinstance(self.answer, str) else json.dumps(self.answer)
        return web.Response(text=body, status=self.status, content_type="application/json")


class Clock:
    """Seconds that pass when a test says so."""

    now = 0.0

    def __call__(self):
        return self.now


@asynccontextmanager
async def asking(server, clock=None, deadline=5.0):
    app = web.Application()
    app.router.add_post("/model/parse", server.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0]
    try:
        async with aiohttp.ClientSession(f"http://{host}:{port}") as session:
            yield RasaParser(session, OURS, deadline, clock or Clock())
    finally:
        server.open.set()
        await runner.cleanup()


async def test_the_server_ranks_and_what_a_message_names_is_ours_to_find():
    async with asking(Server()) as parser:
        heard = await parser.parse(STORY)
    assert (heard.intent, heard.tier, heard.entities) == (Intent.FIND_OFFICE, "rasa", {"month": "10"})


async def test_a_command_a_number_and_a_syllable_need_no_server():
    server = Server()
    async with asking(server) as parser:
        for text in ("stop", "2", "zz"):
            assert await parser.parse(text) == OURS.understand(text)
    assert server.asked == []


async def test_its_call_for_help_is_weighed_as_ours():
    doubt = [{"name": "greet", "confidence": 0.8}, {"name": "protection_need", "confidence": 0.2}]
    async with asking(Server({"intent_ranking": doubt})) as parser:
        heard = await parser.parse(STORY)
    assert heard.intent is None
    assert Intent.PROTECTION_NEED in heard.likeliest


@pytest.mark.parametrize(
    "answer", ["<html>", "[]", "{}", {"intent_ranking": [{"name": "greet"}]}, {"intent_ranking": 3}]
)
async def test_an_answer_that_is_none_leaves_the_word_to_the_compiled_model(answer):
    async with asking(Server(answer)) as parser:
        assert await parser.parse(STORY) == OURS.understand(STORY)


async def test_a_late_server_leaves_the_word_to_the_compiled_model():
    server = Server()
    server.open.clear()
    async with asking(server, deadline=0.02) as parser:
        assert await parser.parse(STORY) == OURS.understand(STORY)


async def test_a_server_that_is_down_leaves_the_word_to_the_compiled_model():
    async with asking(Server()) as parser:
        pass
    async with aiohttp.ClientSession("http://127.0.0.1:9") as session:
        parser.session = session
        assert await parser.parse(STORY) == OURS.understand(STORY)


async def test_after_failures_in_a_row_it_is_left_alone_and_then_tried_with_one_message():
    server, clock = Server(status=500), Clock()
    async with asking(server, clock) as parser:
        for _ in range(FAILURES + 5):
            await parser.parse(STORY)
        assert len(server.asked) == FAILURES
        clock.now += REST_SECONDS
        await parser.parse(STORY)
        await parser.parse(STORY)
        assert len(server.asked) == FAILURES + 1
        server.status = 200
        clock.now += REST_SECONDS
        assert (await parser.parse(STORY)).tier == "rasa"
        assert (await parser.parse(STORY)).tier == "rasa"


async def test_under_load_what_is_too_much_for_the_server_is_not_queued():
    server = Server()
    server.open.clear()
    async with asking(server) as parser:
        waiting = [asyncio.create_task(parser.parse(STORY)) for _ in range(MOST_AT_ONCE)]
        await asyncio.sleep(0)
        assert await parser.parse(STORY) == OURS.understand(STORY)
        server.open.set()
        assert {heard.tier for heard in await asyncio.gather(*waiting)} == {"rasa"}


def test_intents_of_another_domain_are_left_out_and_confidences_kept_in_bounds():
    ranked = [{"name": "chitchat", "confidence": 0.9}, {"name": "greet", "confidence": 1.5}]
    assert read_ranking({"intent_ranking": ranked}) == [(Intent.GREET, 1.0)]
    with pytest.raises(RasaError, match="KeyError"):
        read_ranking({})
