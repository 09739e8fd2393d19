"""Each trouble is really made, the others are answered all the same, and the table says so."""

import pytest

from sms_gateway.bench.starvation import Plan, measure_starvation
from sms_gateway.bench.troubles import TROUBLES


@pytest.mark.parametrize("name", ["flood", "slow-registry"])
async def test_while_something_misbehaves_the_others_are_answered(name):
    lines = (
        await measure_starvation(Plan(rate=10, seconds=1, households=300, troubles=(name,)))
    ).splitlines()
    trouble, _before, _during, missing, done = (cell.strip() for cell in lines[2].strip("|").split("|"))
    assert (trouble, missing) == (TROUBLES[name].name, "0")
    assert int(done.split()[0]) > 0
