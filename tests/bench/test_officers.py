"""Officers really sign in, look, answer and are told; the phones beside them are answered all the same."""

from sms_gateway.bench.officers import Plan, measure_officers


async def test_phones_are_answered_while_officers_work_and_the_tables_say_what_both_waited():
    plan = Plan(rate=10, seconds=4, officers=2, think=0.05, households=300, tickets=60)
    phones, pages = (await measure_officers(plan)).split("\n\n")
    rounds = {cells[0]: cells[1:] for cells in map(_cells, phones.splitlines()[2:])}
    assert [(name, cells[1]) for name, cells in rounds.items()] == [
        ("alone", "0"),
        ("beside 2 officers", "0"),
    ]
    seen = {cells[0]: cells[1] for cells in map(_cells, pages.splitlines()[2:])}
    assert seen.pop("errors") == "0"
    assert not [name for name in seen if name.startswith("error")]
    wanted = {"queue", "queue, filtered", "ticket", "reply, preview", "reply, sent", "search by words"}
    assert wanted | {"replies", "lines held"} <= seen.keys()
    assert all(int(number) > 0 for name, number in seen.items() if name in wanted)


def _cells(line):
    return [cell.strip() for cell in line.strip("|").split("|")]
