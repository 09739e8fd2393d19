"""Whose case it is: asked only where the phone does not tell."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from bot.requests import (
    LOCKED,
    REFUSALS,
    AskText,
    CaseOf,
    CasesOf,
    Choose,
    Keep,
    Option,
    Request,
    Say,
    Verify,
)
from bot.text import Month, _
from programmes.household import Case

if TYPE_CHECKING:
    from bot.talk import Talk

WHICH_FILE = _("Which file?")
FILE_LABEL = _("{month}, {commune}")
ASK_NUMBER = _("Send the number of your file. It is on your paper. (0: menu)")
ASK_YEAR = _("Send the year of birth of the head of the family. Example: 1978")
WRONG_PAIR = _("This number and this year do not go together.")
TOO_MANY_TRIES = _("Too many tries. Please try again tomorrow.")
NO_LONGER_FOUND = _("We no longer find this file.")

MOST_CHOICES = 3

Identifying = Generator[Request, Any, Case | None]


def identify(talk: Talk) -> Identifying:
    """The case that this is about; None where nobody could be identified (and that was said)."""
    case_id = talk.arguments.get("case") or (yield from _of_phone()) or (yield from _by_number(talk))
    if case_id is None:
        yield Say(TOO_MANY_TRIES)
        return None
    case: Case | None = yield CaseOf(case_id)
    if case is None:
        yield Say(NO_LONGER_FOUND)
    return case


def _of_phone() -> Generator[Request, Any, str | None]:
    cases: tuple[Case, ...] = yield CasesOf()
    # Kept, because a phone that proves a case is known with it from the next message on.
    known: list[str] = yield Keep("known", [case.case_id for case in cases])
    if len(known) <= 1:
        return known[0] if known else None
    options = tuple(_option(case) for case in _newest(cases)[:MOST_CHOICES])
    return (yield Choose("case", (WHICH_FILE,), options))  # type: ignore[no-any-return]  # the key of an option


def _newest(cases: tuple[Case, ...]) -> list[Case]:
    return sorted(cases, key=lambda case: (case.applied_on or case.status_since, case.case_id), reverse=True)


def _option(case: Case) -> Option:
    """Told apart by when and where it was applied for; its number is half of the credential."""
    applied = case.applied_on or case.status_since
    return Option(case.case_id, FILE_LABEL(month=Month(f"{applied:%Y-%m}", year=True), commune=case.commune))


def _by_number(talk: Talk) -> Generator[Request, Any, str | None]:
    """The case that number and birth year prove; None when the tries are used up."""
    given = {entity: talk.arguments.get(entity) for entity in ("case_number", "birth_year")}
    while True:
        number = given.pop("case_number", None) or (yield AskText("number", ASK_NUMBER, entity="case_number"))
        year = given.pop("birth_year", None) or (yield AskText("year", ASK_YEAR, entity="birth_year"))
        found: str = yield Verify("verify", str(number), int(year))
        if found not in REFUSALS:
            return found
        if found == LOCKED:
            return None
        yield Say(WRONG_PAIR)
