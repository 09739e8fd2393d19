"""The one protocol of the store; each engine is held to it by tests/conformance."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from pathlib import Path
from typing import Protocol

from storage.accounts import AccountStore
from storage.associations import AssociationStore
from storage.casework import CaseworkStore
from storage.desk import DeskStore
from storage.indicators import IndicatorStore
from storage.learning import Confirmed, Doubtful, Understood
from storage.links import LinkNote, LinkStore
from storage.milestones import NOTHING, Milestone, Shipped
from storage.person import Erasure, Person
from storage.records import (
    Accepted,
    AuditEntry,
    ClaimedMo,
    ClaimedMt,
    Committed,
    Dlr,
    Instruction,
    Join,
    MoMessage,
    MoPart,
    MtMessage,
    NewWakeup,
    Officer,
    Rating,
    Screen,
    SendResult,
    Session,
    SignIn,
    ThreadMessage,
    Ticket,
    TicketChange,
    TicketEvent,
    TicketQuery,
    Turn,
    UssdEnd,
)
from storage.retention import RetentionStore
from storage.rotation import RotationStore
from storage.texts import TextStore


class Store(
    LinkStore,
    AccountStore,
    DeskStore,
    AssociationStore,
    CaseworkStore,
    IndicatorStore,
    TextStore,
    RotationStore,
    RetentionStore,
    Protocol,
):
    """What is kept. Every method that writes returns only after a durable commit.

    Raises `StoreClosedError` from any method once the engine cannot write.
    """

    async def open(self) -> None:
        """Bring the schema up to date, check durability, return what a crash left claimed."""

    async def close(self) -> None:
        """Finish what was begun and let go of the files."""

    # The way of a message

    async def accept_mo(self, mo: MoMessage) -> Accepted:
        """Keep a message, once per (link, external id)."""

    async def accept_part(self, part: MoPart, join: Join) -> Accepted | None:
        """Keep a part of a message, and the message itself once all its parts are there; None until then."""

    async def join_overdue(self, link: str, before: int, join: Join) -> int:
        """Accept what has come of messages begun before then, as their parts no longer will; how many."""

    async def left_open(self, link: str) -> list[str]:
        """The external ids of a link's messages that had not had their turn when the store was opened."""

    async def accept_and_claim(self, mo: MoMessage) -> tuple[Accepted, ClaimedMo | None]:
        """`accept_mo`, and take it for its turn at once; None for a copy, or behind another of its phone."""

    async def screen(self, mo_id: int) -> Screen | None:
        """What a USSD request was answered; None where its turn is not done."""

    async def hold_screen(self, mo_id: int, screen: Screen) -> Screen:
        """Answer a USSD request whose turn is late; the screen of the turn, where that was quicker."""

    async def record_ussd_end(self, end: UssdEnd) -> None:
        """Record the end of a USSD session, once, whether or not it is known."""

    async def claim_mos(self, limit: int, now: int) -> list[ClaimedMo]:
        """Take the oldest waiting messages, at most one of an MSISDN in flight, in order per MSISDN."""

    async def commit_turn(self, turn: Turn, straight: Collection[str] = ()) -> Committed:
        """Write all that a turn changes, and `mo done`, in one transaction.

        What it sends by a link of `straight`, `claim_mts` being next there, is claimed with that: who asks
        for it sends it. What is not due, or behind something as urgent, or paused, only waits in its line.
        Raises `ReferenceTakenError` or `SessionMovedError`; then nothing of the turn was kept.
        """

    async def release_mo(self, mo_id: int, now: int, error: str, retry_at: int | None) -> None:
        """Give a claimed message back for another try at `retry_at`, or park it as failed (None)."""

    async def claim_mts(self, link: str, limit: int, now: int) -> list[ClaimedMt]:
        """Take due messages of a link, by priority then age, as `sending`; none while it is paused."""

    async def enqueue_mts(self, messages: Sequence[MtMessage]) -> list[int]:
        """Queue messages outside a turn (a flood's one polite answer); returns their ids."""

    async def record_sends(self, results: Sequence[SendResult], note: LinkNote | None = None) -> None:
        """Record what became of claimed messages, and how their line stands where that is news.

        Never moves a message back from a DLR's final state.
        """

    async def record_dlr(self, dlr: Dlr) -> bool:
        """Record a delivery report; False where no message matches (it is kept as a stray)."""

    async def fire_wakeups(self, now: int, limit: int) -> int:
        """Turn due wakeups into messages of kind `wakeup`, each exactly once; returns how many."""

    async def purge(self, now: int, sign_in_seconds: int = ...) -> None:
        """Forget what nothing needs any more: old tries, reports without a message, unused sign-ins."""

    async def schedule_wakeups(self, wakeups: Sequence[NewWakeup]) -> None:
        """Keep wakeups outside a turn, in one transaction; a key that has fired never fires again."""

    async def drop_wakeups(self, kind: str) -> int:
        """Take back the wakeups of a kind that have not fired; returns how many."""

    async def count_attempts(self, kind: str, key: str, since: int) -> int:
        """How many tries of `kind` (`case`, `sign-in`, ...) `key` (kept hashed) made since."""

    async def record_attempt(self, kind: str, keys: Sequence[str], now: int) -> None:
        """Note a try under each key, durably, before it is judged."""

    async def clear_attempts(self, kind: str, keys: Sequence[str]) -> None:
        """Forget the tries after a right one."""

    async def session(self, phone: str) -> Session:
        """Where a phone's conversation stands; new where there is none. To show it is to audit that."""

    # Tickets

    async def tickets(self, query: TicketQuery) -> list[Ticket]:
        """The tickets of a queue, those due first on top."""

    async def count_each(self, queries: Sequence[TicketQuery], most: int) -> list[int]:
        """How many tickets each of the queries has, up to `most`."""

    async def count_tickets(self, query: TicketQuery, most: int | None = None) -> int:
        """How many tickets the query has, its limit and offset aside; it stops counting at `most`."""

    async def open_regions(self) -> list[str]:
        """The regions that have open tickets, in their order."""

    async def ticket(self, reference: str) -> Ticket | None:
        """One ticket."""

    async def events(self, reference: str) -> list[TicketEvent]:
        """A ticket's history, oldest first."""

    async def change_ticket(
        self,
        changes: Sequence[TicketChange],
        messages: Sequence[MtMessage] = (),
        audit: Sequence[AuditEntry] = (),
        wakeups: Sequence[NewWakeup] = (),
        instructions: Sequence[Instruction] = (),
    ) -> None:
        """An officer's act, in one transaction. Raises `TicketMovedError`; then nothing was kept.

        An instruction that is open is kept, any other is settled, each state once.
        """

    async def instruction(self, reference: str) -> Instruction | None:
        """What this ticket is to change."""

    async def unsettled_instructions(self, after: str, limit: int) -> list[Instruction]:
        """Those that are not done, behind a reference, in its order."""

    async def rating(self, reference: str) -> Rating | None:
        """What the person said of the service once the ticket was closed."""

    async def thread(self, phone: str, limit: int = 50) -> list[ThreadMessage]:
        """The messages from and to a phone, oldest first, the newest `limit` of them."""

    async def person(self, phone: str) -> Person:
        """All that is kept of a phone, to be told to whom it is of. To show it is to audit that."""

    async def erase_person(self, phone: str, hold_seconds: int, entry: AuditEntry) -> Erasure:
        """Erase a phone's messages, conversation, and tickets that ended `hold_seconds` before `entry.at`.

        Nothing while a ticket is open or a message under way. The audit gets `entry` with the figures.
        """

    # What is learnt

    async def doubtful(self, limit: int, left_out: Sequence[str] = ()) -> list[Doubtful]:
        """The newest messages that nobody was sure of or spoke on, guesses of `left_out` aside."""

    async def one_doubtful(self, mo_id: int) -> Doubtful | None:
        """One message that nobody was sure of."""

    async def confirm(self, word: Confirmed) -> None:
        """Keep a person's word on a message, audited; the last one counts."""

    async def confirmed(self) -> list[Confirmed]:
        """All that persons said."""

    async def understood(self, since: int) -> list[Understood]:
        """How many messages received since each tier took for each intent."""

    # Officers

    async def save_officer(self, officer: Officer) -> None:
        """Add or replace an account."""

    async def officer(self, login: str) -> Officer | None:
        """One account."""

    async def officers(self) -> list[Officer]:
        """All accounts."""

    async def open_sign_in(self, sign_in: SignIn) -> None:
        """Keep a new console session."""

    async def sign_in(self, token_hash: bytes) -> SignIn | None:
        """A console session by its token's hash."""

    async def touch_sign_in(self, token_hash: bytes, now: int) -> None:
        """Note that a console session was used."""

    async def close_sign_in(self, token_hash: bytes) -> None:
        """End a console session."""

    # Audit and health

    async def audit(self, entries: Sequence[AuditEntry]) -> None:
        """Append to the hash chain."""

    def audit_rows(self) -> AsyncIterator[tuple[int, AuditEntry, bytes, bytes]]:
        """Every audit row: number, entry, hash of the row before, its own hash."""

    async def audit_page(self, before: int | None, limit: int) -> list[tuple[int, AuditEntry]]:
        """The newest audit rows before a number, the newest first."""

    async def verify_audit(self, shipped: Shipped = NOTHING) -> int | None:
        """The number of the first row that does not fit the chain or what was shipped of it, or None."""

    async def milestone(self) -> Milestone:
        """How far the store has come: told outside of it, it shows what is gone or was rewritten."""

    async def backup(self, target: Path) -> None:
        """Copy the database, as of one moment, to a new file. Raises `BackupError`."""

    async def integrity_problems(self) -> list[str]:
        """What the engine finds wrong with its file; it does not see an edited row (`verify_audit` does)."""

    async def counts(self) -> dict[str, int]:
        """Figures for /metrics: waiting MOs, MTs by link and state (`mt:<link>:<state>`), open tickets.

        And `link:<link>:down`, 1 or 0, for each link that was used.
        """
