"""Keeps a session bound: connects, binds, and begins again after a while where it ends."""

from __future__ import annotations

import asyncio
import random
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from sms_gateway.channels.smpp.codec import Command, Pdu
from sms_gateway.channels.smpp.session import LineError, Session

log = structlog.get_logger()

SMPP_3_4 = 0x34
CONNECT_SECONDS = 10.0
#: Between attempts: 1 s, then 2 s, and so on up to a minute, scattered so that links do not keep step.
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 60.0
#: A session that lasted so long had no trouble with being bound.
STEADY_SECONDS = 30.0


class BindRefusedError(LineError):
    """The SMSC refused to bind us."""

    def __init__(self, status: int) -> None:
        super().__init__(f"bind refused: 0x{status:02x}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Where an SMSC is and who we are there; `tls` None is plain TCP."""

    host: str
    port: int
    system_id: str
    password: str = field(repr=False)
    system_type: str = ""
    tls: ssl.SSLContext | None = field(default=None, repr=False)

    def bind(self, command: Command) -> Pdu:
        """The request to be bound as transmitter, receiver or transceiver."""
        texts = {"system_id": self.system_id, "password": self.password, "system_type": self.system_type}
        return Pdu(
            command,
            texts={name: text.encode() for name, text in texts.items()},
            numbers={"interface_version": SMPP_3_4},
        )


class Binding:
    """One bind of a link."""

    def __init__(
        self,
        link: str,
        command: Command,
        account: Account,
        make_session: Callable[[], Session],
        enquire_seconds: float,
    ) -> None:
        self._session: Session | None = None
        self._link = link
        self._command = command
        self._account = account
        self._make_session = make_session
        self._enquire_seconds = enquire_seconds

    @property
    def session(self) -> Session | None:
        """The session that is bound now, if any."""
        return self._session if self._session is not None and self._session.usable else None

    async def keep(self) -> None:
        """Stay bound until cancelled; then unbind."""
        failures = 0
        while True:
            began = asyncio.get_running_loop().time()
            reason = await self._once()
            lasted = asyncio.get_running_loop().time() - began
            failures = 0 if lasted > STEADY_SECONDS else failures + 1
            seconds = pause_seconds(failures)
            log.warning(
                "line down", link=self._link, bind=self._name, reason=reason, again_in=round(seconds, 1)
            )
            await asyncio.sleep(seconds)

    @property
    def _name(self) -> str:
        return self._command.name.lower()

    async def _once(self) -> str:
        """One connection from its opening to its end; gives why it ended."""
        session = None
        try:
            session = await self._connect()
            await self._bind(session)
            log.info("line up", link=self._link, bind=self._name)
            self._session = session
            return await session.watch(self._enquire_seconds)
        except (LineError, OSError, TimeoutError) as error:  # ssl's errors are OSErrors
            return str(error) if isinstance(error, LineError) else type(error).__name__
        finally:
            self._session = None
            if session is not None:
                await session.part()

    async def _connect(self) -> Session:
        account = self._account
        async with asyncio.timeout(CONNECT_SECONDS):
            _transport, session = await asyncio.get_running_loop().create_connection(
                self._make_session, account.host, account.port, ssl=account.tls
            )
        return session

    async def _bind(self, session: Session) -> None:
        answer = await session.request(self._account.bind(self._command))
        if answer.status:
            session.close("bind refused")
            raise BindRefusedError(answer.status)


def pause_seconds(failures: int) -> float:
    """How long to wait after so many failures in a row."""
    doublings = min(max(failures - 1, 0), 10)
    longest = min(FIRST_PAUSE_SECONDS * (1 << doublings), LONGEST_PAUSE_SECONDS)
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 - no secret
