"""Whose case it is: asked only where the phone does not tell.

Who proves a case by number and birth year from another phone than the household's says whose it is; who
helps somebody goes on as a proxy (bot/dialogues/helping.py).
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from bot.reading import digits_of, is_but
from bot.requests import (
    LOCKED,
    REFUSALS,
    AskText,
    CaseOf,
    CasesOf,
    Choose,
    Claim,
    GoTo,
    HelpedBy,
    HelpedByNumber,
    IsHelped,
    Keep,
    Option,
    Request,
    Say,
    Verify,
)
from bot.text import Month, _
from programmes.household import Case

if TYPE_CHECKING:
    from bot.talk import Steps, Talk

WHICH_FILE = _("Which file?")
FILE_LABEL = _("{month}, {commune}")
ASK_NUMBER = _("Send the number of your file. It is on your paper. (0: menu)")
ASK_YEAR = _("Send the year of birth of the head of the family. Example: 1978")
WRONG_PAIR = _("This number and this year do not go together.")
TOO_MANY_TRIES = _("Too many tries. Please try again tomorrow.")
NO_LONGER_FOUND = _("We no longer find this file.")

WHOSE = _("Whose file is it?")
MINE = Option("mine", _("Mine"))
SOMEBODYS = Option("somebody", _("I help somebody"))
ASSOCIATIONS = Option("association", _("We are an association"))
NOT_WRITTEN_DOWN = _("This phone is not written down for that. Ask an office of the programme.")

MOST_CHOICES = 3
OFFICER = GoTo("offer_officer")
#: What the wish that led here told already, for who goes on as a proxy.
TOLD = ("motive", "about", "month", "words")

Found = str | GoTo | None
Identifying = Generator[Request, Any, Case | GoTo]


def identify(talk: Talk, *, filing: bool = False) -> Identifying:
    """The case that this is about; else where to go on (and that nobody could be identified was said).

    With `filing` a proxy goes on to file at once.
    """
    found = talk.arguments.get("case") or (yield from _of_phone(talk)) or (yield from _by_number(talk))
    if isinstance(found, GoTo):
        return GoTo(found.dialogue, {**found.arguments, "file": True}) if filing else found
    case: Case | None = yield CaseOf(found)
    if case is None:
        yield Say(NO_LONGER_FOUND)
        return OFFICER
    return case


def another_file(talk: Talk) -> Steps:
    """A file that this phone is not known for yet."""
    found = yield from _by_number(talk)
    return found if isinstance(found, GoTo) else GoTo("status", {"case": found})


def _of_phone(talk: Talk) -> Generator[Request, Any, Found]:
    cases: tuple[Case, ...] = yield CasesOf()
    # Kept, because a phone that proves a case is known with it from the next message on.
    known: list[str] = yield Keep("known", [case.case_id for case in cases])
    given = talk.arguments.get("case_number")
    if given and (not known or (yield Keep("another", _is_anothers(talk, cases, given)))):
        return None
    if not known:
        return (yield from _of_helped(talk))
    if len(known) == 1:
        return known[0]
    options = tuple(_option(case) for case in _newest(cases)[:MOST_CHOICES])
    return (yield Choose("case", (WHICH_FILE,), options))  # type: ignore[no-any-return]  # the key of an option


def _of_helped(talk: Talk) -> Generator[Request, Any, Found]:
    helped = yield HelpedBy()
    return GoTo("helping", _told(talk)) if (yield Keep("helps", bool(helped))) else None


def _is_anothers(talk: Talk, cases: tuple[Case, ...], number: str) -> bool:
    """Whether a message is nothing but the number of a file that is none of the phone's own."""
    return is_but(talk.wish, number) and number not in {digits_of(case.number) for case in cases}


def _newest(cases: tuple[Case, ...]) -> list[Case]:
    return sorted(cases, key=lambda case: (case.applied_on or case.status_since, case.case_id), reverse=True)


def _option(case: Case) -> Option:
    """Told apart by when and where it was applied for; its number is half of the credential."""
    applied = case.applied_on or case.status_since
    return Option(case.case_id, FILE_LABEL(month=Month(f"{applied:%Y-%m}", year=True), commune=case.commune))


def _by_number(talk: Talk) -> Generator[Request, Any, str | GoTo]:
    """The case that number and birth year prove, once the person said that it is its own."""
    given = {entity: talk.arguments.get(entity) for entity in ("case_number", "birth_year")}
    while True:
        number = given.pop("case_number", None) or (yield AskText("number", ASK_NUMBER, entity="case_number"))
        listed: str = yield Keep("listed", (yield HelpedByNumber(str(number))))
        if listed:
            return GoTo("helping", {**_told(talk), "case": listed})
        year = given.pop("birth_year", None) or (yield AskText("year", ASK_YEAR, entity="birth_year"))
        found: str = yield Verify("verify", str(number), int(year))
        if found not in REFUSALS:
            return (yield from _whose(talk, found))
        if found == LOCKED:
            yield Say(TOO_MANY_TRIES)
            return OFFICER
        yield Say(WRONG_PAIR)


def _whose(talk: Talk, case_id: str) -> Generator[Request, Any, str | GoTo]:
    """Asked where the phone is none of the household's: what it gets is told to itself only."""
    if not (yield Keep("not_own", (yield IsHelped(case_id)))):
        return case_id
    whose = yield Choose("whose", (WHOSE,), (MINE, SOMEBODYS, ASSOCIATIONS), yes="mine")
    if whose == "mine":
        yield Claim("claim", case_id, own=True)
        return case_id
    if whose == "somebody" and (yield Claim("claim", case_id, own=False)):
        return GoTo("helping", {**_told(talk), "case": case_id})
    yield Say(NOT_WRITTEN_DOWN)
    return OFFICER


def _told(talk: Talk) -> dict[str, Any]:
    return {name: talk.arguments[name] for name in TOLD if talk.arguments.get(name)}
