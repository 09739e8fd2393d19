"""A service in a process of its own, with all that it writes kept; and the provider and the officer around it."""

from __future__ import annotations

import asyncio
import json
import os
import re
import socket
import sys
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs

import aiohttp
from aiohttp import web

from sms_gateway.channels.signatures import StandardWebhook

LAUNCHER = Path(__file__).with_name("canary_launcher.py")
ROOT = Path(__file__).parents[3]
HERE = os.environ | {"PYTHONPATH": str(ROOT)}
SECRET = "canary-secret-of-32-characters-!!"
CONFIG = """\
[service]
port = {port}
data_folder = "{folder}"
log_level = "debug"
metrics_token = "canary-metrics"

[storage]
url = "{url}"

[audit]
file = "{milestones}"
rows = 1

[links.house]
kind = "http_json"
number = "7272"
secret = "{secret}"
send_url = "http://127.0.0.1:{sink}/send"

[links.operator]
kind = "smpp"
number = "5757"
host = "127.0.0.1"
port = {smsc}
system_id = "recours"
password = "s3cret"

[links.kannel]
kind = "kannel"
number = "5555"
secret = "{secret}"
sendsms_url = "http://127.0.0.1:{sink}/cgi-bin/sendsms"
username = "recours"
password = "narvalcanape-sendsms"

[links.at]
kind = "africastalking"
number = "22384"
ussd_code = "*555#"
secret = "{secret}"
username = "recours"
api_key = "narvalcanape-key"
allow = ["127.0.0.1"]
send_url = "http://127.0.0.1:{sink}/version1/messaging"
"""


class Place:
    """A data folder, its recours.toml, and the log of every process that ran there."""

    def __init__(self, folder, sink_port, smsc_port, url=""):
        self.data, self.log, self.temporary = folder / "data", folder / "log.txt", folder / "tmp"
        self.milestones = folder / "milestones.txt"
        self.data.mkdir()
        self.temporary.mkdir()
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.config = folder / "recours.toml"
        self.config.write_text(
            CONFIG.format(
                port=self.port,
                folder=self.data,
                secret=SECRET,
                sink=sink_port,
                smsc=smsc_port,
                url=url,
                milestones=self.milestones,
            )
        )

    async def recours(self, *arguments):
        """Start a command; its stdout and stderr go to the log."""
        with self.log.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                *(sys.executable, str(LAUNCHER), *arguments),
                stdout=log,
                stderr=log,
                env=HERE | {"TMPDIR": str(self.temporary)},
            )

    @asynccontextmanager
    async def serving(self):
        """The service, until the end of the context; gives a client of it."""
        process = await self.recours("serve", "--config", str(self.config))
        jar = aiohttp.CookieJar(unsafe=True)  # an address, not a name
        async with aiohttp.ClientSession(f"http://127.0.0.1:{self.port}", cookie_jar=jar) as client:
            try:
                await self._ready(process, client)
                yield Caller(client, self.port)
            finally:
                if process.returncode is None:
                    process.terminate()
                await process.wait()

    async def _ready(self, process, client):
        async with asyncio.timeout(90):
            while process.returncode is None:
                try:
                    async with client.get("/readyz"):
                        return
                except aiohttp.ClientError:
                    await asyncio.sleep(0.05)
        raise AssertionError(self.log.read_text())

    def written(self):
        """Every file of the service's, by name, but the keys."""
        files = [path for path in self.data.rglob("*") if path.is_file() and path.suffix != ".keys"]
        files += [path for path in self.temporary.rglob("*") if path.is_file()]
        return {path.name: path.read_bytes() for path in (*files, self.log, self.milestones)}


class Caller:
    """Whoever calls the service over HTTP; keeps all headers, and what providers were refused with.

    Not kept are the console's pages, which show an officer what he may read and typed himself, and aiohttp's word
    to a caller on which of his bytes were no HTTP.
    """

    def __init__(self, client, port):
        self._client, self._port = client, port
        self.refusals, self.headers = [], []

    async def get(self, path, **fields):
        async with self._client.get(path, params=fields, allow_redirects=False) as answer:
            return await self._kept(answer)

    async def download(self, path, **headers):
        """A file's bytes."""
        async with self._client.get(path, headers=headers) as answer:
            assert answer.status == 200, path
            return await answer.read()

    async def house(self, path, at, **fields):
        """What a provider of signed JSON posts."""
        body = json.dumps(fields).encode()
        headers = StandardWebhook(SECRET).headers(fields["id"], at, body)
        headers["content-type"] = "application/json"
        async with self._client.post(f"/links/house/{path}", data=body, headers=headers) as answer:
            return await self._kept(answer)

    async def post(self, path, **form):
        headers = {"Sec-Fetch-Site": "same-origin"}
        async with self._client.post(path, data=form, headers=headers, allow_redirects=False) as answer:
            return await self._kept(answer)

    async def raw(self, data):
        """Send what is no HTTP."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        writer.write(data)
        await asyncio.wait_for(reader.read(), 5)
        writer.close()
        await writer.wait_closed()

    async def mo(self, words, sender, message_id, **fields):
        given = {"secret": SECRET, "from": sender, "to": "5555", "text": words, "id": message_id}
        return await self.get("/links/kannel/mo", **given | fields)

    async def ussd(self, sender, **fields):
        """A step of a USSD session, or its end; gives the screen."""
        given = {"sessionId": "ATUid_1", "phoneNumber": sender, "serviceCode": "*555#"}
        status, screen = await self.post(f"/links/at/ussd?secret={SECRET}", **given | fields)
        assert status == 200
        return screen

    async def act(self, reference, act, **form):
        """What an officer does on a ticket's page."""
        _status, page = await self.get(f"/console/tickets/{reference}")
        version = re.search(r'name="version" value="(\d+)"', page)[1]
        return await self.post(
            f"/console/tickets/{reference}/act", act=act, version=version, **{"step": "send"} | form
        )

    async def _kept(self, answer):
        body = await answer.read()
        self.headers.append(repr(answer.headers).encode())
        if answer.status >= 400 and not answer.url.path.startswith("/console"):
            self.refusals.append(body)
        return answer.status, body.decode()


class Sink:
    """Stands where smsbox stands; refuses, breaks off or takes what it is sent, as `answers` says."""

    def __init__(self):
        self.screen, self.answers = [], []
        self._news = asyncio.Event()

    @asynccontextmanager
    async def listening(self):
        app = web.Application()
        app.router.add_get("/cgi-bin/sendsms", self._sendsms)
        app.router.add_post("/send", self._send)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        try:
            yield runner.addresses[0][1]
        finally:
            await runner.cleanup()

    async def hears(self, count, seconds=90):
        """Wait for so many messages in all; gives the last one."""
        async with asyncio.timeout(seconds):
            while len(self.screen) < count:
                self._news.clear()
                await self._news.wait()
        return self.screen[-1]

    async def _send(self, request):
        self.screen.append((await request.json())["text"])
        self._news.set()
        return web.json_response({"id": f"theirs-{len(self.screen)}"})

    async def _sendsms(self, request):
        raw = request.raw_path.partition("?")[2]
        words = parse_qs(raw, encoding="utf-16-be" if "UTF-16BE" in raw else "utf-8")
        self.screen.append(words["text"][0])
        self._news.set()
        answer = self.answers.pop(0) if self.answers else 202
        if answer is None:
            request.transport.abort()
        return web.Response(status=answer or 500, text=f"{answer}: {words}")
