"""CSV files as ministries send them, through the real import into a real registry."""

from __future__ import annotations

from datetime import date

import pytest

from programmes.household import CaseStatus, PaymentState, Relation
from programmes.registry.csv_files import RegistryFileError
from programmes.registry.reports import MOST_REPORTED, RefusedRow
from tests.unit.programmes.builders import HOUSEHOLDS, MEMBERS, PAYMENTS

H = "case_number,status,status_since,head_birth_year,phones,commune,region,reason,applied_on,reason_score\n"
M = "case_number,member_id,birth_date,relation,at_school,disabled,orphan,joined_on,left_on,school_since,school_until\n"
P = "case_number,month,amount,state,day,currency,reason\n"
#: A case number as the import compares it; no report may hold it.
SECRET = "2024000001"


async def test_every_column_comes_back_as_it_was_meant(import_csv, registry):
    report = import_csv(
        H
        + "ASD-2024-000007,refused,3/11/2025,1979,0612345678|+212 7 00 00 00 07,Azilal,Beni Mellal,SCORE,2025-10-01,9.81\n",
        M
        + "ASD-2024-000007,a,1979-05-02,head,,,,,,,\n"
        + "ASD-2024-000007,b,2012-02-29,child,oui,1,0,01/02/2020,,2018-09-01,2025-06-30\n",
        P + 'ASD-2024-000007,2025-09,"1 350,50",collected,29/09/2025,MAD,\n'
        "ASD-2024-000007,10/2025,900.00,RETURNED,2025-10-30,,NOT_COLLECTED\n",
    )
    assert (report.households, report.members, report.payments, report.generation) == (1, 2, 2, 1)
    found = await registry.case_by_number("asd 2024.000007")
    assert (found.number, found.status, found.status_since) == (
        "ASD-2024-000007",
        CaseStatus.REFUSED,
        date(2025, 11, 3),
    )
    assert (found.head_birth_year, found.commune, found.region) == (1979, "Azilal", "Beni Mellal")
    assert (found.reason, found.reason_data, found.applied_on) == (
        "SCORE",
        {"score": "9.81"},
        date(2025, 10, 1),
    )
    assert found.phones == ("+212612345678", "+212700000007")
    child = found.members[1]
    assert (child.member_id, child.birth_date, child.relation) == ("b", date(2012, 2, 29), Relation.CHILD)
    assert (child.at_school, child.disabled, child.orphan) == (True, True, False)
    assert (child.joined_on, child.left_on) == (date(2020, 2, 1), None)
    assert (child.school_since, child.school_until) == (date(2018, 9, 1), date(2025, 6, 30))
    newest, oldest = found.payments
    assert (newest.month, newest.amount, newest.state, newest.reason) == (
        "2025-10",
        90000,
        PaymentState.RETURNED,
        "NOT_COLLECTED",
    )
    assert (oldest.month, oldest.amount, oldest.day, oldest.currency) == (
        "2025-09",
        135050,
        date(2025, 9, 29),
        "MAD",
    )


FORMS = {
    "utf-8": lambda text: text.encode(),
    "utf-8 with a byte order mark": lambda text: text.encode("utf-8-sig"),
    "semicolons": lambda text: text.replace(",", ";").encode(),
    "tabs": lambda text: text.replace(",", "\t").encode(),
    "carriage returns": lambda text: text.replace("\n", "\r\n").encode(),
    "capital header": lambda text: text.replace("case_number", " Case_Number ").encode(),
    "no newline at the end": lambda text: text.rstrip("\n").encode(),
    "empty lines": lambda text: (text + "\n\n").encode(),
    "Arabic digits": lambda text: text.replace("2", "٢").replace("0", "٠").encode(),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
async def test_a_file_may_be_written_in_many_ways(import_csv, registry, form):
    report = import_csv(*map(form, (HOUSEHOLDS, MEMBERS, PAYMENTS)))
    assert (report.refused, report.households, report.members, report.payments) == ([], 1, 1, 1)
    assert (await registry.cases_of_phone("+212612345678"))[0].members[0].birth_date == date(2015, 3, 1)


@pytest.mark.parametrize(
    ("encoding", "commune"),
    [
        ("cp1252", "Fès-Boulemane, cité Hélène"),
        ("cp1256", "شفشاون الجديدة"),
        ("cp1256", "مكناس"),
        ("cp1252", "Béni Mellal"),
        ("utf-8", "بني ملال"),
    ],
)
@pytest.mark.parametrize("given", [True, False])
async def test_windows_code_pages_are_given_or_recognised(import_csv, registry, encoding, commune, given):
    households = H + f'ASD-2024-000001,accepted,2025-01-10,1980,0612345678,"{commune}",,,,\n'
    import_csv(households.encode(encoding), encoding=encoding if given else None)
    assert (await registry.case_by_number("2024000001")).commune == commune


def row_of(header, usual):
    """A file of one row: `usual` but for the cells that are given."""
    names = header.strip().split(",")
    return lambda **cells: header + ",".join(({**usual, **cells}).get(name, "") for name in names) + "\n"


NUMBER = {"case_number": "ASD-2024-000001"}
member = row_of(M, {**NUMBER, "member_id": "1", "birth_date": "2015-03-01", "relation": "child"})
household = row_of(
    H, {**NUMBER, "status": "accepted", "status_since": "2025-01-10", "head_birth_year": "1980"}
)
payment = row_of(P, {**NUMBER, "month": "2026-01", "amount": "500", "state": "sent", "day": "2026-01-30"})


REFUSED = [
    ("households", household(status="approved"), "status: unknown code"),
    ("households", household(status_since=""), "status_since: empty"),
    ("households", household(status_since="2027-01-01"), "status_since: lies in the future"),
    ("households", household(head_birth_year="80"), "head_birth_year: a year"),
    ("households", household(head_birth_year="2031"), "head_birth_year: a year"),
    ("households", household(phones="12345"), "phones: "),
    ("households", household(phones="mother"), "phones: not a phone number"),
    ("households", household(reason="BAD_LUCK"), "reason: unknown code"),
    ("households", household(applied_on="12/25/2025"), "applied_on: day and month look swapped"),
    ("households", household(applied_on="2025-13-02"), "applied_on: day and month look swapped"),
    ("households", household(case_number="ASD"), "case_number: empty"),
    ("households", household(commune="x" * 81), "commune: longer than 80"),
    ("households", household() + household().splitlines()[1] + "\n", "case_number: the case of line 2 again"),
    ("members", member(birth_date="2026-02-11"), "birth_date: lies in the future"),
    ("members", member(birth_date="1905-01-01"), "birth_date: older than 120 years"),
    ("members", member(birth_date="31/06/2015"), "birth_date: there is no such day"),
    ("members", member(birth_date="yesterday"), "birth_date: not a date"),
    ("members", member(birth_date="01/02/15"), "birth_date: not a date"),
    ("members", member(relation="nephew"), "relation: unknown code"),
    ("members", member(member_id=" "), "member_id: empty"),
    ("members", member(at_school="maybe"), "at_school: 1 or 0"),
    ("members", member(joined_on="2020-01-02", left_on="2020-01-01"), "left_on: lies before joined_on"),
    ("members", member(school_since="2020-01-02", school_until="2020-01-01"), "school_until: lies before"),
    ("members", member() + member().splitlines()[1] + "\n", "member_id: twice in this case"),
    ("members", member(case_number="ASD-2024-000009"), "case_number: no household has it"),
    ("members", member(case_number="ASD-2023-000009"), "case_number: no household has it"),
    ("members", M + "ASD-2024-000001,1,2015-03-01\n", "3 cells where the header has 11"),
    ("payments", payment(amount="-500"), "amount: an amount is 0 or more"),
    ("payments", payment(amount="500.005"), "amount: at most 2 decimals"),
    ("payments", payment(amount="NaN"), "amount: an amount is 0 or more"),
    ("payments", payment(amount="lots"), "amount: not an amount"),
    ("payments", payment(amount=""), "amount: not an amount"),
    ("payments", payment(month="2026-13"), "month: there is no such month"),
    ("payments", payment(month="January"), "month: not a month"),
    ("payments", payment(state="lost"), "state: unknown code"),
    ("payments", payment(currency="EUR"), "currency: this programme pays in MAD"),
]


@pytest.mark.parametrize(("kind", "text", "reason"), REFUSED, ids=[f"{row[0]} {row[2]}" for row in REFUSED])
def test_a_bad_row_is_refused_with_file_line_and_reason_and_nothing_is_put_in_place(
    import_csv, path, kind, text, reason
):
    report = import_csv(**{kind: text})
    row = report.refused[0]
    assert (row.file, row.line) == (f"{kind}.csv", text.count("\n"))
    assert row.reason.startswith(reason)
    assert SECRET not in row.reason.replace("-", "")
    assert (report.generation, path.exists()) == (None, False)


TWO = HOUSEHOLDS + "ASD-2024-000002,accepted,2025-01-10,1980,0612345679\n"


async def test_told_to_skip_a_case_with_a_bad_row_is_left_out_whole_and_the_others_come_in(
    import_csv, registry
):
    report = import_csv(TWO, MEMBERS + "ASD-2024-000002,1,soon,child,1\n", skip_bad_rows=True)
    assert report.refused == [
        RefusedRow("members.csv", 3, "birth_date: not a date; write 2025-11-28 or 28/11/2025")
    ]
    assert (report.households, report.left_out, report.generation) == (1, 1, 1)
    assert await registry.case_by_number("ASD-2024-000001") is not None
    assert await registry.case_by_number("ASD-2024-000002") is None


async def test_a_case_that_comes_twice_is_nobody_s_guess_and_left_out(import_csv, registry):
    report = import_csv(TWO + TWO.splitlines()[1] + "\n", skip_bad_rows=True)
    assert (report.refused_rows, report.households) == (1, 1)
    assert await registry.case_by_number("ASD-2024-000001") is None


def test_the_members_of_a_refused_household_are_not_reported_one_by_one(import_csv):
    report = import_csv(HOUSEHOLDS.replace("accepted", "approved"), skip_bad_rows=True)
    assert [row.file for row in report.refused] == ["households.csv"]


async def test_an_import_that_is_refused_leaves_the_generation_in_use(import_csv, registry):
    import_csv()
    assert import_csv(HOUSEHOLDS.replace("accepted", "approved")).generation is None
    assert registry.generation == 1
    assert (await registry.case_by_number("2024000001")).status is CaseStatus.ACCEPTED


def test_a_thousand_refused_rows_are_listed_and_all_are_counted(import_csv):
    report = import_csv(members=MEMBERS + "ASD-2024-000001,1,soon,child,1\n" * 1500)
    assert (len(report.refused), report.refused_rows) == (MOST_REPORTED, 1500)


def test_the_files_need_no_order(import_csv):
    number = "ASD-2024-{:06d}"
    households = [f"{number.format(i)},accepted,2025-01-10,1980,{612000000 + i}\n" for i in range(200)]
    members = [f"{number.format(i)},{j},2015-03-01,child,1\n" for j in range(3) for i in reversed(range(200))]
    head, member_head = HOUSEHOLDS.splitlines()[0], MEMBERS.splitlines()[0]
    report = import_csv(
        f"{head}\n{''.join(reversed(households))}",
        f"{member_head}\n{''.join(members)}",
        PAYMENTS,
    )
    assert (report.households, report.members, report.payments, report.refused) == (200, 600, 1, [])


def test_progress_is_told_and_ends_at_the_whole(import_csv):
    told = []
    import_csv(
        members=MEMBERS.splitlines()[0]
        + "\n"
        + "".join(f"ASD-2024-000001,{i},2015-03-01,child,1\n" for i in range(9000)),
        progress=lambda done, total: told.append((done, total)),
    )
    assert len(told) > 2
    assert told == sorted(told)
    assert all(done <= total for done, total in told)
    assert told[-1][0] == told[-1][1]


UNREADABLE = {
    "a column is missing": (
        HOUSEHOLDS.replace("head_birth_year", "birth_year"),
        "the column head_birth_year is missing",
    ),
    "a column is misspelt": (HOUSEHOLDS.replace("phones", "phone"), "column 5 is not known"),
    "a column comes twice": (HOUSEHOLDS.replace("phones", "status"), "column 5 has the name of another one"),
    "an empty file": ("", "the column case_number is missing"),
    "UTF-16": (HOUSEHOLDS.encode("utf-16"), "UTF-16"),
}


@pytest.mark.parametrize(("content", "trouble"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_file_that_cannot_be_read_at_all_is_named(import_csv, path, content, trouble):
    with pytest.raises(RegistryFileError, match=r"households\.csv: .*" + trouble):
        import_csv(content)
    assert not path.exists()


def test_a_wrong_or_unknown_encoding_is_named(import_csv):
    with pytest.raises(RegistryFileError, match="is not utf-8"):
        import_csv(HOUSEHOLDS.replace("0612345678", "é").encode("cp1252"), encoding="utf-8")
    with pytest.raises(RegistryFileError, match="unknown encoding"):
        import_csv(encoding="klingon")


def test_an_open_quote_spoils_its_own_rows_and_is_told(import_csv):
    report = import_csv(
        members=MEMBERS + '"ASD-2024-000001,2,2015-03-01,child,1\n' + MEMBERS.splitlines()[1] + "\n"
    )
    assert report.generation is None
    assert report.refused[0].line >= 3


@pytest.mark.parametrize(
    "payload", [b"\x00\x00\x00", b"\xff\xfe\xfa", b'"""', b",,,,\n;;;;\n", b"\xd9" * 300]
)
def test_hostile_bytes_do_no_harm(import_csv, path, payload):
    try:
        report = import_csv(members=MEMBERS.encode() + payload)
    except RegistryFileError:
        return
    assert report.generation is None or not report.refused
