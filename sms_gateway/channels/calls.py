"""Calling a provider over HTTP, never twice by itself; and what a call says of its message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, NamedTuple

import aiohttp
import orjson
from yarl import URL

from sms_gateway.channels.base import Balance, BalanceUnknownError
from storage.records import ClaimedMt, MtState, SendResult

#: Providers close an idle connection after 60 s or so; ours must be given up before that.
_KEEPALIVE_SECONDS = 20.0
#: An answer has so many bytes at most, and so long to come whole: a byte now and then is no answer.
_MOST_BYTES, _TOTAL_SECONDS = 64 * 1024, 60.0
#: The line could not be reached: nothing was handed over.
_NOT_REACHED = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
#: What a call may raise.
FAILURES = (aiohttp.ClientError, TimeoutError, OSError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """What the configuration of every channel that calls has: calls at once, and timeouts in seconds."""

    in_flight: int = 32
    connect_timeout: float = 5.0
    reply_timeout: float = 15.0


class Answer(NamedTuple):
    """What a provider answered; `headers` are found in capitals or not."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Calling:
    """A channel that calls its provider; no connection is opened before the first call."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Get a pool of connections ready."""
        self._session = _open_pool(self._patience)

    async def close(self) -> None:
        """Let go of the connections."""
        if self._session is not None:
            await self._session.close()

    async def call(
        self,
        method: Literal["GET", "POST"],
        url: str | URL,
        *,
        data: Mapping[str, str] | bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Call once, following no redirect. Raises one of `FAILURES`."""
        if self._session is None:
            raise RuntimeError("the channel is not open")
        calling = self._session.request(method, url, data=data, headers=headers, allow_redirects=False)
        async with calling as response:
            return Answer(response.status, response.headers, await _beginning(response))


async def _beginning(response: aiohttp.ClientResponse) -> bytes:
    """The body, as much as any provider has to say; the connection of who says more is dropped."""
    body = bytearray()
    while part := await response.content.readany():
        body += part
        if len(body) > _MOST_BYTES:
            response.close()
            break
    return bytes(body[:_MOST_BYTES])


def _open_pool(patience: Patience) -> aiohttp.ClientSession:
    session = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=patience.in_flight, keepalive_timeout=_KEEPALIVE_SECONDS),
        timeout=aiohttp.ClientTimeout(
            total=_TOTAL_SECONDS, sock_connect=patience.connect_timeout, sock_read=patience.reply_timeout
        ),
        cookie_jar=aiohttp.DummyCookieJar(),
        skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding"),
        auto_decompress=False,
    )
    # aiohttp repeats a GET by itself when a kept connection drops: the phone could get its text twice.
    session._retry_connection = False  # noqa: SLF001 - it has no public name; a test watches over it
    return session


def failed_call(claimed: ClaimedMt, now: int, error: Exception) -> SendResult:
    """A call that broke: queued again where nothing was written, else in doubt."""
    fault = type(error).__name__
    if isinstance(error, _NOT_REACHED):
        return result(claimed, now, MtState.QUEUED, fault, line_down=True)
    return result(claimed, now, MtState.UNKNOWN, fault)


def result(
    claimed: ClaimedMt, now: int, state: MtState, error: str | None = None, *, line_down: bool = False
) -> SendResult:
    """What became of one attempt."""
    return SendResult(claimed.mt_id, state, now, error=error, line_down=line_down)


def fields_of_answer(body: bytes) -> Mapping[str, Any]:
    """The JSON object that a provider answered; empty where it is none."""
    try:
        fields = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return fields if isinstance(fields, dict) else {}


def balance_of(answer: Answer, amount: object, currency: object) -> Balance:
    """What is left, as a provider says it in an answer. Raises `BalanceUnknownError`."""
    if answer.status >= 300:
        raise BalanceUnknownError(f"HTTP {answer.status}")
    try:
        value = Decimal(str(amount))
    except InvalidOperation:
        raise BalanceUnknownError("an answer that cannot be read") from None
    if not value.is_finite() or not isinstance(currency, str):
        raise BalanceUnknownError("an answer that cannot be read")
    return Balance(value, currency[:3])
