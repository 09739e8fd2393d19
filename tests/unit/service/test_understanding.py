"""Free text on its way through the service: to its dialogue, with what it names, and what is kept about it."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("3lach nqsat l flous dyal chhar 10", "Oktobre"),
        ("علاش نقصات ليا الفلوس ديال شهر 10", "أكتوبر"),
        ("pk jai recu moins en octobre ?", "Octobre"),
    ],
)
async def test_a_question_about_a_months_amount_opens_that_month(service, words, named):
    async with service.open():
        assert (await service.asks(words)).startswith(named)


async def test_each_turn_keeps_what_was_understood_how_surely_and_by_whom(service):
    async with service.open():
        for words in ("stop", "ou est ma demande svp", "xx zz"):
            await service.asks(words)
    with closing(sqlite3.connect(service.folder / "recours.db")) as db:
        kept = db.execute("SELECT intent, tier, confidence BETWEEN 0.4 AND 1 FROM mo ORDER BY id").fetchall()
    assert kept == [("stop", "word", 1), ("application_status", "phrase", 1), ("", "none", 0)]
