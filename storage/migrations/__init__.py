"""The schema's steps, kept and recorded by sqlite-utils; a step that was released never changes."""

from __future__ import annotations

from importlib.resources import files
from sqlite3 import complete_statement
from typing import TYPE_CHECKING

from sqlite_utils import Migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

migrations = Migrations("recours")


@migrations(name="0001_everything")
def everything(db: Database) -> None:
    """Create all tables, their personal columns sealed from the start."""
    run_file(db, "0001_everything.sql")


@migrations(name="0002_parts")
def parts(db: Database) -> None:
    """Keep the parts of long messages, and the provider's ids of those that we send."""
    run_file(db, "0002_parts.sql")


@migrations(name="0003_ussd")
def ussd(db: Database) -> None:
    """Screens beside the requests that they answer, and the ends of USSD sessions."""
    run_file(db, "0003_ussd.sql")


@migrations(name="0004_time")
def time(db: Database) -> None:
    """Wakeups that say what they are about, ratings, and indexes to purge by age."""
    run_file(db, "0004_time.sql")


@migrations(name="0005_instructions")
def instructions(db: Database) -> None:
    """What upheld tickets have to change."""
    run_file(db, "0005_instructions.sql")


@migrations(name="0006_ussd_ends")
def ussd_ends(db: Database) -> None:
    """Counts of the ends of USSD sessions, which themselves are forgotten by age."""
    run_file(db, "0006_ussd_ends.sql")


@migrations(name="0007_confirmed")
def confirmed(db: Database) -> None:
    """Keep what persons say of doubtful messages."""
    run_file(db, "0007_confirmed.sql")


@migrations(name="0008_links")
def links(db: Database) -> None:
    """How links stand, messages parked or handed from one link to another, indexes for what they cost."""
    run_file(db, "0008_links.sql")


@migrations(name="0009_triage")
def triage(db: Database) -> None:
    """Indexes that hold what the queue's filters ask."""
    run_file(db, "0009_triage.sql")


@migrations(name="0010_regions")
def regions(db: Database) -> None:
    """Indexes for those who work for some regions."""
    run_file(db, "0010_regions.sql")


@migrations(name="0011_desk")
def desk(db: Database) -> None:
    """Notes, the blind index of words, who reads a ticket, messages sent again."""
    run_file(db, "0011_desk.sql")


@migrations(name="0012_accounts")
def accounts(db: Database) -> None:
    """The second step of signing in, where sessions are, programmes of accounts."""
    run_file(db, "0012_accounts.sql")


@migrations(name="0013_lines")
def lines(db: Database) -> None:
    """Links that an operator paused, their traffic, the balance of their provider's account."""
    run_file(db, "0013_lines.sql")


@migrations(name="0014_associations")
def associations(db: Database) -> None:
    """Associations that file for households."""
    run_file(db, "0014_associations.sql")


@migrations(name="0015_casework")
def casework(db: Database) -> None:
    """Clocks, alerts, tasks, tickets that are one or of one cause."""
    run_file(db, "0015_casework.sql")


@migrations(name="0016_indicators")
def indicators(db: Database) -> None:
    """An index for the tickets of a period; texts that somebody would word otherwise."""
    run_file(db, "0016_indicators.sql")


@migrations(name="0017_together")
def together(db: Database) -> None:
    """Tickets answered under another, officers kept away from a ticket, states before a wait."""
    run_file(db, "0017_together.sql")


@migrations(name="0018_rotation")
def rotation(db: Database) -> None:
    """How far a change of the keys is, and which keys each process knows."""
    run_file(db, "0018_rotation.sql")


@migrations(name="0019_waiting")
def waiting(db: Database) -> None:
    """Indexes of the few tickets that wait, are to be closed, or are sensitive."""
    run_file(db, "0019_waiting.sql")


@migrations(name="0020_retention")
def retention(db: Database) -> None:
    """What is on hold, and which ended tickets are forgotten."""
    run_file(db, "0020_retention.sql")


@migrations(name="0021_forgetting")
def forgetting(db: Database) -> None:
    """Indexes by which a phone's wakeups, USSD sessions and parts are found."""
    run_file(db, "0021_forgetting.sql")


def run_file(db: Database, name: str) -> None:
    """Run a file's statements inside the migration's transaction (`executescript` would commit it first)."""
    for statement in split_statements(files(__name__).joinpath(name).read_text("utf-8")):
        db.execute(statement)


def split_statements(script: str) -> list[str]:
    """The statements of a script whose statements each end a line with their `;` (a trigger with `END;`)."""
    statements: list[str] = []
    lines: list[str] = []
    for line in script.splitlines():
        if not lines and (not line.strip() or line.startswith("--")):
            continue
        lines.append(line)
        text = "\n".join(lines)
        if line.endswith(";") and complete_statement(text):
            statements.append(text)
            lines = []
    return statements
