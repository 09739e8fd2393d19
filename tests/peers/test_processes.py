"""Gateway, workers and console as processes of their own on one PostgreSQL, and one of them killed."""

import asyncio
import os
import signal
import sys
from contextlib import asynccontextmanager

import aiohttp
import psycopg
import pytest
from aiohttp import web

from storage.fields import Keys
from tests.peers.postgres import cluster  # noqa: F401 - a fixture
from tests.serving import listening
from tests.unit.programmes.builders import HOUSEHOLDS, MEMBERS, PAYMENTS

SECRET = "a secret of the test's own, long enough"
CONFIG = """\
[service]
data_folder = "{folder}"
port = 0
log_level = "warning"

[limits]
messages_per_minute = 100000
messages_per_hour = 1000000

[links.kannel]
kind = "kannel"
number = "5555"
secret = "{secret}"
sendsms_url = "http://127.0.0.1:{sink}/cgi-bin/sendsms"
username = "u"
password = "p"
pace = 10000
"""
PHONES = [f"+2126{number:08}" for number in range(60)]
EACH = 4


class Sink:
    """The provider: counts what each phone is sent."""

    def __init__(self):
        self.texts = {phone: [] for phone in (*PHONES, FAMILY)}

    async def take(self, request):
        self.texts[request.query["to"]].append(request.query["text"])
        return web.Response(status=202, text="0: Accepted for delivery")

    @asynccontextmanager
    async def listening(self):
        app = web.Application()
        app.router.add_get("/cgi-bin/sendsms", self.take)
        async with listening(app) as port:
            yield port


@asynccontextmanager
async def process(config, url, role):
    """A running `recours serve --role`; gives it and its address."""
    serving = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sms_gateway", "serve", "--config", str(config), "--role", role),
        env={**os.environ, "RECOURS_STORAGE__URL": url},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        line = (await asyncio.wait_for(serving.stdout.readline(), 60)).decode()
        yield serving, line.split(" at ")[1].split(" ")[0]
    finally:
        if serving.returncode is None:
            serving.terminate()
        await asyncio.wait_for(serving.communicate(), 60)


@pytest.mark.peer
async def test_a_killed_worker_costs_no_message_its_one_turn(cluster, tmp_path):  # noqa: F811 - the fixture
    url = cluster.fresh()
    Keys.create(tmp_path / "recours.keys")
    sink, config = Sink(), tmp_path / "recours.toml"
    async with sink.listening() as port:
        config.write_text(CONFIG.format(folder=tmp_path, secret=SECRET, sink=port))
        async with (
            process(config, url, "gateway") as (_gateway, address),
            process(config, url, "worker") as (doomed, worker_address),
            process(config, url, "worker"),
            process(config, url, "console") as (_console, console_address),
            aiohttp.ClientSession() as client,
        ):

            async def text(number, phone):
                query = {
                    "secret": SECRET,
                    "from": phone,
                    "to": "5555",
                    "text": "menu",
                    "id": f"{phone}-{number}",
                }
                async with client.get(f"{address}/links/kannel/mo", params=query) as answer:
                    assert answer.status == 200

            for number in range(EACH):
                await asyncio.gather(*(text(number, phone) for phone in PHONES))
                if number == 1:
                    doomed.send_signal(signal.SIGKILL)
            await turns(url, EACH * len(PHONES))
            await until(lambda: sum(map(len, sink.texts.values())) >= EACH * len(PHONES))
            assert {len(sink.texts[phone]) for phone in PHONES} == {EACH}
            async with client.get(f"{console_address}/links/kannel/mo") as answer:
                assert answer.status == 404  # a console takes no messages
            async with client.get(f"{console_address}/console/sign-in") as answer:
                assert answer.status == 200
            async with client.get(f"{address}/console/sign-in") as answer:
                assert answer.status == 404
            with pytest.raises(aiohttp.ClientConnectionError):
                await client.get(f"{worker_address}/healthz")


FAMILY = "+212612345678"


async def imported(folder, config, url, status):
    """`recours registry import`, as the operator calls it."""
    csv = folder / "csv"
    csv.mkdir(exist_ok=True)
    for name, text in (("households", HOUSEHOLDS), ("members", MEMBERS), ("payments", PAYMENTS)):
        (csv / f"{name}.csv").write_text(text.replace("accepted", status))
    importing = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sms_gateway", "registry", "import", str(csv), "--config", str(config)),
        env={**os.environ, "RECOURS_STORAGE__URL": url},
        stdout=asyncio.subprocess.DEVNULL,
    )
    assert await asyncio.wait_for(importing.wait(), 120) == 0


@pytest.mark.peer
async def test_a_household_imported_once_is_known_to_every_process_and_changes_without_a_restart(
    cluster,  # noqa: F811 - the fixture
    tmp_path,
):
    url = cluster.fresh()
    Keys.create(tmp_path / "recours.keys")
    sink, config = Sink(), tmp_path / "recours.toml"
    async with sink.listening() as port:
        config.write_text(CONFIG.format(folder=tmp_path, secret=SECRET, sink=port))
        await imported(tmp_path, config, url, "accepted")
        async with (
            process(config, url, "gateway") as (_gateway, address),
            process(config, url, "worker") as (worker, _worker_address),
            aiohttp.ClientSession() as client,
        ):

            async def asked(number):
                query = {"secret": SECRET, "from": FAMILY, "to": "5555", "text": "ou est ma demande"}
                async with client.get(f"{address}/links/kannel/mo", params={**query, "id": number}) as answer:
                    assert answer.status == 200
                await until(lambda: len(sink.texts[FAMILY]) == number)
                return sink.texts[FAMILY][-1]

            assert "SUSPENDUE" not in await asked(1)
            await imported(tmp_path, config, url, "suspended")
            assert "SUSPENDUE" in await asked(2)
            async with process(config, url, "worker"):
                worker.terminate()
                await worker.wait()
                assert "SUSPENDUE" in await asked(3)
    assert not (tmp_path / "registry.db").exists()


async def until(true, within=60):
    async with asyncio.timeout(within):
        while not true():
            await asyncio.sleep(0.05)


async def turns(url, number):
    """Wait until that many messages have had their turn; none has had two, or failed."""
    with psycopg.connect(url, autocommit=True) as server:

        def done():
            return server.execute("SELECT count(*) FROM mo WHERE state = 'done'").fetchone()[0] == number

        await until(done)
        [(answers, answered)] = server.execute("SELECT count(*), count(DISTINCT mo_id) FROM mt").fetchall()
        assert answers == answered == number
