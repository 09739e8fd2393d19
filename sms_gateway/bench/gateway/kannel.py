"""Real Kannel under test: sendsms over HTTP to SMPP, deliver_sm to get-url; its spool is on disk."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from urllib.parse import quote_plus

from sms_gateway.bench.gateway.flow import Flow, Window
from sms_gateway.bench.gateway.plan import Plan
from sms_gateway.bench.gateway.smsc import WORDS, Smsc
from sms_gateway.bench.process import cpu_seconds, resident_mib
from sms_gateway.bench.server import free_port
from sms_gateway.bench.wire import Connection, Sink, connect

NAME = "Kannel"
CONFIG = """\
group = core
admin-port = {admin}
admin-interface = 127.0.0.1
admin-password = bench
smsbox-port = {box}
smsbox-interface = 127.0.0.1
box-allow-ip = 127.0.0.1
store-type = spool
store-location = {folder}/store
dlr-storage = spool
dlr-spool = {folder}/dlr
log-file = {folder}/bearerbox.log
log-level = 2

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {sendsms}
sendsms-interface = 127.0.0.1
log-file = {folder}/smsbox.log
log-level = 2
http-request-retry = 8640
http-queue-delay = 10

group = sms-service
keyword = default
catch-all = true
get-url = "http://127.0.0.1:{sink}/mo?from=%p&to=%P&text=%b&coding=%c&charset=%C&id=%I&time=%T"
max-messages = 0
omit-empty = true

group = sendsms-user
username = bench
password = bench
user-allow-ip = 127.0.0.1
max-messages = 10
concatenation = true

group = smsc
smsc = smpp
smsc-id = operator
host = 127.0.0.1
port = {smsc}
transceiver-mode = true
smsc-username = bench
smsc-password = bench
system-type = ""
alt-charset = "GSM"
max-pending-submits = {window}
"""
#: So many HTTP connections may be open beyond the messages under way: an answer may be later than its submit.
_SPARE = 16


class KannelMissingError(Exception):
    """Kannel is not installed here."""

    def __init__(self, program: str) -> None:
        super().__init__(f"{program} is not installed (Debian: apt install kannel)")


async def measure(plan: Plan) -> list[Flow]:
    """Out, then in, each for `plan.seconds`. Raises `KannelMissingError`."""
    smsc, heard = Smsc(), _Heard()
    server, port = await smsc.listen()
    application = await asyncio.get_running_loop().create_server(lambda: Sink(heard.message), "127.0.0.1", 0)
    sink = application.sockets[0].getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="recours-bench-") as name:
        async with server, application, running(Path(name), port, sink, plan.window) as (pids, sendsms):
            await smsc.wait_bound(1)
            out = await _out(smsc, pids, sendsms, plan)
            into = await _into(smsc, heard, pids, plan)
            smsc.hang_up()
    return [out, into]


class _Heard:
    """The application behind get-url."""

    def __init__(self) -> None:
        self.window: Window | None = None

    def message(self, fields: dict[str, list[str]]) -> None:
        """A message came; its number stands in its words."""
        if self.window is not None:
            self.window.arrived(int(fields["text"][0].split(" ", 2)[1]))


@asynccontextmanager
async def running(
    folder: Path, smsc: int, sink: int, window: int, config: str = CONFIG
) -> AsyncIterator[tuple[list[int], int]]:
    """Run bearerbox and smsbox until the end of the context; gives their ids and the port of sendsms."""
    admin, box, sendsms = free_port(), free_port(), free_port()
    for spool in ("store", "dlr"):
        (folder / spool).mkdir()
    file = folder / "kannel.conf"
    file.write_text(
        config.format(
            admin=admin, box=box, sendsms=sendsms, folder=folder, smsc=smsc, sink=sink, window=window
        )
    )
    async with AsyncExitStack() as stack:
        pids = []
        for program, port in (("bearerbox", box), ("smsbox", sendsms)):
            pids.append(await stack.enter_async_context(_process(program, file)))
            await listening(port)
        yield pids, sendsms


@asynccontextmanager
async def _process(program: str, config: Path) -> AsyncIterator[int]:
    path = shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if path is None:
        raise KannelMissingError(program)
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        path, str(config), stdout=quiet, stderr=quiet, cwd=config.parent
    )
    try:
        yield process.pid
    finally:
        if process.returncode is None:
            process.kill()  # told to stop politely, bearerbox takes ten seconds
        await process.wait()


async def listening(port: int, within: float = 15.0) -> None:
    """Wait until somebody listens on a port."""
    end = time.monotonic() + within
    while True:
        with contextlib.suppress(OSError):
            (await connect("127.0.0.1", port)).close()
            return
        if time.monotonic() > end:
            raise TimeoutError("Kannel did not listen in time")
        await asyncio.sleep(0.05)


class _Senders:
    """Calls sendsms for each message over kept connections, one request at a time on each."""

    def __init__(self, connections: list[Connection]) -> None:
        self.refused = 0
        self._free: asyncio.Queue[Connection] = asyncio.Queue()
        self._tasks: set[asyncio.Task[None]] = set()
        for connection in connections:
            self._free.put_nowait(connection)

    def begin(self, number: int) -> None:
        """Send the message of this number."""
        task = asyncio.create_task(self._send(number))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send(self, number: int) -> None:
        connection = await self._free.get()
        text = quote_plus(WORDS.format(number))
        status = await connection.get(
            "/cgi-bin/sendsms?username=bench&password=bench&from=5757&coding=0&charset=UTF-8"
            f"&to=%2B2126{number:08d}&text={text}"
        )
        self.refused += status != 202
        self._free.put_nowait(connection)


async def _out(smsc: Smsc, pids: list[int], sendsms: int, plan: Plan) -> Flow:
    connections = [await connect("127.0.0.1", sendsms) for _ in range(plan.active + _SPARE)]
    senders = _Senders(connections)
    window = Window(senders.begin, plan.active, plan.mt_pace)
    smsc.on_submit = window.arrived
    flow = await _measured(window, "MT", pids, plan.seconds)
    for connection in connections:
        connection.close()
    return flow


async def _into(smsc: Smsc, heard: _Heard, pids: list[int], plan: Plan) -> Flow:
    statuses: Counter[int] = Counter()
    smsc.on_answer = lambda _sequence, status: statuses.update((status,))
    heard.window = Window(smsc.deliver, plan.active, plan.mo_pace)
    return await _measured(heard.window, "MO", pids, plan.seconds)


async def _measured(window: Window, name: str, pids: list[int], seconds: float) -> Flow:
    before = sum(map(cpu_seconds, pids))
    flow = await window.run(name, seconds)
    flow.cpu = sum(map(cpu_seconds, pids)) - before
    flow.memory = sum(map(resident_mib, pids))
    return flow
