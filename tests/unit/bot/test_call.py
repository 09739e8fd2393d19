"""A call-back's last words: the programme's own number, where it is known."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from bot.dialogues.officer import officer
from bot.dialogues.sensitive import sensitive
from bot.requests import Keep, Say
from bot.talk import Talk
from tests.unit.bot.world import DAY, NOW, PACK

FILED = {"reference": "482177353", "due": NOW + 30 * DAY}


def test_the_call_centre_stands_behind_every_call_back_where_its_number_is_known():
    talk = Talk(replace(PACK, contacts={"short_code": "unknown", "call_centre": "0500000001"}), NOW)
    for known, told in ((talk, [{"phone": "0500000001"}]), (Talk(PACK, NOW), [])):
        for dialogue, answers in ((officer, [(), (), (), FILED]), (sensitive, [(), FILED])):
            said = [line.values for line in _said(dialogue(known), [*answers, "never", True])]
            assert [values for values in said if "phone" in values] == told


def _said(steps, answers):
    """Every line that a dialogue says by itself."""
    said, answers = [], [*answers]
    asked = next(steps)
    with suppress(StopIteration):
        while True:
            if isinstance(asked, Say):
                said.append(asked.text)
                asked = steps.send(None)
            else:
                asked = steps.send(asked.value if isinstance(asked, Keep) else answers.pop(0))
    return said
