"""SIGKILL around a wakeup: each fires exactly once, whatever dies, and its message goes out once."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest

from sms_gateway.bench.scripts import Script
from tests.crash.launcher import CLOCK_POINTS
from tests.crash.service import mortal
from tests.crash.test_kill import numbers, talk_through_a_kill

pytestmark = pytest.mark.crash

PHONES = 4
#: The fourth message is not answered itself: the summary comes from the clock, once the story has paused.
STORY = ("je veux contester", "3", "mon fils est au lycee", "jai donne le certificat au caid", "1")
#: Which call kills; wakeups that are due together fire in one.
NTH = {"inside-fired": 1, "after-fired": 1, "woken": 2, "paused": 1}


def clock_rows(database):
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as store:
        fired = store.execute("SELECT state, count(*) FROM mo WHERE link = 'clock' GROUP BY 1").fetchall()
        return fired, store.execute("SELECT count(*) FROM wakeups WHERE kind <> 'end'").fetchone()[0]


@pytest.mark.parametrize("point", CLOCK_POINTS)
async def test_a_kill_around_a_wakeup_neither_loses_nor_doubles_it(point, tmp_path):
    phones = numbers(PHONES)
    scripts = [Script("story", 0, STORY, files=True)] * PHONES
    async with mortal(tmp_path, datetime.now(UTC).date()) as service:
        await talk_through_a_kill(service, point, NTH[point], phones, scripts)
        [(state, fired)], waiting = clock_rows(service.database)
        assert (state, waiting) == ("done", 0)
        assert 0 < fired <= PHONES  # a phone whose case asks otherwise tells its story otherwise
