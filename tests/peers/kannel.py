"""A real Kannel on free ports, configured by docs/channels/kannel.md, and a phone behind its fake SMSC."""

import asyncio
import re
import socket
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from urllib.parse import quote, quote_from_bytes, unquote_to_bytes

from tests.peers.needs import need

PAGE = Path(__file__).parents[2] / "docs" / "channels" / "kannel.md"
_FIRST_LINE = re.compile(rb"\S+ \S+ (text|data|ucs-2|udh) ")
SECRET, PASSWORD = "CHANGE-ME-SECRET", "CHANGE-ME-SENDSMS"


def blocks(*names):
    """The page's configuration blocks of these names, one after the other."""
    page = PAGE.read_text(encoding="utf-8")
    return "\n".join(
        re.search(rf"^```{name}\n(.*?)^```", page, re.DOTALL | re.MULTILINE)[1] for name in names
    )


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


#: What a test changes in the page's block of each SMSC, beside its port.
SMSCS = {
    "kannel-fake": ("10000", {}),
    "kannel-smpp": (
        "2775",
        {
            "smsc.operator.example": "127.0.0.1",
            "smsc-username = CHANGE-ME": "smsc-username = recours",
            "smsc-password = CHANGE-ME": "smsc-password = s3cret",
        },
    ),
}


def configuration(folder, service_port, ports, smsc):
    """The page's configuration with the ports, the folders and the patience of a test."""
    smsc_port, changes = SMSCS[smsc]
    changes = changes | dict(zip(("13000", "13001", "13013", smsc_port), map(str, ports), strict=True))
    changes |= {
        "127.0.0.1:8080": f"127.0.0.1:{service_port}",
        "/var/spool/kannel": str(folder),
        "/var/log/kannel": str(folder),
        "http-queue-delay = 10": "http-queue-delay = 1",
    }
    text = blocks("kannel", smsc)
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


@asynccontextmanager
async def running_kannel(folder, service_port, ports, smsc="kannel-fake"):
    """bearerbox and smsbox until the end of the context; `ports`: admin, smsbox, sendsms, SMSC."""
    bearerbox, smsbox = need("bearerbox", "smsbox")
    for spool in ("store", "dlr"):
        (folder / spool).mkdir(exist_ok=True)
    file = folder / "kannel.conf"
    file.write_text(configuration(folder, service_port, ports, smsc))
    _admin, box, sendsms, phone = ports
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(_running(bearerbox, file, folder))
        await listening(box)
        await listening(phone)
        await stack.enter_async_context(_running(smsbox, file, folder))
        await listening(sendsms)
        yield


@asynccontextmanager
async def _running(program, file, folder):
    with (folder / f"{Path(program).name}.out").open("wb") as out:
        process = await asyncio.create_subprocess_exec(program, str(file), stdout=out, stderr=out, cwd=folder)
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()  # told to stop politely, bearerbox takes ten seconds
            await process.wait()


async def listening(port):
    """Wait until somebody listens on a port."""
    async with asyncio.timeout(15):
        while True:
            try:
                _reader, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                await writer.wait_closed()
                return


class Phone:
    """Speaks the line protocol of fakesmsc: `sender receiver text|ucs2 words`, a line a message; keeps what it is sent."""

    def __init__(self, reader, writer):
        self._reader, self._writer = reader, writer
        self.screen = []
        self._arrived = asyncio.Event()
        self._listener = asyncio.create_task(self._listen())

    @classmethod
    @asynccontextmanager
    async def open(cls, port):
        phone = cls(*await asyncio.open_connection("127.0.0.1", port))
        try:
            yield phone
        finally:
            phone._writer.close()
            await phone._listener

    def says(self, text, *, sender="0612345678", to="5757", ucs2=False):
        """Text the service."""
        words = quote_from_bytes(text.encode("utf-16-be"), safe="") if ucs2 else text
        self._writer.write(f"{sender} {to} {'ucs2' if ucs2 else 'text'} {words}\n".encode())

    async def hears(self, count, seconds=20):
        """Wait for so many parts in all."""
        await self.shows(lambda: len(self.screen) >= count, seconds)
        return self.screen

    async def shows(self, condition, seconds=20):
        """Wait until what is on the screen is so."""
        async with asyncio.timeout(seconds):
            while not condition():
                self._arrived.clear()
                await self._arrived.wait()

    def says_in_parts(self, texts, *, sender="0612345678", to="5757"):
        """Text the service a chain; the last part is sent first."""
        for number, text in reversed(list(enumerate(texts, start=1))):
            header = quote_from_bytes(bytes([5, 0, 3, 42, len(texts), number]), safe="")
            self._writer.write(f"{sender} {to} udh {header} {quote(text)}\n".encode())

    async def _listen(self):
        while line := await self._reader.readline():
            if _FIRST_LINE.match(line):
                self.screen.append(Part(line.removesuffix(b"\n")))
            else:
                self.screen[-1].data += b"\n" + line.removesuffix(b"\n")
            self._arrived.set()


class Part:
    """One SMS as it reached the phone: `sender receiver text words`, `... ucs-2 %06...` or `... udh %05... data ...`."""

    def __init__(self, line):
        self.line = line
        sender, receiver, self.kind, rest = line.split(b" ", 3)
        self.sender, self.receiver = sender.decode(), receiver.decode()
        self.udh, self.data = b"", rest
        if self.kind == b"udh":
            header, _, data = rest.split(b" ", 2)
            self.udh, self.data = unquote_to_bytes(header), unquote_to_bytes(data.replace(b"+", b" "))
        elif self.kind != b"text":
            self.data = unquote_to_bytes(rest.replace(b"+", b" "))

    def __repr__(self):
        return f"Part({self.line!r})"

    @property
    def number(self):
        """Which part of how many."""
        return self.udh[5] if self.udh else 1

    def text(self, encoding="utf-8"):
        return self.data.decode("utf-16-be" if self.kind == b"ucs-2" else encoding)


def joined(parts, encoding="utf-8"):
    """The text of a chain."""
    return b"".join(part.data for part in sorted(parts, key=lambda part: part.number)).decode(encoding)
