"""What one turn says and changes, before a channel gives it its form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from storage.records import AuditEntry, NewTicket, NewWakeup, Rating, Session, TicketChange


class Asked(Struct, frozen=True):
    """The open question's choices, worded.

    `choices` is what an SMS numbers; a screen, which costs nothing, numbers `screen`: briefer, and more of
    them. `zero` is what an SMS says of `0` ("": nothing). `own_zero` is what `0` means on a screen where the
    question says so itself (None: one step back, or the menu where `back` is False).
    """

    choices: tuple[str, ...] = ()
    screen: tuple[str, ...] = ()
    zero: str = ""
    own_zero: str | None = None
    back: bool = False

    def numbered(self) -> list[str]:
        """The choices as an SMS lists them; the menu is not offered twice."""
        lines = [f"{number} {label}" for number, label in enumerate(self.choices, 1)]
        return lines if not self.zero or self.zero in self.choices else [*lines, f"0 {self.zero}"]


class Reply(Struct, frozen=True):
    """What a turn says and changes; no lines mean silence. The tickets' and wakeups' `link` is the gateway's.

    `lines` are said, the open question's own among them; `asked` are its choices, None where nothing is
    asked; `footnote` comes last.
    """

    session: Session
    lines: tuple[str, ...] = ()
    tickets: tuple[NewTicket, ...] = ()
    changes: tuple[TicketChange, ...] = ()
    audit: tuple[AuditEntry, ...] = ()
    asked: Asked | None = None
    footnote: str = ""
    wakeups: tuple[NewWakeup, ...] = ()
    ratings: tuple[Rating, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """All of it in the order of one SMS."""
        choices = self.asked.numbered() if self.asked else []
        return (*self.lines, *choices, *((self.footnote,) if self.footnote else ()))
