"""Whom the service calls stands in its configuration alone, and not every address may stand there."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
from aiohttp import web
from pydantic import ValidationError

from sms_gateway.channels.calls import Calling, Patience
from sms_gateway.doctor import Level, examine
from sms_gateway.settings import Settings
from sms_gateway.web import listening
from tests.hostile.house import links

NEVER = [
    "file:///etc/passwd", "gopher://127.0.0.1:6379/_x", "ftp://sms.example/", "//sms.example/x", "sms.example/x", "/x",
    "http://169.254.169.254/latest/meta-data/", "http://[fe80::1]/", "http://[::ffff:169.254.169.254]/",
    "http://0.0.0.0/", "http://[::]/", "http://224.0.0.1/", "https://user:pass@sms.example/", "https://a@sms.example/",
    "https://sms.example/#x", "https://sms.example\\@evil.example/", "https://sms.example/\r\nX: y", "https://", "http:///x",
    "https://sms.example:0/", "javascript:alert(1)", "https://sms example/",
]  # fmt: skip
#: The links' keys that name what is called, and what we are called by.
KEYS = [
    ("kannel", "sendsms_url"),
    ("house", "send_url"),
    ("house", "balance_url"),
    ("twilio", "api_url"),
    ("at", "send_url"),
]


def settings(link, key, value):
    named = links("https://sms.example")
    named[link] |= {key: value}
    return Settings(links=named)


@pytest.mark.parametrize("url", NEVER)
@pytest.mark.parametrize(("link", "key"), [*KEYS, ("kannel", "callback_url")], ids=str)
async def test_an_address_that_leads_to_no_provider_stops_the_start(link, key, url):
    if key == "callback_url" and (
        "169.254" in url or "[fe80" in url or "0.0.0.0" in url or "[::]" in url or "224" in url
    ):
        return  # that is where we listen, not whom we call
    with pytest.raises(ValidationError):
        settings(link, key, url)


@pytest.mark.parametrize(
    "url", ["https://sms.example/send?x=1", "http://127.0.0.1:13013/cgi-bin/sendsms", "http://10.1.2.3/"]
)
def test_a_providers_address_is_taken(url):
    assert settings("house", "send_url", url).links["house"].send_url == url


def test_rasas_and_the_registrys_addresses_are_judged_too():
    with pytest.raises(ValidationError):
        Settings(nlu={"url": "file:///etc/passwd"})
    with pytest.raises(ValidationError):
        Settings(dci={"url": "http://169.254.169.254/", "sender_id": "x"})


def test_every_key_that_names_what_we_call_is_judged():
    text = (Path(__file__).parents[2] / "sms_gateway/settings.py").read_text()
    assert re.findall(r"^    (\w*_?url): str\b", text, re.MULTILINE) == []


async def test_doctor_says_what_travels_in_the_clear_and_which_names_lead_to_nobody(tmp_path, monkeypatch):
    loop = asyncio.get_running_loop()

    async def found(_host, _port, **_more):
        return [(0, 0, 0, "", ("169.254.169.254", 0))]

    monkeypatch.setattr(loop, "getaddrinfo", found, raising=False)
    named = {"kannel": links("http://metadata.example")["kannel"]}
    told = [one async for one in examine(Settings(service={"data_folder": tmp_path}, links=named))]
    of_link = {
        one.level: one.seen for one in told if one.subject == "link kannel" and one.level is not Level.FINE
    }
    assert "169.254.169.254" in of_link[Level.WRONG]
    assert any("in the clear" in one.seen for one in told)


async def test_doctor_asks_for_the_proxys_name(tmp_path):
    public = {"data_folder": tmp_path, "public_url": "https://recours.example"}
    alone = [one.subject async for one in examine(Settings(service=public))]
    named = [one.subject async for one in examine(Settings(service=public | {"proxies": ["127.0.0.1"]}))]
    assert ("proxy" in alone, "proxy" in named) == (True, False)


class Caller(Calling):
    """A channel's way of calling."""

    async def __aenter__(self):
        await self.open()
        return self

    async def __aexit__(self, *_error):
        await self.close()


async def test_no_redirect_is_followed_and_no_endless_answer_read():
    reached = []

    async def elsewhere(request):
        reached.append(request.path)
        if request.path == "/go":
            raise web.HTTPFound("/reached")
        answer = web.StreamResponse()
        await answer.prepare(request)
        try:
            for _ in range(200):
                await answer.write(b"x" * 65_536)
        except ConnectionError:
            reached.append("dropped")
        return answer

    app = web.Application()
    app.router.add_get("/{path:.*}", elsewhere)
    async with listening(app, "127.0.0.1", 0) as port, Caller(Patience()) as caller:
        went = await caller.call("GET", f"http://127.0.0.1:{port}/go")
        endless = await caller.call("GET", f"http://127.0.0.1:{port}/endless")
    assert (went.status, reached[:2]) == (302, ["/go", "/endless"])
    assert len(endless.body) == 64 * 1024


async def test_a_packed_answer_is_not_unpacked():
    import gzip

    async def packed(_request):
        return web.Response(body=gzip.compress(b"0" * 10_000_000), headers={"Content-Encoding": "gzip"})

    app = web.Application()
    app.router.add_get("/", packed)
    async with listening(app, "127.0.0.1", 0) as port, Caller(Patience()) as caller:
        answer = await caller.call("GET", f"http://127.0.0.1:{port}/")
    assert answer.body.startswith(b"\x1f\x8b")
    assert len(answer.body) < 20_000
