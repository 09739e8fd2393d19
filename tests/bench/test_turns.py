"""A short run of the bench of whole turns finds each message answered once."""

from sms_gateway.bench.turns import Plan, measure_turns, report


async def test_each_message_has_one_turn_and_one_answer():
    plan = Plan(households=200, seconds=1, active=8)
    measured = await measure_turns(plan)
    tally = measured.tally
    assert (tally.refused, tally.broken, tally.unanswered, tally.unasked) == (0, 0, 0, 0)
    assert measured.kept["turns done"] == measured.kept["messages out"] == len(tally.turns) == tally.sent > 8
    assert measured.kept["tickets"] == tally.tickets
    assert f"| {tally.sent} |" in " ".join(report(plan, measured).split())


async def test_at_a_pace_so_many_are_sent_and_no_more():
    measured = await measure_turns(Plan(households=200, seconds=1, pace=20))
    assert measured.tally.sent == len(measured.tally.turns) == 20
