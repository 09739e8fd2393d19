"""Which messages are copies: SMPP gives a message from a phone no id of its own.

Two messages with the same words are two messages: a person answers "1" twice. A copy is what an SMSC sends
again because it did not hear our answer, which it may do on one connection under one sequence number, or
after a connection ended around the time of the answer; or after our process was killed between keeping a
message and answering. So an id tells what was said, and what a life left without its turn is in doubt too.
"""

from __future__ import annotations

import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Iterable
from typing import NamedTuple

from sms_gateway.channels.smpp.codec import Pdu

#: An answer written so shortly before the end may not have arrived; a copy comes within so long after it.
DOUBT_SECONDS, COPY_SECONDS = 10.0, 300.0
_MOST = 10_000
#: Stands for the connections of an earlier process.
_BEFORE = 0
_DIGEST_BYTES = 16


class _Known(NamedTuple):
    external_id: str
    session: int
    sequence: int
    at: float


class Copies:
    """Gives each message its external id: a copy that of its original."""

    def __init__(self) -> None:
        self._known: OrderedDict[bytes, _Known] = OrderedDict()
        self._ended: dict[int, float] = {}

    def left(self, external_ids: Iterable[str], now: float) -> None:
        """An earlier process kept these, and may have died before it said so."""
        for external_id in external_ids:
            said, mark, _random = external_id.partition(":")
            if mark and len(said) == 2 * _DIGEST_BYTES:  # a message in parts has another, and is known by it
                self._known[bytes.fromhex(said)] = _Known(external_id, _BEFORE, 0, now)
        self.ended(_BEFORE, now)

    def ended(self, session: int, now: float) -> None:
        """A connection is over."""
        self._ended[session] = now
        self._ended = {known: at for known, at in self._ended.items() if now - at < COPY_SECONDS}

    def id_of(self, pdu: Pdu, session: int, now: float) -> str:
        """The external id of what came over a connection."""
        said = _digest(pdu)
        known = self._known.pop(said, None)
        copy = known is not None and self._is_copy(known, pdu.sequence, session, now)
        external_id = known.external_id if known and copy else f"{said.hex()}:{secrets.token_hex(8)}"
        self._known[said] = _Known(external_id, session, pdu.sequence, now)
        while len(self._known) > _MOST:
            self._known.popitem(last=False)
        return external_id

    def _is_copy(self, known: _Known, sequence: int, session: int, now: float) -> bool:
        if known.session == session:
            return known.sequence == sequence
        ended = self._ended.get(known.session)
        return ended is not None and ended - known.at < DOUBT_SECONDS and now - ended < COPY_SECONDS


def _digest(pdu: Pdu) -> bytes:
    digest = hashlib.blake2b(digest_size=_DIGEST_BYTES)
    for word in (pdu.text("source"), pdu.text("destination"), pdu.octets):
        digest.update(len(word).to_bytes(4, "big") + word)
    digest.update(bytes((pdu.number("esm_class"), pdu.number("data_coding"))))
    return digest.digest()
