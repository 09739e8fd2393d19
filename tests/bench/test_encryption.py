"""The bench of encryption runs, counts what a turn seals, and tells a share."""

import re

from sms_gateway.bench.encryption import Plan, counted, measure_encryption
from storage.fields import Keys


async def test_a_turn_seals_opens_and_hashes_something_and_the_share_is_told():
    told = await measure_encryption(Plan(turns=20, active=4, households=60))
    calls = {
        name: float(number) for name, number in re.findall(r"\| (seal|open|keyed hash) +\| +([\d.]+)", told)
    }
    assert set(calls) == {"seal", "open", "keyed hash"}
    assert all(number >= 1 for number in calls.values())
    assert re.search(r"[\d.]+ % of a turn", told)


def test_what_is_counted_is_put_back():
    before = Keys.seal_bytes
    with counted() as sizes:
        Keys.fresh().seal(b"mo.text", "bonjour")
    assert sizes["seal_bytes"] == [7]
    assert Keys.seal_bytes is before
