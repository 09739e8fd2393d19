"""Every decoder of SMPP under bytes that nobody meant: no error but `PduError`, no hang.

    make fuzz-smpp     or: python -m tests.fuzz.smpp 1000000

Guided by coverage where atheris is installed (requirements/fuzz.txt; Python 3.11), else by mutations of right
PDUs at random; prints the number of cases and the rate.
"""

import contextlib
import importlib.util
import random
import sys
import time
from itertools import product
from pathlib import Path

from tests.fuzz.mutations import mutated

ATHERIS = importlib.util.find_spec("atheris") is not None
GUIDED = __name__ == "__main__" and ATHERIS
if GUIDED:
    import atheris

    guide = atheris.instrument_imports(include=["sms_gateway.channels.smpp", "sms_gateway.gsm7"])
else:
    guide = contextlib.nullcontext()
with guide:
    from sms_gateway import gsm7
    from sms_gateway.channels.smpp import alphabets, codec, inbound, parts, receipts
    from storage.records import MoPart

JOINER = inbound.Inbound("fuzz", "MA", "gsm7", "same")
FORMS, DEFAULTS = ("same", "hex", "decimal"), ("gsm7", "ascii", "latin1", "utf8")


def one(data):
    """One case: a stream, and each of its frames through all that reads it."""
    frames = codec.Frames()
    with contextlib.suppress(codec.PduError):
        for frame in frames.feed(data):
            _frame(frame)
    _frame(len(data).to_bytes(4, "big") + data[4:])  # a length that is right gets further
    gsm7.decode(data).encode()


def _frame(frame):
    try:
        pdu = codec.decode(frame)
    except codec.PduError:
        return
    if len(pdu.text("short_message")) <= codec.LONGEST_SHORT_MESSAGE:  # we hear one octet more than we say
        again = codec.decode(codec.encode(pdu))
        assert (again.command, again.tlvs, again.rest) == (pdu.command, pdu.tlvs, pdu.rest)
        assert pdu.texts.items() <= again.texts.items()
    receipts.is_receipt(pdu)
    for form in FORMS:
        receipts.read(pdu, form)
    place, octets = parts.read(pdu)
    coding = pdu.number("data_coding")
    for default in DEFAULTS:
        alphabets.decode(coding, octets, default).encode()
    if place is not None:
        part = MoPart("fuzz", "", "", *place, coding, octets, 0)
        JOINER.join([part, part]).encode()
    JOINER._sender(pdu)


def seeds():
    """A right PDU of each kind, and of each kind of message."""
    for command in codec.LAYOUTS:
        yield codec.encode(
            codec.Pdu(command, 1, texts=dict.fromkeys(("source", "message_id"), b"212612345678"))
        )
    texts = (
        b"Bonjour \x1be",
        "سلام".encode("utf-16-be"),
        parts.udh8(1, 3, 2) + b"a",
        parts.udh16(1, 3, 2) + b"a",
        b"id:1 stat:DELIVRD err:000 text:x",
    )
    for octets, coding, esm_class in product(texts, (0, 3, 8, 0x11, 0xF5), (0, 0x04, 0x40)):
        numbers = {"data_coding": coding, "esm_class": esm_class, "source_ton": 1}
        message = {"source": b"212612345678", "short_message": octets}
        payload = ((codec.Tag.MESSAGE_PAYLOAD, octets), (codec.Tag.MESSAGE_STATE, b"\2"), *parts.sar(7, 3, 1))
        yield codec.encode(codec.Pdu(codec.Command.DELIVER_SM, 1, 0, message, numbers))
        yield codec.encode(codec.Pdu(codec.Command.DATA_SM, 1, 0, message, numbers, payload))


def at_random(cases, seed=1):
    """So many cases without guidance, the same ones for the same seed."""
    choice, corpus = random.Random(seed), list(seeds())
    for _ in range(cases):
        one(mutated(choice, corpus))


def main(cases):
    began = time.monotonic()
    if GUIDED:
        folder = Path(sys.argv[2] if len(sys.argv) > 2 else ".fuzz")
        folder.mkdir(parents=True, exist_ok=True)
        for number, seed in enumerate(seeds()):
            (folder / f"seed-{number}").write_bytes(seed)
        corpus = [f"-runs={cases}", "-max_len=700", "-timeout=10", "-print_final_stats=1", str(folder)]
        atheris.Setup([sys.argv[0], *corpus], one)
        atheris.Fuzz()  # ends the process
    at_random(cases, seed=random.randrange(2**32))
    seconds = time.monotonic() - began
    print(f"{cases} cases at random in {seconds:.0f} s ({cases / seconds:.0f}/s), no crash")  # noqa: T201 - a command


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
