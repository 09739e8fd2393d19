"""Keeps what operators look at beside the messages: each link's traffic, and what is left on its account."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import structlog

from sms_gateway.channels.base import Account, Balance, BalanceUnknownError
from sms_gateway.channels.calls import FAILURES
from storage.errors import StoreError
from storage.links import BalanceNote, TrafficNote
from storage.store import Store

log = structlog.get_logger()

TRAFFIC_SECONDS = 60.0
#: Providers count such questions too, and an account does not empty in minutes.
BALANCE_SECONDS = 900.0


@dataclass(slots=True)
class LineWatch:
    """`accounts` and `below` are by link; `take_traffic` gives what came and went since it was last taken."""

    store: Store
    accounts: Mapping[str, Account]
    below: Mapping[str, Decimal]
    take_traffic: Callable[[], Mapping[str, tuple[int, int]]]
    now: Callable[[], int] = lambda: int(time.time())
    _busy: set[str] = field(default_factory=set)
    _low: set[str] = field(default_factory=set)

    async def run_traffic(self) -> None:
        """Keep each minute's traffic until cancelled."""
        while True:
            await asyncio.sleep(TRAFFIC_SECONDS)
            try:
                await self.note_traffic()
            except StoreError as error:
                log.warning("traffic not kept", error=type(error).__name__)

    async def note_traffic(self) -> None:
        """Keep the traffic of links that had some, and once more when they fall silent."""
        taken = self.take_traffic()
        notes = [
            TrafficNote(link, *taken.get(link, (0, 0)), self.now()) for link in sorted({*taken, *self._busy})
        ]
        if notes:
            await self.store.note_traffic(notes)
        self._busy = set(taken)

    async def run_balances(self) -> None:
        """Ask for the balances now and then until cancelled."""
        while True:
            for link, account in self.accounts.items():
                await self.ask(link, account)
            await asyncio.sleep(BALANCE_SECONDS)

    async def ask(self, link: str, account: Account) -> None:
        """Ask what is left, and keep it; who cannot say is asked again next time."""
        try:
            balance = await account.balance(self.now())
            if balance is not None:
                await self.store.note_balance(BalanceNote(link, balance.amount, balance.currency, self.now()))
                self._warn(link, balance)
        except BalanceUnknownError as unknown:
            log.warning("balance not known", link=link, error=str(unknown))
        except (*FAILURES, StoreError) as error:
            log.warning("balance not known", link=link, error=type(error).__name__)

    def _warn(self, link: str, balance: Balance) -> None:
        """Once, until there is enough again."""
        if balance.amount >= self.below.get(link, Decimal(0)):
            self._low.discard(link)
        elif link not in self._low:
            self._low.add(link)
            log.warning(
                "balance low", link=link, left=str(balance.amount), currency=balance.currency, alert=True
            )
