"""What an SMSC delivers, kept before it is answered: messages, their parts, receipts."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import structlog

from sms_gateway.channels.base import Inbox, NotKeptError, UssdRequest
from sms_gateway.channels.smpp import alphabets, parts, receipts
from sms_gateway.channels.smpp.codec import Pdu, Status, Tag
from sms_gateway.channels.smpp.copies import Copies
from sms_gateway.channels.smpp.submits import ALPHANUMERIC, INTERNATIONAL
from sms_gateway.channels.smpp.ussd import Sessions
from sms_gateway.msisdn import LONGEST_RAW, NumberError, sender_e164
from sms_gateway.redaction import places_of
from storage.records import Dlr, MoMessage, MoPart, UssdEnd

log = structlog.get_logger()

#: What stands for a part that never came.
GAP = "[...]"


@dataclass(slots=True)
class Inbound:
    """Reads a link's deliver_sm and data_sm and puts them into the inbox; `reply` sends a USSD screen."""

    link: str
    region: str
    alphabet: alphabets.Default
    receipt_ids: receipts.IdForm
    ussd: Sessions | None = None
    reply: Callable[[Pdu], None] = lambda _pdu: None
    copies: Copies = field(default_factory=Copies)
    inbox: Inbox | None = None

    async def take(self, pdu: Pdu, session: int) -> Status:
        """Keep what was delivered; the SMSC is told that we have it only when we do."""
        try:
            await self._keep(pdu, session)
        except NotKeptError:
            return Status.TEMPORARY
        except Exception as error:  # noqa: BLE001 - whatever it is, nothing was kept, and the SMSC must hear so
            log.error("delivery failed", link=self.link, error=type(error).__name__, places=places_of(error))
            return Status.TEMPORARY
        return Status.OK

    async def _keep(self, pdu: Pdu, session: int) -> None:
        if self.inbox is None:
            raise NotKeptError
        now = int(time.time())
        if receipts.is_receipt(pdu):
            receipt = receipts.read(pdu, self.receipt_ids)
            dlr = Dlr(self.link, receipt.words, receipt.state, now, smsc_id=receipt.message_id)
            await self.inbox.keep_dlr(dlr)
            return
        place, octets = parts.read(pdu)
        coding = pdu.number("data_coding")
        sender, recipient = self._sender(pdu), _address(pdu, "destination")
        if place is not None:
            part = MoPart(self.link, sender, recipient, *place, coding, octets, now)
            await self.inbox.keep_part(part, self.join)
            return
        external_id = self.copies.id_of(pdu, session, time.monotonic())
        text = alphabets.decode(coding, octets, self.alphabet)
        if self.ussd is not None and pdu.tlv(Tag.USSD_SERVICE_OP) is not None:
            await self._step(self.ussd, self.ussd.asked(pdu, sender, text, external_id, now), pdu)
        else:
            await self.inbox.keep_mo(MoMessage(self.link, external_id, sender, recipient, text, now))

    async def _step(self, ussd: Sessions, asked: UssdRequest | UssdEnd, pdu: Pdu) -> None:
        """A step of a USSD session: its screen goes out behind the acknowledgement."""
        if self.inbox is None:
            raise NotKeptError
        if isinstance(asked, UssdEnd):
            await self.inbox.keep_ussd_end(asked)
        else:
            self.reply(ussd.screen(pdu, await self.inbox.show(asked), self.alphabet))

    def _sender(self, pdu: Pdu) -> str:
        """The phone, E.164; a name or a short code stays as it came (it is recorded, and never answered)."""
        raw = _address(pdu, "source")
        if pdu.number("source_ton") == ALPHANUMERIC:  # a name may be written in digits: it is no phone's
            return raw.lstrip("+")
        plus = pdu.number("source_ton") == INTERNATIONAL and not raw.startswith("+")
        for written in [f"+{raw}", raw] if plus else [raw]:
            try:
                return sender_e164(written, self.region)
            except NumberError:
                continue
        return raw.lstrip("+")

    def join(self, chain: Sequence[MoPart]) -> str:
        """The text of a message's parts: octets of one coding are put together before they are read."""
        texts, run, coding, last = [], b"", chain[0].coding, 0
        for part in chain:
            missing = part.number != last + 1
            if missing or part.coding != coding:
                texts += [self._text(coding, run), GAP if missing else ""]
                run, coding = b"", part.coding
            run, last = run + part.octets, part.number
        texts += [self._text(coding, run), GAP if last < chain[0].total else ""]
        return unicodedata.normalize("NFC", "".join(texts).replace("\0", ""))

    def _text(self, coding: int, octets: bytes) -> str:
        return alphabets.decode(coding, octets, self.alphabet)


def _address(pdu: Pdu, name: str) -> str:
    return pdu.text(name).decode("ascii", "replace").strip()[:LONGEST_RAW]
