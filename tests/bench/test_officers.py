"""Officers really sign in, look, answer and are told; the phones beside them are answered all the same."""

import pytest

from sms_gateway.bench.officers import Plan, Round, measure_officers
from sms_gateway.bench.officers_report import report, verdict


async def test_phones_are_answered_while_officers_work_and_the_tables_say_what_both_waited():
    plan = Plan(rate=10, seconds=4, rounds=2, officers=2, think=0.05, households=300, tickets=60)
    phones, told, pages = report(await measure_officers(plan)).split("\n\n")
    rounds = [_cells(row) for row in phones.splitlines()[2:]]
    names = ["1 alone", "1 beside 2 officers", "2 alone", "2 beside 2 officers"]
    assert [cells[0] for cells in rounds] == names
    assert [cells[3] for cells in rounds] == ["0"] * 4
    assert all(float(cells[2]) >= 0 for cells in rounds)
    assert told.startswith("p95 alone ")
    seen = {cells[0]: cells[1] for cells in map(_cells, pages.splitlines()[2:])}
    assert seen.pop("errors") == "0"
    assert not [name for name in seen if name.startswith("error")]
    wanted = {"queue", "queue, filtered", "ticket", "reply, preview", "reply, sent", "search by words"}
    assert wanted | {"replies", "lines held"} <= seen.keys()
    assert all(int(number) > 0 for name, number in seen.items() if name in wanted)


@pytest.mark.parametrize(
    ("beside", "said"),
    [
        ((24.1, 25.0, 24.4), "moved by +0.4 ms, no more than rounds alone differ (1.2 ms)"),
        ((27.5, 28.0, 29.0), "moved by +4.0 ms, more than rounds alone differ (1.2 ms)"),
        ((22.0, 22.5, 23.0), "moved by -1.5 ms, more than rounds alone differ (1.2 ms)"),
    ],
)
def test_a_difference_is_told_from_noise_by_the_rounds_alone(beside, said):
    assert said in verdict(_rounds(23.5, 24.0, 24.7), _rounds(*beside))


def _rounds(*milliseconds):
    return [Round([one / 1000] * 20, 0, 0.3, 0.01) for one in milliseconds]


def _cells(line):
    return [cell.strip() for cell in line.strip("|").split("|")]
