"""The audit's bench on a few rows: each kind of tampering is found where it was done."""

from sms_gateway.bench.audit import measure_audit


async def test_what_was_done_to_a_row_is_found_at_that_row():
    lines = (await measure_audit(3_000)).splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]
    assert [name for name, *_rest in cells] == ["nothing", "edited", "removed", "inserted"]
    assert cells[0][2] == "whole"
    assert all(at == found for _name, at, found, _seconds in cells[1:])
