"""How many households a generation has, in every kind of registry: counted as it is written, kept beside it."""

from __future__ import annotations

import pytest

from programmes.registry.counts import Households

H = "case_number,status,status_since,head_birth_year,region,phones\n"
NONE = {
    "members": "case_number,member_id,birth_date,relation,at_school\n",
    "payments": "case_number,month,amount,state,day\n",
}
FIRST, SECOND, THIRD = (f"ASD-2024-00000{number}" for number in (1, 2, 3))
SOUSS, ORIENTAL = ("ma_asd", "Souss-Massa"), ("ma_asd", "Oriental")


def row(number, status="accepted", region="Souss-Massa"):
    return f"{number},{status},2025-01-10,1980,{region},0612345678\n"


@pytest.fixture
def base(import_csv):
    return import_csv(H + row(FIRST) + row(SECOND, "refused") + row(THIRD, region="Oriental"), **NONE)


async def test_an_import_counts_who_is_registered_and_who_benefits(base, registry):
    assert base.refused == []
    assert await registry.households() == {SOUSS: Households(2, 1), ORIENTAL: Households(1, 1)}


async def test_a_delta_counts_on_from_the_generation_before(base, delta, registry):
    delta(households=H + row(SECOND) + row(FIRST, region="Oriental"), removed=f"case_number\n{THIRD}\n")
    assert await registry.households() == {SOUSS: Households(1, 1), ORIENTAL: Households(1, 1)}


async def test_a_full_import_counts_anew(base, import_csv, registry):
    import_csv(H + row(FIRST, "suspended"), **NONE)
    assert await registry.households() == {SOUSS: Households(1, 0)}


async def test_what_was_written_before_households_were_counted_stays_unknown_until_a_full_import(
    base, kind, delta, import_csv, registry
):
    with kind.generations.begin(copied=True) as generation:
        generation.publish(None)
    assert await registry.households() is None
    delta(households=H + row(SECOND))
    assert await registry.households() is None
    import_csv(H + row(FIRST), **NONE)
    assert await registry.households() == {SOUSS: Households(1, 1)}
