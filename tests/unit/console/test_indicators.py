"""Indicators: counted right by hand, hidden where a person could be known, filtered, exported harmlessly."""

import csv
import io
import zipfile
from zoneinfo import ZoneInfo

import pytest

from console.exports import harmless
from console.figures import Cell, Figure, Kind, Row, percentile, sheltered
from console.indicators import indicators
from console.office import Households
from storage.indicators import TicketFact
from storage.records import Outcome, TicketState
from tests.unit.console.many_tickets import HOUSEHOLDS, file_many
from tests.unit.console.officers_in_tests import DAY, NOW, an_officer

ZONE = ZoneInfo("Africa/Casablanca")


def a_fact(**fields):
    values = {
        "programme": "ma_asd",
        "motive": "AMOUNT",
        "region": "Oriental",
        "language": "fr",
        "link": "sms",
        "late": False,
        "state": TicketState.CLOSED,
        "outcome": Outcome.REJECTED,
        "created_at": NOW - 40 * DAY,
        "due_at": NOW - 10 * DAY,
        "acknowledged_at": NOW - 40 * DAY + 10,
        "decided_at": NOW - 30 * DAY,
    }
    return TicketFact(**values | fields)


def found(facts, backlog=(), households=None):
    return indicators(facts, backlog, households or {}, ZONE, NOW)


def figure(of, key):
    return next(one for one in of.figures if one.key == key)


def values(row):
    return [cell.value for cell in row.cells]


def test_answered_in_time_counts_those_answered_or_due_and_not_what_was_withdrawn():
    facts = [
        *[a_fact() for _ in range(6)],
        a_fact(decided_at=NOW - DAY),  # too late
        a_fact(decided_at=None, outcome=None, state=TicketState.REVIEW),  # overdue
        a_fact(decided_at=None, outcome=None, state=TicketState.REVIEW, due_at=NOW + DAY),  # not due yet
        a_fact(outcome=Outcome.WITHDRAWN, decided_at=None),
    ]
    assert found(facts).tiles["in_time"].value == 6 / 8


def test_days_are_a_median_and_the_day_within_which_nine_of_ten_were_decided():
    facts = [a_fact(decided_at=NOW - 40 * DAY + days * DAY) for days in range(1, 11)]
    tiles = found(facts).tiles
    assert (tiles["median"].value, tiles["p90"].value) == (5, 9)
    assert percentile([], 0.9) is None


def test_per_ten_thousand_households_coverage_and_a_region_of_which_nothing_came():
    households = {"Oriental": Households(250_000, 100_000), "Laayoune": Households(50_000, 50_000)}
    of = found([a_fact() for _ in range(30)], households=households)
    rows = {row.key: values(row)[:4] for row in figure(of, "region").rows}
    assert rows == {"Oriental": [30, 100_000, 0.4, 3.0], "Laayoune": [0, 50_000, 1.0, 0.0]}
    assert (of.tiles["rate"].value, of.tiles["coverage"].value) == (2.0, 0.5)


def test_households_that_an_operator_told_have_no_coverage():
    of = found([a_fact() for _ in range(30)], households={"Oriental": Households(0, 100_000)})
    assert (of.tiles["rate"].value, of.tiles["coverage"].value) == (3.0, None)


def test_what_was_refused_wrongly_is_told_by_the_motive_of_the_refusal():
    won, lost = {"outcome": Outcome.UPHELD}, {"outcome": Outcome.REJECTED}
    facts = [a_fact(reason="SCORE", **won)] * 6 + [a_fact(reason="SCORE", **lost)] * 4
    facts += [a_fact(reason="PENSION", **lost)] * 10 + [a_fact(**won)] * 5
    rows = {row.key: values(row) for row in figure(found(facts), "refusal").rows}
    assert rows == {"SCORE": [10, 10, 0.6], "PENSION": [10, 10, 0.0]}


def test_satisfaction_stands_apart_from_what_was_decided():
    facts = [a_fact(outcome=Outcome.REJECTED, score=5)] * 6 + [a_fact(outcome=Outcome.UPHELD, score=1)] * 6
    of = found(facts)
    assert of.tiles["satisfaction"].value == 3
    assert [values(row) for row in figure(of, "score").rows] == [[6], [0], [0], [0], [6]]


def test_open_tickets_are_told_by_age_and_how_many_are_overdue():
    ages = (1, 10, 20, 45, 90)
    backlog = [a_fact(created_at=NOW - age * DAY, due_at=NOW + (40 - age) * DAY) for age in ages]
    assert [values(row) for row in figure(found([a_fact()] * 6, backlog), "age").rows] == [
        [1, 0],
        [1, 0],
        [1, 0],
        [1, 1],
        [1, 1],
    ]


def groups(*sizes):
    rows = tuple(Row(str(n), (Cell(size), Cell(0.5, Kind.SHARE))) for n, size in enumerate(sizes))
    return sheltered(Figure("f", "f", "", ("Received", "Upheld"), rows))


@pytest.mark.parametrize(
    ("sizes", "hidden"),
    [
        ((9, 8, 7), []),
        ((9, 8, 3), [8, 3]),  # the total less 9 and 8 would tell 3
        ((9, 4, 3), [4, 3]),
        ((9, 8, 0), []),
        ((3,), [3]),
    ],
)
def test_a_group_of_fewer_than_five_is_hidden_and_cannot_be_reckoned_back(sizes, hidden):
    rows = groups(*sizes).rows
    assert [row.size for row in rows if row.cells[0].hidden] == hidden
    assert all(row.cells[1].hidden for row in rows if row.cells[0].hidden)


def test_of_four_tickets_in_all_nothing_is_told():
    assert all(cell.hidden for cell in found([a_fact()] * 4).tiles.values())


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_text_is_taken_for_a_formula(text):
    assert harmless(text) == f"'{text}"
    assert harmless("Souss-Massa") == "Souss-Massa"


@pytest.fixture
async def many(store, desk):
    await file_many(store)
    desk.households = HOUSEHOLDS


async def rows_of(browser, query=""):
    page = await browser.open(f"/console/indicators.csv{query}")
    assert page.status == 200
    assert "attachment" in page.headers["Content-Disposition"]
    return list(csv.reader(io.StringIO(page.text.removeprefix("\ufeff"))))


def total(rows):
    return next(row[3] for row in rows if row[2] == "Reçu" and row[0] == "Tous")


async def test_the_file_holds_what_the_page_shows_with_the_filters_applied(browser, many):
    page = await browser.open("/console/indicators?language=ar")
    rows = await rows_of(browser, "?language=ar")
    assert ["Filtre", "language", "", "ar"] in rows
    assert f">{total(rows)}" in page.text
    assert total(rows) != total(await rows_of(browser))


async def test_an_officer_of_a_region_counts_that_region_alone_in_page_and_files(stranger, store, many):
    await store.save_officer(an_officer(regions=("Oriental",)))
    await stranger.sign_in()
    page = await stranger.open("/console/indicators?region=Souss-Massa")
    assert '<th scope="row">Souss-Massa' not in page.text
    assert ">Souss-Massa</option>" not in page.text
    for query in ("", "?region=Souss-Massa"):
        regions = {row[1] for row in await rows_of(stranger, query) if row[0] == "Par région"}
        assert regions <= {"Oriental"}


async def test_sensitive_matters_are_in_no_count_of_those_without_the_right(stranger, store, many):
    await store.save_officer(an_officer())
    await stranger.sign_in()
    without = total(await rows_of(stranger))
    await store.save_officer(an_officer(sensitive=True))
    assert int(total(await rows_of(stranger))) > int(without)
    assert "CONDUCT" not in str(await rows_of(stranger, "?motive=AMOUNT"))


async def test_the_spreadsheet_has_numbers_as_numbers_and_no_formula(browser, client, many):
    answer = await client.get("/console/indicators.xlsx")
    with zipfile.ZipFile(io.BytesIO(await answer.read())) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<v>" in sheet
    assert "<f>" not in sheet


async def test_an_export_is_audited_with_its_filters(browser, store, many):
    await rows_of(browser, "?motive=AMOUNT")
    rows = [entry async for _, entry, _, _ in store.audit_rows()]
    assert (rows[-1].action, rows[-1].details["motive"]) == ("indicators.exported", "AMOUNT")


async def test_the_report_of_a_month_counts_that_month(browser, many):
    page = await browser.open("/console/report?month=2025-09")
    assert "septembre 2025" in page.text
    assert "30 septembre 2025" in page.text


@pytest.mark.parametrize("query", ["?since=x&until=y", "?since=2030-01-01", "?month=99", "?since=0001-01-01"])
async def test_a_period_without_a_sense_is_the_usual_one(browser, query):
    assert (await browser.open(f"/console/indicators{query}")).status == 200
    assert (await browser.open(f"/console/report{query}")).status == 200
