"""A request or a complaint about one matter: the person's own words, a summary, a receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogues.details import LABELS
from bot.dialogues.identify import identify
from bot.dialogues.receipt import is_open, receipt
from bot.dialogues.recours import CANCELLED, tell_story
from bot.requests import FileTicket, GoTo, Say, TicketsOf
from bot.text import Reference, Text, _

if TYPE_CHECKING:
    from bot.talk import Steps, Talk
    from programmes.household import Case
    from storage.records import Ticket

ASK_STORY = _("{what}. Tell us in your own words what happened.")
SUMMARY = _('Subject: {what}. "{words}"')
THERE_IS_ONE = _("You wrote about this already: {reference}.")

#: What a request may be about, by the key that its ticket's `subject` keeps.
MATTERS: dict[str, Text] = {
    **LABELS,
    "card": _("Your card"),
    "code": _("Your code"),
    "sim": _("Your SIM"),
    "name": _("Your name at the counter"),
    "counter": _("The counter that does not pay"),
    "fee": _("Money taken from you"),
}


def request(talk: Talk) -> Steps:
    """One ticket for a case and a matter, however many messages tell it; `about` is a key of `MATTERS`."""
    case = yield from identify(talk)
    if isinstance(case, GoTo):
        return case
    motive, about = talk.arguments["motive"], talk.arguments["about"]
    twin = _twin((yield TicketsOf()), case, motive, about)
    if twin is not None:
        yield Say(THERE_IS_ONE(reference=Reference(twin.reference)))
        return GoTo("follow_up", {"reference": twin.reference})
    story = yield from tell_story(talk, MATTERS[about], ASK_STORY, SUMMARY)
    if story is None:
        yield Say(CANCELLED)
        return None
    filed = yield FileTicket(
        id="file",
        nature="reclamation",
        motive=motive,
        story=story,
        case_id=case.case_id,
        region=case.region,
        subject={"about": about},
    )
    yield receipt(talk, filed)
    return None


def _twin(tickets: tuple[Ticket, ...], case: Case, motive: str, about: str) -> Ticket | None:
    """An open ticket on the same matter."""
    return next(
        (
            ticket
            for ticket in tickets
            if is_open(ticket)
            and (ticket.case_id, ticket.motive) == (case.case_id, motive)
            and ticket.subject.get("about") == about
        ),
        None,
    )
