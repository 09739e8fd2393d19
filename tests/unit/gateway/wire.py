"""Raw HTTP, since what comes over the wire is the matter of these tests; and a smsbox that says what it is told."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlsplit


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: str


async def call(port, target, *, method="GET", body=b"", headers=()):
    """One request with the bytes of `target` as they stand."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    target = target if isinstance(target, bytes) else target.encode()
    lines = [b"%s %s HTTP/1.1" % (method.encode(), target), b"Host: kannel", b"Connection: close"]
    lines += [header.encode() for header in headers]
    if body:
        lines.append(b"Content-Length: %d" % len(body))
    writer.write(b"\r\n".join(lines) + b"\r\n\r\n" + body)
    head, _, text = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    await writer.wait_closed()
    first, *rest = head.decode().split("\r\n")
    named = dict(line.lower().split(": ", 1) for line in rest)
    return Answer(int(first.split()[1]), named, text.decode())


def query(**fields):
    """A query as Kannel writes it: each byte that is not plain is %XX, a space is +."""
    quoted = {name: quote(value, safe=" ").replace(" ", "+") for name, value in fields.items()}
    return "&".join(f"{name}={value}" for name, value in quoted.items())


class Smsbox:
    """Answers sendsms by its script (the last line again and again): bytes, or None to hang up after reading."""

    def __init__(self, *script):
        self.script = list(script) or [reply(202, "0: Accepted for delivery")]
        self.requests = []
        self.delay = 0.0
        self.port = 0

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/cgi-bin/sendsms"

    @property
    def fields(self):
        """The query of each request; the text's bytes as latin-1, since its charset is a field."""
        return [dict(parse_qsl(urlsplit(target).query, encoding="latin-1")) for target in self.requests]

    @asynccontextmanager
    async def open(self):
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()

    async def _serve(self, reader, writer):
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                self.requests.append(head.split(b" ")[1].decode())
                await asyncio.sleep(self.delay)
                answer = self.script.pop(0) if len(self.script) > 1 else self.script[0]
                if answer is None:
                    break
                writer.write(answer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


def reply(status, body=""):
    return f"HTTP/1.1 {status} Whatever\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
