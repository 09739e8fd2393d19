"""An import beside traffic: it takes its place, and nobody is left without an answer."""

import re

from sms_gateway.bench.import_beside import measure_beside, report, written
from sms_gateway.bench.kept import prepare

HOUSEHOLDS = 300


async def test_an_import_takes_its_place_while_turns_and_look_ups_go_on(tmp_path, monkeypatch):
    monkeypatch.setattr("sms_gateway.bench.import_beside.CALM_SECONDS", 2.0)
    kept = prepare(tmp_path, HOUSEHOLDS, 0)
    found = await measure_beside(kept, written(tmp_path, HOUSEHOLDS), rate=10)
    assert (found.code, found.generations, found.unanswered) == (0, (1, 2), 0)
    assert found.turns
    assert found.look_ups
    assert re.search(r"households +\| +\| +300", report(found))
    assert kept.registry.exists()  # the next run finds it as it was
