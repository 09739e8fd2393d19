"""Calling a provider over HTTP, never twice by itself; and what a call says of its message."""

from __future__ import annotations

import aiohttp

from storage.records import ClaimedMt, MtState, SendResult

#: Providers close an idle connection after 60 s or so; ours must be given up before that.
_KEEPALIVE_SECONDS = 20.0
#: The line could not be reached: nothing was handed over.
_NOT_REACHED = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
#: What a call may raise.
FAILURES = (aiohttp.ClientError, TimeoutError, OSError)


def open_pool(in_flight: int, connect_timeout: float, reply_timeout: float) -> aiohttp.ClientSession:
    """A pool of at most `in_flight` connections, none opened before the first call; timeouts in seconds."""
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=connect_timeout, sock_read=reply_timeout)
    session = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=in_flight, keepalive_timeout=_KEEPALIVE_SECONDS),
        timeout=timeout,
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
