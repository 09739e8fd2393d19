"""Asks the registry over HTTP, within a deadline, with retries, behind a circuit breaker."""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp
import orjson

from programmes.programme import RegistryUnavailableError
from programmes.registry.dci.breaker import Breaker
from programmes.registry.dci.callbacks import Answer, Callbacks
from programmes.registry.dci.envelope import (
    DciError,
    Parties,
    Query,
    Record,
    RejectedError,
    check_acknowledged,
    read_response,
    write_request,
)
from programmes.registry.dci.signing import Signer
from programmes.registry.dci.verifying import Verifier

#: No household's record is larger; more is not read.
MOST_BYTES = 2 << 20
#: A phone or a number leads to this many households at most.
MOST_GROUPS = 10
#: 202 is how some acknowledge a search that they answer later.
_TAKEN = frozenset({200, 202})
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})


class PassingError(DciError):
    """The registry failed in a way that may be over at the next try."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where and how to ask. `deadline` bounds all tries together, in seconds."""

    url: str
    token: str
    parties: Parties
    deadline: float = 3.0
    tries: int = 3
    pause: float = 0.1
    signer: Signer | None = None
    verifier: Verifier | None = None


@dataclass(slots=True)
class DciClient:
    """One registry; used from one event loop, closed at the end. With `callbacks` it answers later."""

    endpoint: Endpoint
    breaker: Breaker
    callbacks: Callbacks | None = None
    _session: aiohttp.ClientSession | None = None
    _sleep: Any = field(default=asyncio.sleep)

    async def search(self, query: Query) -> list[Record]:
        """The records that match. Raises `RegistryUnavailableError`; its reason repeats nothing personal."""
        if not self.breaker.lets_through():
            raise RegistryUnavailableError("the registry failed lately and is left in peace")
        try:
            async with asyncio.timeout(self.endpoint.deadline):
                found = await self._tried(query, asyncio.get_running_loop().create_future())
        except TimeoutError:
            self.breaker.failed()
            raise RegistryUnavailableError("no answer within the deadline") from None
        except RejectedError as error:
            self.breaker.succeeded()  # it answers; this question it does not take
            raise RegistryUnavailableError(str(error)) from None
        except DciError as error:
            self.breaker.failed()
            raise RegistryUnavailableError(str(error)) from None
        except BaseException:
            self.breaker.unknown()
            raise
        self.breaker.succeeded()
        return found

    async def close(self) -> None:
        """Let the connections go."""
        if self._session is not None:
            await self._session.close()
        self._session = None

    async def _tried(self, query: Query, answer: Answer) -> list[Record]:
        """`answer` is one for all tries: a try that failed on its way back may be answered later."""
        for number in range(1, self.endpoint.tries):
            try:
                return await self._ask(query, answer)
            except PassingError:
                pause = self.endpoint.pause * 2**number
                await self._sleep(pause * (0.5 + random.random() / 2))  # noqa: S311 - spreads load, hides nothing
        return await self._ask(query, answer)

    async def _ask(self, query: Query, answer: Answer) -> list[Record]:
        request = write_request(query, self.endpoint.parties, datetime.now(UTC), _new_id, MOST_GROUPS)
        signer = self.endpoint.signer
        body = {"signature": signer.sign(request, int(time.time()))} | request if signer else request
        if self.callbacks is not None:
            self.callbacks.expect(request, query, answer)
        try:
            content = await self._post(orjson.dumps(body))
        except (aiohttp.ClientError, OSError) as error:
            raise PassingError(f"not reachable ({type(error).__name__})") from None
        if self.callbacks is not None:
            check_acknowledged(_json(content))
            return await answer
        if self.endpoint.verifier is not None:
            self.endpoint.verifier.check(content)
        return read_response(_json(content), request)

    async def _post(self, body: bytes) -> bytes:
        """Redirects are not followed: the token is for this address only."""
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self.endpoint.token:
            headers["Authorization"] = f"Bearer {self.endpoint.token}"
        async with self._opened().post(
            self.endpoint.url, data=body, headers=headers, allow_redirects=False
        ) as response:
            if response.status in _PASSING:
                raise PassingError(f"HTTP status {response.status}")
            if response.status not in _TAKEN:
                raise DciError(f"HTTP status {response.status}")
            return await _whole(response)

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        return self._session


async def _whole(response: aiohttp.ClientResponse) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for part in response.content.iter_chunked(1 << 16):
        size += len(part)
        if size > MOST_BYTES:
            raise DciError("the answer is larger than any household's record")
        parts.append(part)
    return b"".join(parts)


def _json(content: bytes) -> Any:
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        raise DciError("the answer is not JSON") from None


def _new_id() -> str:
    return str(uuid.uuid4())
