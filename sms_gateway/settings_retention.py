"""The table `[retention]` of recours.toml; docs/operations/retention.md."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sms_gateway.settings_dci import Section
from storage.retention import Periods

#: For good, or long enough for a provider's copies and late reports to meet their row.
Days = Annotated[int, Field(ge=0)]
SHORTEST_DAYS = 30


class RetentionSettings(Section):
    """How many days what is kept, 0 for good: ended tickets (by motive too), messages, idle conversations."""

    tickets: Days = 1825
    motives: dict[str, Days] = Field(default_factory=dict)
    messages: Days = 730
    conversations: Days = 365
    sign_ins: Annotated[int, Field(ge=1)] = 30

    @property
    def periods(self) -> Periods:
        """As the store takes them; what is shorter than a month is a month."""

        def at_least(days: int) -> int:
            return max(days, SHORTEST_DAYS) if days else 0

        by_motive = {motive: at_least(days) for motive, days in self.motives.items()}
        return Periods(
            at_least(self.tickets),
            by_motive,
            at_least(self.messages),
            at_least(self.conversations),
            self.sign_ins,
        )
