"""A real server over a real store, on a clock that the story sets."""

import pytest
from aiohttp import CookieJar, web
from aiohttp.test_utils import TestClient, TestServer

from console.app import console_app
from console.settings import ConsoleSettings
from nlu.search_words import search_words
from tests.stores import opened_store
from tests.unit.console.desk_in_tests import DeskInTests
from tests.unit.console.officers_in_tests import NOW, Browser, an_officer


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def desk():
    return DeskInTests()


@pytest.fixture
async def store(tmp_path, clock):
    async with opened_store(tmp_path, now=clock, words_of=search_words) as store:
        yield store


@pytest.fixture
def settings(clock):
    return ConsoleSettings(https=False, now=clock, language="fr", refused_after=0.0)


@pytest.fixture
async def client(store, desk, settings):
    app = web.Application()
    app.add_subapp("/console", console_app(store, desk, settings))
    async with TestClient(TestServer(app), cookie_jar=CookieJar(unsafe=True)) as client:
        yield client


@pytest.fixture
def stranger(client):
    return Browser(client)


@pytest.fixture
async def browser(store, stranger):
    """Salma, an officer of every region, signed in."""
    await store.save_officer(an_officer())
    await stranger.sign_in()
    return stranger
