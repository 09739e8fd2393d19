"""From step 6 to step 7: what a turn says goes straight to the deliverers of this process that have room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from sms_gateway.deliver import Deliverer
from storage.records import ClaimedMt, Committed, Turn
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Handover:
    """The deliverers by their links; one that does not run, or is busy or down, promises nothing."""

    deliverers: Mapping[str, Deliverer] = field(default_factory=dict)

    def notify(self, link: str) -> None:
        """Something was queued for a link."""
        if link in self.deliverers:
            self.deliverers[link].notify()

    async def commit(self, store: Store, turn: Turn) -> Committed:
        """`Store.commit_turn`; who has room sends at once what the turn says, the rest waits its turn."""
        promised = self._promised(turn)
        taken: tuple[ClaimedMt, ...] = ()
        try:
            committed = await store.commit_turn(turn, promised.keys())
            taken = committed.taken
        finally:
            for link, number in promised.items():
                self.deliverers[link].hand_over(number, [one for one in taken if one.mt.link == link])
        said = {message.link for message in turn.messages} - promised.keys()
        for link in said | {message.link for message in turn.late}:
            self.notify(link)
        return committed

    def _promised(self, turn: Turn) -> dict[str, int]:
        """How many messages by which links are to be claimed with the turn."""
        said = Counter(message.link for message in turn.messages)
        return {link: number for link, number in said.items() if self._promises(link, number)}

    def _promises(self, link: str, number: int) -> bool:
        deliverer = self.deliverers.get(link)
        return deliverer is not None and deliverer.promise(number)
