"""What a delta changes and what it leaves alone, in every kind of registry."""

from __future__ import annotations

from datetime import date

import pytest

from programmes.household import CaseStatus
from programmes.registry.csv_files import RegistryFileError

H = "case_number,status,status_since,head_birth_year,phones\n"
M = "case_number,member_id,birth_date,relation,at_school\n"
P = "case_number,month,amount,state,day\n"
FIRST, SECOND = "ASD-2024-000001", "ASD-2024-000002"


@pytest.fixture
def base(import_csv):
    import_csv(
        f"{H}{FIRST},accepted,2025-01-10,1980,0612345678\n{SECOND},received,2025-06-01,1975,0612345679\n",
        f"{M}{FIRST},1,2015-03-01,child,1\n{FIRST},2,2018-03-01,child,0\n",
        f"{P}{FIRST},2025-12,500,collected,2025-12-30\n{FIRST},2026-01,500,sent,2026-01-30\n",
    )


async def test_a_decision_alone_changes_the_household_and_nothing_else(base, delta, registry):
    before = await registry.case_by_number(FIRST)
    report = delta(households=f"{H}{FIRST},suspended,2026-02-01,1980,0612345678\n")
    case = await registry.case_by_number(FIRST)
    assert (case.status, case.members, case.payments) == (
        CaseStatus.SUSPENDED,
        before.members,
        before.payments,
    )
    assert (await registry.case_by_number(SECOND)).status is CaseStatus.RECEIVED
    assert (report.households, report.generation) == (1, 2)


async def test_a_payment_replaces_its_month_and_a_new_one_comes_first(base, delta, registry):
    delta(payments=f"{P}{FIRST},2026-01,500,collected,2026-01-31\n{FIRST},2026-02,600,planned,2026-02-27\n")
    case = await registry.case_by_number(FIRST)
    assert [(p.month, p.amount, p.state) for p in case.payments] == [
        ("2026-02", 60000, "planned"),
        ("2026-01", 50000, "collected"),
        ("2025-12", 50000, "collected"),
    ]


async def test_a_member_is_changed_by_its_id_and_a_birth_is_added(base, delta, registry):
    delta(members=f"{M}{FIRST},2,2018-03-01,child,1\n{FIRST},3,2026-01-15,child,0\n")
    members = (await registry.case_by_number(FIRST)).members
    assert [(m.member_id, m.at_school, m.birth_date.year) for m in members] == [
        ("1", True, 2015),
        ("2", True, 2018),
        ("3", False, 2026),
    ]


async def test_a_new_phone_finds_the_case_and_the_old_one_no_longer(base, delta, registry):
    delta(households=f"{H}{FIRST},accepted,2025-01-10,1980,0698765432\n")
    assert [c.number for c in await registry.cases_of_phone("+212698765432")] == [FIRST]
    assert await registry.cases_of_phone("+212612345678") == ()


async def test_a_new_case_comes_in_and_a_removed_one_goes_with_its_phones(base, delta, registry):
    new = "ASD-2026-000003"
    report = delta(
        households=f"{H}{new},received,2026-02-05,1990,0612345670\n", removed=f"case_number\n{SECOND}\n"
    )
    assert (await registry.case_by_number(new)).status is CaseStatus.RECEIVED
    assert await registry.case_by_number(SECOND) is None
    assert await registry.cases_of_phone("+212612345679") == ()
    assert (report.households, report.removed) == (1, 1)


async def test_the_same_delta_twice_leaves_the_same_cases(base, delta, registry):
    files = {
        "households": f"{H}{FIRST},suspended,2026-02-01,1980,0612345678\n",
        "members": f"{M}{FIRST},3,2026-01-15,child,0\n",
        "payments": f"{P}{FIRST},2026-02,600,planned,2026-02-27\n",
        "removed": f"case_number\n{SECOND}\n",
    }
    delta(**files)
    once = await registry.case_by_number(FIRST)
    delta(**files)
    assert await registry.case_by_number(FIRST) == once
    assert [c.number for c in await registry.cases_of_phone("+212612345678")] == [FIRST]


@pytest.mark.parametrize(
    "files",
    [
        {"members": f"{M}ASD-2024-000009,1,2015-03-01,child,1\n"},
        {"payments": f"{P}{FIRST},2026-13,500,sent,2026-01-30\n"},
        {"households": f"{H}{FIRST},lost,2026-02-01,1980,\n"},
        {"removed": f"case_number\n{FIRST}\n", "households": f"{H}{FIRST},ended,2026-02-01,1980,\n"},
        {"removed": "case_number\nno number\n"},
    ],
)
async def test_a_wrong_row_leaves_everything_as_it_was(base, delta, registry, files):
    before = [await registry.case_by_number(number) for number in (FIRST, SECOND)]
    good = {"payments": f"{P}{SECOND},2026-02,600,planned,2026-02-27\n"}
    report = delta(**{**good, **files})
    assert report.refused_rows >= 1
    assert report.generation is None
    assert [await registry.case_by_number(number) for number in (FIRST, SECOND)] == before


async def test_told_to_skip_the_wrong_case_stays_as_it_was_and_the_others_change(base, delta, registry):
    rows = f"{P}{FIRST},2026-13,500,sent,2026-01-30\n{SECOND},2026-02,600,planned,2026-02-27\n"
    report = delta(payments=rows, skip_bad_rows=True)
    assert (report.refused_rows, report.left_out) == (1, 0)
    assert (await registry.case_by_number(SECOND)).payments[0].month == "2026-02"
    assert (await registry.case_by_number(FIRST)).payments[0].day == date(2026, 1, 30)


async def test_a_delta_without_a_base_makes_one(delta, registry):
    delta(households=f"{H}{FIRST},received,2026-02-01,1980,\n")
    assert (await registry.case_by_number(FIRST)).members == ()


def test_a_delta_of_nothing_is_an_error(delta):
    with pytest.raises(RegistryFileError, match="holds none of"):
        delta()
