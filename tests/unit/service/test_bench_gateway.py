"""The bench of the gateway counts right, so that its table can be believed."""

import asyncio
import struct

from sms_gateway.bench.gateway import recours
from sms_gateway.bench.gateway.flow import Window
from sms_gateway.bench.gateway.plan import Plan
from sms_gateway.bench.gateway.smsc import WORDS, deliver_sm
from sms_gateway.bench.gateway.table import measure_gateway
from sms_gateway.channels.smpp.codec import Command, decode


async def test_a_message_that_never_arrives_is_counted_lost_and_a_second_copy_doubled(monkeypatch):
    monkeypatch.setattr("sms_gateway.bench.gateway.flow.SETTLE_SECONDS", 0.1)
    loop = asyncio.get_running_loop()

    def begin(number):
        for _copy in range({3: 0, 5: 2}.get(number, 1)):
            loop.call_later(0.01, window.arrived, number)

    window = Window(begin, active=4)
    flow = await window.run("MO", 0.3)
    assert flow.done > 5
    assert (flow.lost, flow.doubled) == (1, 1)


async def test_a_wait_for_room_counts_in_a_paced_messages_time(monkeypatch):
    loop = asyncio.get_running_loop()
    window = Window(lambda number: loop.call_later(0.1, window.arrived, number), active=1, pace=1000)
    flow = await window.run("MT", 0.3)
    assert max(flow.times) > 0.15  # the second had to wait for the first


def test_the_smsc_of_the_bench_delivers_what_ours_can_read():
    pdu = decode(deliver_sm(7))
    assert (pdu.command, pdu.sequence) == (Command.DELIVER_SM, 7)
    assert pdu.text("source") == b"212600000007"
    assert pdu.octets.decode() == WORDS.format(7)
    assert struct.unpack(">I", deliver_sm(7)[:4])[0] == len(deliver_sm(7))


async def test_what_goes_through_the_gateway_both_ways_is_counted_once():
    out, into = await recours.measure(Plan(seconds=0.5, active=8))
    assert (out.lost, out.doubled, into.lost, into.doubled) == (0, 0, 0, 0)
    assert out.done > 8
    assert into.done > 8
    assert min(out.cpu, out.memory, into.memory) > 0


async def test_the_table_has_a_row_for_each_figure():
    table = await measure_gateway(Plan(seconds=0.2, links=2, idle_seconds=0.2), beside_kannel=False)
    lines = table.splitlines()
    assert len({len(line) for line in lines}) == 1
    for name in ("MT a second", "MO p50 / p99 (ms)", "MO lost / doubled", "2 idle links"):
        assert any(line.startswith(f"| {name}") for line in lines)
