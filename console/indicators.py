"""The indicators of the service, counted from what happened to its tickets (docs/indicators.md)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from console.figures import Cell, Figure, Kind, Row, median, percentile, sheltered, sheltered_cells
from console.marks import _
from console.office import Households
from storage.indicators import TicketFact
from storage.records import Outcome

DAY = 24 * 3600
#: A receipt is given at once; an hour leaves room for an operator's queue.
ACKNOWLEDGE_WITHIN = 3600
#: Of those due, the share to be answered in time.
TARGET = 0.9
_PEOPLE = 10_000
_WON = {Outcome.UPHELD, Outcome.PARTLY}
_AGES = (("7", 7), ("15", 15), ("30", 30), ("60", 60))
_OLDER = "more"

_RECEIVED, _IN_TIME, _MEDIAN = _("Received"), _("Answered in time"), _("Median days")
_DECIDED, _UPHELD = _("Decided"), _("Upheld, also in part")
_PER, _COVERAGE = _("Per 10,000 households"), _("Benefit, of those registered")
_UNKNOWN = Households(0, 0)

Groups = Mapping[str, Sequence[TicketFact]]


@dataclass(frozen=True, slots=True)
class Indicators:
    """The figures of a period: single ones by name, tables with pictures, how many tickets they rest on."""

    tiles: Mapping[str, Cell]
    figures: tuple[Figure, ...]
    received: int


#: What the single figures are called.
TILES = {
    "received": _("Received"),
    "rate": _PER,
    "coverage": _COVERAGE,
    "acknowledged": _("Acknowledged within an hour"),
    "in_time": _IN_TIME,
    "median": _("Median days to the decision"),
    "p90": _("90 in 100 decided within, days"),
    "reopened": _("Reopened"),
    "second_level": _("Brought before a supervisor"),
    "open": _("Open now"),
    "satisfaction": _("Satisfaction, 1 to 5"),
}


def indicators(
    facts: Sequence[TicketFact],
    backlog: Sequence[TicketFact],
    households: Mapping[str, Households],
    zone: ZoneInfo,
    now: int,
) -> Indicators:
    """The indicators of tickets filed in a period, and of all that are open now.

    `households` are those of each region; empty where nobody knows them.
    """
    figures = (
        _flow(facts, zone),
        _by("channel", _("By channel"), "", facts, lambda one: one.link, now),
        _by("language", _("By language"), "language", facts, lambda one: one.language, now),
        _regions(facts, households, now),
        _motives(facts),
        _outcomes(facts),
        _refusals(facts),
        _ages(backlog, now),
        _scores(facts),
    )
    tiles = sheltered_cells(_tiles(facts, backlog, households, now), len(facts))
    return Indicators(tiles, tuple(sheltered(figure) for figure in figures), len(facts))


def _tiles(
    facts: Sequence[TicketFact], backlog: Sequence[TicketFact], households: Mapping[str, Households], now: int
) -> dict[str, Cell]:
    days = _days(facts)
    scores = [one.score for one in facts if one.score is not None]
    people = sum(one.benefiting for one in households.values())
    prompt = [_promptly(one) for one in facts]
    return {
        "received": Cell(len(facts)),
        "rate": _per(len(facts), people),
        "coverage": _share(people, sum(one.registered for one in households.values())),
        "acknowledged": _share(sum(prompt), len(facts)),
        "in_time": in_time(facts, now),
        "median": Cell(median(days), Kind.DAYS),
        "p90": Cell(percentile(days, 0.9), Kind.DAYS),
        "reopened": _share(sum(one.reopened for one in facts), len(facts)),
        "second_level": _share(sum(one.second_level for one in facts), len(facts)),
        "open": Cell(len(backlog)),
        "satisfaction": Cell(sum(scores) / len(scores) if len(scores) >= 5 else None, Kind.SCORE),
    }


def in_time(facts: Iterable[TicketFact], now: int) -> Cell:
    """The share answered by its day, of those decided or due; what was withdrawn asks for no answer."""
    kept = total = 0
    for one in facts:
        if one.outcome is Outcome.WITHDRAWN or (one.decided_at is None and one.due_at > now):
            continue
        total += 1
        kept += one.decided_at is not None and one.decided_at <= one.due_at
    return _share(kept, total)


def _promptly(one: TicketFact) -> bool:
    return one.acknowledged_at is not None and one.acknowledged_at - one.created_at <= ACKNOWLEDGE_WITHIN


def _days(facts: Iterable[TicketFact]) -> list[float]:
    return [(one.decided_at - one.created_at) / DAY for one in facts if one.decided_at is not None]


def _share(part: int, whole: int) -> Cell:
    return Cell(part / whole if whole else None, Kind.SHARE)


def _per(received: int, people: int) -> Cell:
    return Cell(received * _PEOPLE / people if people else None, Kind.RATE)


def _grouped(facts: Iterable[TicketFact], key: Callable[[TicketFact], str]) -> Groups:
    groups: defaultdict[str, list[TicketFact]] = defaultdict(list)
    for one in facts:
        groups[key(one)].append(one)
    return dict(sorted(groups.items(), key=lambda group: (-len(group[1]), group[0])))


def _by(
    key: str, title: str, labels: str, facts: Sequence[TicketFact], of: Callable[[TicketFact], str], now: int
) -> Figure:
    rows = (
        Row(name, (Cell(len(group)), in_time(group, now), Cell(median(_days(group)), Kind.DAYS)))
        for name, group in _grouped(facts, of).items()
    )
    return Figure(key, title, labels, (_RECEIVED, _IN_TIME, _MEDIAN), tuple(rows))


def _regions(facts: Sequence[TicketFact], households: Mapping[str, Households], now: int) -> Figure:
    """By region, those of which nothing came too: a region that is silent is news."""
    groups = {**dict.fromkeys(sorted(households), ()), **_grouped(facts, lambda one: one.region or "")}
    rows = []
    for name, group in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
        one = households.get(name, _UNKNOWN)
        cells = (
            Cell(len(group)),
            Cell(one.benefiting or None),
            _share(one.benefiting, one.registered),
            _per(len(group), one.benefiting),
            in_time(group, now),
            Cell(median(_days(group)), Kind.DAYS),
        )
        rows.append(Row(name, cells))
    columns = (_RECEIVED, _("Households"), _COVERAGE, _PER, _IN_TIME, _MEDIAN)
    return Figure("region", _("By region"), "region", columns, tuple(rows), 3 if households else 0)


def _motives(facts: Sequence[TicketFact]) -> Figure:
    return Figure(
        "motive",
        _("By motive"),
        "motive",
        (_RECEIVED, _DECIDED, _UPHELD, _MEDIAN),
        tuple(
            Row(name, (Cell(len(group)), *_decided(group), Cell(median(_days(group)), Kind.DAYS)))
            for name, group in _grouped(facts, lambda one: one.motive).items()
        ),
    )


def _refusals(facts: Sequence[TicketFact]) -> Figure:
    """What was refused wrongly, and why: upheld appeals by the motive of the refusal."""
    groups = _grouped((one for one in facts if one.reason), lambda one: one.reason)
    rows = tuple(Row(name, (Cell(len(group)), *_decided(group))) for name, group in groups.items())
    columns = (_RECEIVED, _DECIDED, _UPHELD)
    return Figure("refusal", _("Upheld by motive of refusal"), "refusal", columns, rows, 2)


def _decided(group: Sequence[TicketFact]) -> tuple[Cell, Cell]:
    told = [one for one in group if one.outcome is not None and one.outcome is not Outcome.WITHDRAWN]
    return Cell(len(told)), _share(sum(one.outcome in _WON for one in told), len(told))


def _outcomes(facts: Sequence[TicketFact]) -> Figure:
    groups = _grouped((one for one in facts if one.outcome), lambda one: str(one.outcome))
    rows = tuple(Row(name, (Cell(len(group)),)) for name, group in groups.items())
    return Figure("outcome", _("By outcome"), "outcome", (_DECIDED,), rows)


def _flow(facts: Sequence[TicketFact], zone: ZoneInfo) -> Figure:
    """Month by month: how many came, how many of these were decided."""
    groups = _grouped(
        facts, lambda one: f"{datetime.fromtimestamp(one.created_at, UTC).astimezone(zone):%Y-%m}"
    )
    rows = tuple(Row(name, (Cell(len(groups[name])), _decided(groups[name])[0])) for name in sorted(groups))
    return Figure("month", _("By month"), "month", (_RECEIVED, _DECIDED), rows)


def _ages(backlog: Sequence[TicketFact], now: int) -> Figure:
    """What is open now, however long ago it came."""
    groups: dict[str, list[TicketFact]] = {name: [] for name in (*dict(_AGES), _OLDER)}
    for one in backlog:
        age = (now - one.created_at) / DAY
        groups[next((name for name, most in _AGES if age < most), _OLDER)].append(one)
    rows = tuple(
        Row(name, (Cell(len(group)), Cell(sum(one.due_at < now for one in group))))
        for name, group in groups.items()
    )
    return Figure("age", _("Open, by age"), "age", (_("Open"), _("Overdue")), rows)


def _scores(facts: Sequence[TicketFact]) -> Figure:
    """How people were served, whatever was decided."""
    groups = _grouped((one for one in facts if one.score is not None), lambda one: str(one.score))
    rows = tuple(Row(str(score), (Cell(len(groups.get(str(score), ()))),)) for score in range(5, 0, -1))
    return Figure("score", _("Satisfaction with the service"), "score", (_("Answers"),), rows)
