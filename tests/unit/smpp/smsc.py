"""A scripted SMSC on loopback: does what it is told, faults included, and keeps what it was sent."""

import asyncio
from contextlib import asynccontextmanager
from itertools import count

from sms_gateway.channels.smpp.codec import RESPONSE, Command, Frames, Pdu, decode, encode

DROP, SILENCE = "drop", "silence"
BINDS = {Command.BIND_RECEIVER, Command.BIND_TRANSMITTER, Command.BIND_TRANSCEIVER}
ACCOUNT = {"system_id": b"recours", "password": b"s3cret"}
RECEIPT = "id:{} sub:001 dlvrd:001 submit date:2511221100 done date:2511221101 stat:{} err:000 text:Bonj"


class Smsc:
    """`script` answers submit_sm in turn: a status, DROP or SILENCE; when it is empty, OK and an id."""

    def __init__(self, *script):
        self.script = list(script)
        self.bind_status = []
        self.lines = []
        self.binds, self.submitted, self.heard = [], [], []
        self.quiet = set()  # commands that are not answered
        self.port = 0
        self.ids = (f"{number:X}" for number in count(0xA0))
        self._news = asyncio.Event()

    @asynccontextmanager
    async def open(self, port=0, ssl=None):
        server = await asyncio.start_server(self._serve, "127.0.0.1", port, ssl=ssl)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            for line in list(self.lines):
                line.abort()
            await self.until(lambda: not self.lines)

    async def until(self, condition, seconds=10):
        async with asyncio.timeout(seconds):
            while not condition():
                self._news.clear()
                await self._news.wait()

    async def bound(self, number=1):
        """Wait for so many connections that are bound now; the last one."""
        await self.until(lambda: sum(line.bind is not None for line in self.lines) >= number)
        return self.lines[-1]

    async def submits(self, number):
        await self.until(lambda: len(self.submitted) >= number)
        return self.submitted

    def news(self):
        self._news.set()

    async def _serve(self, reader, writer):
        line = Line(self, writer)
        self.lines.append(line)
        frames = Frames()
        try:
            while data := await reader.read(65536):
                for frame in frames.feed(data):
                    line.hear(decode(frame))
                self.news()
        except ConnectionError:
            pass
        finally:
            self.lines.remove(line)
            writer.close()
            self.news()


class Line:
    """One connection of an ESME's."""

    def __init__(self, smsc, writer):
        self.smsc, self._writer = smsc, writer
        self.bind = None
        self._numbers = count(1)
        self._waiting = {}

    def write(self, pdu):
        self.write_raw(encode(pdu))

    def write_raw(self, data):
        if not self._writer.is_closing():
            self._writer.write(data)

    def abort(self):
        self._writer.transport.abort()

    def hear(self, pdu):
        self.smsc.heard.append(pdu)
        if pdu.command & RESPONSE:
            if waiting := self._waiting.pop(pdu.sequence, None):
                waiting.set_result(pdu)
        elif pdu.command in self.smsc.quiet:
            return
        elif pdu.command in BINDS:
            self._bind(pdu)
        elif pdu.command == Command.SUBMIT_SM:
            self._submit(pdu)
        else:
            self.write(Pdu(pdu.command | RESPONSE, pdu.sequence))

    def _bind(self, pdu):
        right = all(pdu.text(name) == word for name, word in ACCOUNT.items())
        status = self.smsc.bind_status.pop(0) if self.smsc.bind_status else 0 if right else 0x0E
        self.smsc.binds.append(pdu)
        if not status:
            self.bind = pdu.command
        self.write(Pdu(pdu.command | RESPONSE, pdu.sequence, status, texts={"system_id": b"smsc"}))

    def _submit(self, pdu):
        self.smsc.submitted.append(pdu)
        answer = self.smsc.script.pop(0) if self.smsc.script else 0
        if answer == DROP:
            self.abort()
        elif answer != SILENCE:
            texts = {} if answer else {"message_id": next(self.smsc.ids).encode()}
            self.write(Pdu(pdu.command | RESPONSE, pdu.sequence, answer, texts=texts))

    async def asks(self, pdu, seconds=10):
        """Send a request and wait for its answer."""
        sequence = pdu.sequence or next(self._numbers)
        answer = self._waiting[sequence] = asyncio.get_running_loop().create_future()
        self.write(Pdu(pdu.command, sequence, 0, pdu.texts, pdu.numbers, pdu.tlvs, pdu.rest))
        async with asyncio.timeout(seconds):
            return await answer

    async def delivers(
        self, octets=b"", *, source=b"212612345678", coding=0, esm_class=0, tlvs=(), sequence=0, ton=1
    ):
        """A message from a phone (or a receipt); gives the answer's status."""
        answer = await self.asks(deliver_sm(octets, source, coding, esm_class, tlvs, sequence, ton))
        assert answer.command == Command.DELIVER_SM | RESPONSE
        return answer.status

    async def reports(self, message_id, stat="DELIVRD"):
        return await self.delivers(RECEIPT.format(message_id, stat).encode(), esm_class=0x04)


def deliver_sm(octets, source=b"212612345678", coding=0, esm_class=0, tlvs=(), sequence=0, ton=1):
    return Pdu(
        Command.DELIVER_SM,
        sequence,
        texts={"source": source, "destination": b"5757", "short_message": octets},
        numbers={"source_ton": ton, "source_npi": 1, "data_coding": coding, "esm_class": esm_class},
        tlvs=tuple(tlvs),
    )
