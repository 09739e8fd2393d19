"""How fast a link goes: no burst gathers, and the rest between tries grows."""

import pytest

from sms_gateway.deliver import retry_seconds
from sms_gateway.pace import Pace


def test_a_pace_lets_no_burst_gather():
    clock = [0.0]
    pace = Pace(50, lambda: clock[0])
    clock[0] += 3600
    assert pace.tokens() == 5
    pace.spend(5)
    assert pace.tokens() == 0
    assert pace.seconds_to_next() == pytest.approx(0.02)
    clock[0] += 0.041
    assert pace.tokens() == 2


def test_a_slow_pace_still_lets_one_go():
    clock = [0.0]
    pace = Pace(0.1, lambda: clock[0])
    assert pace.tokens() == 1
    pace.spend(1)
    clock[0] += 9.0
    assert pace.tokens() == 0
    clock[0] += 1.1
    assert pace.tokens() == 1


def test_the_rest_between_tries_doubles_up_to_an_hour_and_scatters():
    rests = {attempt: {retry_seconds(attempt) for _ in range(200)} for attempt in (1, 2, 5, 20)}
    assert (min(rests[1]) >= 7, max(rests[1]) <= 15) == (True, True)
    assert (min(rests[2]) >= 15, max(rests[2]) <= 30) == (True, True)
    assert (min(rests[5]) >= 120, max(rests[5]) <= 240) == (True, True)
    assert max(rests[20]) <= 3600
    assert len(rests[20]) > 50
