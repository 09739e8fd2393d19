"""A short round of the bench of processes counts what PostgreSQL keeps."""

import psycopg
import pytest

from sms_gateway.bench.processes import Plan, empty, measure_processes, report
from tests.peers.postgres import cluster  # noqa: F401 - a fixture


@pytest.mark.peer
async def test_two_processes_give_each_message_its_turn(cluster):  # noqa: F811 - the fixture
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as server:
        server.execute("CREATE DATABASE short_bench")
    plan = Plan(cluster.url("short_bench"), (2,), households=200, seconds=2, active=8)
    [measured] = await measure_processes(plan)
    assert measured.done == measured.tally.sent > 0
    assert (measured.tally.refused, measured.tally.unanswered, measured.tally.unasked) == (0, 0, 0)
    assert measured.database_cpu > 0
    assert "2 processes" in report([measured])


def test_a_database_that_is_no_benchs_is_not_emptied(cluster):  # noqa: F811 - the fixture
    with pytest.raises(ValueError, match="bench"):
        empty(cluster.fresh())
