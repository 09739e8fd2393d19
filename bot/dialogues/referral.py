"""The nearest desk and its hours: the programme's own, or that of another service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.requests import AskText, CasesOf, Choose, DesksOf, GoTo, Keep, Option, PlacesNamed, Say
from bot.text import Plain, Text, _
from nlu.topics import topic_of
from nlu.understanding import Intent
from programmes.directory.desks import DeskKind

if TYPE_CHECKING:
    from collections.abc import Generator

    from bot.requests import Request
    from bot.talk import Steps, Talk
    from programmes.directory.desks import Desk
    from programmes.directory.places import Place

#: Which desk serves what.
KINDS = {
    "health": DeskKind.HEALTH_COVER,
    "civil_status": DeskKind.CIVIL_STATUS,
    "school": DeskKind.SCHOOL,
    "work": DeskKind.SOCIAL_WORKER,
    "payment": DeskKind.PAYMENT,
}
WHICH_SERVICE = _("What is it about?")
HEALTH = Option("health", _("Health cover"))
CIVIL_STATUS = Option("civil_status", _("Civil status, papers"))
SCHOOL_OR_WORK = Option("school_or_work", _("School, work"))
SCHOOL = Option("school", _("School"))
WORK = Option("work", _("Work, training"))

WHICH_COMMUNE = _("In which commune do you live? Send its name. (0: menu)")
WHICH_PLACE = _("Which place?")
NOT_FOUND = _("We do not know this place.")
DESK = _("{desk}")
ADDRESS = _("Address: {address}")
OPEN = _("Open: {hours}")
CALL = _("Phone: {phone}")
UNCONFIRMED = _("To be confirmed: ask before you go.")
NO_DESK = _("We know no desk for this.")
ELSEWHERE = Option("elsewhere", _("Another commune"))
OFFICER = Option("officer", _("Speak to an officer"), Intent.SPEAK_TO_OFFICER)

MOST_PLACES = 3


def other_services(talk: Talk) -> Steps:
    """Which desk serves what this service does not."""
    service: str | None = yield Keep("service", topic_of(talk.wish, KINDS))
    service = service or (yield Choose("about", (WHICH_SERVICE,), (HEALTH, CIVIL_STATUS, SCHOOL_OR_WORK)))
    if service == "school_or_work":
        service = yield Choose("school_or_work", (WHICH_SERVICE,), (SCHOOL, WORK))
    words = yield Keep("said", talk.wish)
    return GoTo("find_office", {"kind": str(KINDS[str(service)]), "said": words})


def find_office(talk: Talk) -> Steps:
    """The desk nearest to the place that was named, else to the household, else to a commune asked for."""
    topic: str | None = yield Keep("kind", topic_of(talk.wish, KINDS))
    kind = talk.arguments.get("kind") or str(KINDS[topic] if topic else DeskKind.OFFICE)
    code = talk.arguments.get("place")
    if code is None:
        code = (yield from _named(talk)) or (yield from _of_household()) or (yield from _asked())
    desks: tuple[Desk, ...] = yield DesksOf(kind, code, most=1)
    if not desks:
        yield Choose("no_desk", (NO_DESK,), (OFFICER,))
        return GoTo("officer")
    yield Choose("desk", _told(desks[0]), (ELSEWHERE,))
    return GoTo("find_office", {"kind": kind, "place": (yield from _asked())})


def _named(talk: Talk) -> Generator[Request, Any, str | None]:
    """The place in the first message, where it certainly names one."""
    words = yield Keep("named", talk.wish)
    return (yield from _one_of((yield PlacesNamed(words, asked=False))))


def _of_household() -> Generator[Request, Any, str | None]:
    """The commune of the phone's file; without the registry it is asked for."""
    cases = yield CasesOf(or_none=True)
    commune: str = yield Keep("commune", cases[0].commune if len(cases) == 1 else "")
    if not commune:
        return None
    places: tuple[Place, ...] = yield PlacesNamed(commune)
    return places[0].code if places else None


def _asked() -> Generator[Request, Any, str]:
    """The commune, asked once; a name that is not known leads to the country's desk."""
    words = (yield AskText("place", WHICH_COMMUNE)).text
    places: tuple[Place, ...] = yield PlacesNamed(words)
    if not places:
        yield Say(NOT_FOUND)
    return (yield from _one_of(places)) or ""


def _one_of(places: tuple[Place, ...]) -> Generator[Request, Any, str | None]:
    if len(places) <= 1:
        return places[0].code if places else None
    options = tuple(Option(place.code, DESK(desk=Plain(place.name))) for place in places[:MOST_PLACES])
    return (yield Choose("which", (WHICH_PLACE,), options))  # type: ignore[no-any-return]  # the key of an option


def _told(desk: Desk) -> tuple[Text, ...]:
    lines = [DESK(desk=Plain(desk.name))]
    if desk.address("fr"):
        lines.append(ADDRESS(address=Plain(desk.address)))
    if desk.hours:
        lines.append(OPEN(hours=desk.hours))
    if desk.phone:
        lines.append(CALL(phone=desk.phone))
    return (*lines, UNCONFIRMED) if desk.sample else tuple(lines)
