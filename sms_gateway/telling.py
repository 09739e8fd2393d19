"""Tells phones once what changed in the registry: counted and priced first, then sent at a pace.

Each change becomes a wakeup (docs/wakeups.md) under a key of its own: durable, fired once, silent where the
phone said `stop` or where it is no longer true. What is counted is what the engine would say now.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from bot.engine import Engine, Wakeup
from programmes.registry.news import News
from sms_gateway.facts import Facts
from sms_gateway.gsm7 import wire_text
from sms_gateway.quiet import Quiet
from sms_gateway.segments import measure
from storage.records import NewWakeup
from storage.references import new_reference
from storage.store import Store

KIND = "news"
_AT_ONCE = 500


@dataclass(slots=True)
class Count:
    """What would be sent: changes, messages and parts by language; phones that hear nothing, and why."""

    changes: Counter[str] = field(default_factory=Counter)
    messages: Counter[str] = field(default_factory=Counter)
    parts: Counter[str] = field(default_factory=Counter)
    without_phone: int = 0
    silent: int = 0


@dataclass(frozen=True, slots=True)
class Teller:
    """Over one link; `pace` is messages a minute."""

    store: Store
    engine: Engine
    facts: Facts
    quiet: Quiet
    link: str
    default_language: str
    pace: float

    async def count(self, news: Iterable[News], now: int, count: Count) -> AsyncIterator[NewWakeup]:
        """Count each change and give the wakeup that tells it; at the pace, and around the quiet hours."""
        at = float(now)
        for one in news:
            if not one.case.sure_phones:
                count.without_phone += 1
                continue
            language, text = await self._rehearse(one, now)
            if not text:
                count.silent += 1
                continue
            count.changes[one.change] += 1
            count.messages[language] += 1
            count.parts[language] += measure(wire_text(text)).parts
            at = max(at, self.quiet.over_at(self.link, int(at)))
            yield NewWakeup(one.key, int(at), one.case.sure_phones[0], self.link, KIND, _about(one))
            at += 60 / self.pace

    async def schedule(self, wakeups: AsyncIterator[NewWakeup]) -> int:
        """Keep them all; returns how many. Cut short, the same again adds only what is missing."""
        batch: list[NewWakeup] = []
        kept = 0
        async for wakeup in wakeups:
            batch.append(wakeup)
            if len(batch) == _AT_ONCE:
                await self.store.schedule_wakeups(batch)
                kept, batch = kept + len(batch), []
        await self.store.schedule_wakeups(batch)
        return kept + len(batch)

    async def _rehearse(self, one: News, now: int) -> tuple[str, str]:
        """The language and the text that the phone would hear now; an open conversation is left aside."""
        session = await self.store.session(one.case.sure_phones[0])
        idle = replace(session, dialogue=None, arguments={}, journal=(), suspended=None)
        facts = self.facts.of_turn(idle, now)
        steps = self.engine.wake(idle, Wakeup(one.key, KIND, _about(one)), now, new_reference)
        try:
            need = next(steps)
            while True:
                need = steps.send(await facts.look_up(need))
        except StopIteration as done:
            return session.language or self.default_language, "\n".join(done.value.texts)


def _about(one: News) -> dict[str, Any]:
    about = {"case": one.case.case_id, "change": one.change}
    return {**about, "month": one.month} if one.month else about
