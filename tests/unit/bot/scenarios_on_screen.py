"""Conversations that go another way on a screen than by SMS: what the service asks by itself comes beside the session."""

from __future__ import annotations

from nlu.understanding import Intent
from tests.unit.bot.staging import CONTESTS_AMOUNT, MORE, STORY, WITH_PAYMENTS, Act, Scenario, later
from tests.unit.bot.world import DAY, HOUR, MINUTE

ASKED = Act("an officer asks", lambda world: world.asks("2024/2025?"))
CLOSED = Act("the ticket is closed", lambda world: world.closed())
FACTS = {"cases": (WITH_PAYMENTS,)}

ON_SCREEN: dict[str, Scenario] = {
    "question_taken_up": Scenario(
        (*CONTESTS_AMOUNT, ASKED, later(5 * MINUTE, "five minutes later"), "1", MORE, Intent.TICKET_FOLLOWUP),
        FACTS,
    ),
    "question_left_for_the_menu": Scenario(
        (*CONTESTS_AMOUNT, ASKED, later(5 * MINUTE, "five minutes later"), "2", "4", STORY), FACTS
    ),
    "question_brought_to_mind": Scenario(
        (
            *CONTESTS_AMOUNT,
            ASKED,
            later(4 * DAY, "four days later"),
            "1",
            MORE,
            later(30 * DAY, "a month later"),
        ),
        FACTS,
    ),
    "satisfaction_asked_by_sms": Scenario(
        (*CONTESTS_AMOUNT, later(DAY, "a day later"), CLOSED, later(3 * HOUR, "three hours later"), "4"),
        FACTS,
    ),
}
