"""Too large, too deep, too slow, too many: refused while it comes, and nobody else waits for it."""

from __future__ import annotations

import asyncio
import gzip
import json
import time
import tracemalloc
import zlib
from functools import cache

import pytest

from console import forms
from sms_gateway import answering
from sms_gateway.answering import REST_SECONDS
from sms_gateway.channels.signatures import StandardWebhook
from sms_gateway.receive import SERVER_LIMITS
from tests.hostile.house import LINK_SECRET, OURS, WEBHOOK_SECRET, running
from tests.hostile.test_replays import mo, post, signed

MB = 1 << 20
DOORS = [
    "/links/kannel/mo",
    "/links/house/mo",
    "/links/twilio/mo",
    "/links/at/ussd",
    "/links/kannel/dlr",
    "/console/sign-in",
]
FORM = OURS | {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize("path", DOORS)
async def test_a_body_larger_than_any_message_is_refused(house, path):
    async def much():
        for _ in range(3):
            yield b"text=" + b"x" * MB

    async with house.raw() as client, client.post(path, data=much(), headers=FORM) as answer:
        assert answer.status in {403, 413}


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
@pytest.mark.parametrize("path", DOORS)
async def test_a_packed_body_that_grows_without_end_takes_no_memory(house, path, coding):
    bomb = bombs(coding)
    tracemalloc.start()
    try:
        status, _text = await post(house, path, iter_of(bomb), FORM | {"Content-Encoding": coding})
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert status in {400, 403, 413}
    assert most < 64 * MB


@cache
def bombs(coding):
    return (gzip if coding == "gzip" else zlib).compress(b"\0" * (256 * MB), 1)


async def iter_of(data):
    for start in range(0, len(data), 16_384):
        yield data[start : start + 16_384]


@pytest.mark.parametrize("depth", [100, 2_000, 200_000])
async def test_json_nested_deeper_than_any_message_is_refused(house, depth):
    for text in ("[" * depth + "]" * depth, '{"a":' * depth + "1" + "}" * depth):
        body = json.dumps(mo())[:-1] + f', "x": {text}}}'
        headers = StandardWebhook(WEBHOOK_SECRET).headers("deep", int(time.time()), body.encode())
        status, _ = await post(house, "/links/house/mo", iter_of(body.encode()), headers)
        assert status in ({200} if depth == 100 else {200, 400, 413})


async def raw(house, head, body=b"", rest=5.0):
    """Bytes as they are; what came back until the other side closed, or for so long."""
    reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
    writer.write(head + body)
    try:
        async with asyncio.timeout(rest):
            return await reader.read()
    except TimeoutError:
        return b""
    finally:
        writer.close()


@pytest.mark.parametrize(
    ("label", "head"),
    [
        ("very many headers", b"".join(b"X-%d: y\r\n" % n for n in range(5000))),
        ("a very long header", b"X: " + b"y" * 300_000 + b"\r\n"),
        ("two lengths", b"Content-Length: 5\r\nContent-Length: 50\r\n"),
        ("a length and chunks", b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"),
        ("a length below nothing", b"Content-Length: -1\r\n"),
        ("a header without a name", b": x\r\n"),
        ("a header over two lines", b"X: a\r\n b\r\n"),
        ("a NUL", b"X: a\x00b\r\n"),
        ("a chunk of nonsense", b"Transfer-Encoding: xchunked\r\n"),
    ],
)
async def test_a_head_of_nonsense_is_refused_and_the_service_goes_on(house, label, head):
    got = await raw(
        house, b"POST /links/kannel/mo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + head + b"\r\nhello"
    )
    assert got.split(b" ", 2)[1:2] in ([b"400"], [b"403"], []), label
    assert b"Traceback" not in got
    async with house.raw() as client, client.get("/healthz") as answer:
        assert answer.status == 200


@pytest.mark.parametrize("path", ["/links/kannel/mo", "/links/house/mo", "/console/sign-in"])
async def test_a_body_that_dawdles_is_given_up(house, monkeypatch, path):
    monkeypatch.setattr(answering, "ARRIVAL_SECONDS", 0.2)
    monkeypatch.setattr(forms, "ARRIVAL_SECONDS", 0.2)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 100\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\na"
    )
    reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
    writer.write(head.encode())
    async with asyncio.timeout(60):
        first = await reader.readline()
    writer.close()
    assert first.split()[1] == b"408"


async def test_a_head_that_never_ends_is_given_up(folder, monkeypatch):
    monkeypatch.setitem(SERVER_LIMITS, "keepalive_timeout", 0.3)
    async with running(folder) as house:
        reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
        writer.write(b"GET / HTTP/1.1\r\nX-a: b\r\n")
        async with asyncio.timeout(60):
            assert await reader.read() == b""
        writer.close()


def test_a_connection_that_rests_is_given_up_soon_after_a_proxy_would():
    assert SERVER_LIMITS["keepalive_timeout"] == REST_SECONDS < 180


async def test_a_crowd_that_never_ends_its_heads_keeps_nobody_waiting(house):
    lines = [await asyncio.open_connection("127.0.0.1", house.port) for _ in range(200)]
    for _reader, writer in lines:
        writer.write(b"POST /links/kannel/mo HTTP/1.1\r\nX-a: b\r\n")
    assert await house.asks("ou est ma demande svp", "+212600000101")
    for _reader, writer in lines:
        writer.close()


async def test_a_very_long_message_is_kept_cut_and_answered(house):
    query = {"secret": LINK_SECRET, "from": "+212611000070", "to": "5757", "id": "long", "text": "a" * 60_000}
    async with house.raw() as client, client.post("/links/kannel/mo", data=query) as answer:
        assert answer.status == 200
    (line,) = [line for line in await house.store.thread("+212611000070", 5) if line.inbound]
    assert len(line.text) == 255 * 153


async def test_a_deep_or_long_signed_body_is_judged_by_its_signature_first(house):
    body, headers = signed(mo(text="x" * 500_000), secret="another-secret-of-16")
    assert (await post(house, "/links/house/mo", iter_of(body), headers))[0] == 403
