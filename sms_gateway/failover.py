"""What waits on a link that has been down for long goes by another, by the rule in the settings."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import structlog

from sms_gateway.settings import Settings
from storage.errors import StoreError
from storage.records import AuditEntry
from storage.store import Store

log = structlog.get_logger()

LOOK_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Rule:
    """Down for `seconds`, a link's messages go by `other`, from its `number`."""

    other: str
    number: str
    seconds: int


def rules_of(settings: Settings) -> dict[str, Rule]:
    """The rule of each link that has one."""
    return {
        name: Rule(link.fallback, settings.links[link.fallback].number, link.fallback_minutes * 60)
        for name, link in settings.links.items()
        if link.fallback
    }


@dataclass(frozen=True, slots=True)
class Failover:
    """Looks after links with a rule; `is_down` is what their deliverers see now."""

    store: Store
    rules: Mapping[str, Rule]
    is_down: Callable[[str], bool]
    notify: Callable[[str], None]
    now: Callable[[], int] = lambda: int(time.time())

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            try:
                await self.look()
            except StoreError as error:
                log.error("nothing handed over", error=type(error).__name__)
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Hand over what is due; a second link that is down too is handed nothing."""
        down = {
            link: rule
            for link, rule in self.rules.items()
            if self.is_down(link) and not self.is_down(rule.other)
        }
        if not down:
            return
        # The store remembers since when over a restart.
        for figures in await self.store.link_figures():
            rule = down.get(figures.link)
            if rule and figures.up is False and self.now() - figures.since >= rule.seconds:
                await self._hand_over(figures.link, rule)

    async def _hand_over(self, link: str, rule: Rule) -> None:
        audit = AuditEntry(self.now(), "service", "link.handed_over", link, {"to": rule.other})
        number = await self.store.hand_over(link, rule.other, rule.number, audit)
        if number:
            log.warning("handed over", link=link, to=rule.other, messages=number)
            self.notify(rule.other)
