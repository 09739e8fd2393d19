"""Filing an appeal: what it is about, the person's own words, a summary, a receipt."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.dialogues.identify import identify
from bot.dialogues.months import paid_for, payment_named
from bot.dialogues.receipt import is_open, receipt
from bot.dialogues.status import ADVERSE
from bot.requests import AskText, Choose, FileTicket, GoTo, Keep, Option, Request, Say, TicketsOf, Words
from bot.text import Plain, Quote, Reference, Text, _
from nlu.understanding import Intent
from programmes.household import PaymentState

if TYPE_CHECKING:
    from collections.abc import Generator

    from bot.talk import Steps, Talk
    from programmes.household import Case
    from storage.records import Ticket

FOLLOW_OR_NEW = _("You have sent something already.")
FOLLOW = Option("follow", _("Follow it"), Intent.TICKET_FOLLOWUP)
NEW = Option("new", _("Contest something else"), Intent.FILE_RECOURSE)
WHAT_ABOUT = _("What do you contest?")
MOTIVES = {
    "ELIGIBILITY": _("The decision"),
    "AMOUNT": _("The amount"),
    "PAYMENT": _("A payment"),
    "DATA": _("My data are wrong"),
}
#: The motive as a part of a sentence.
SUBJECTS = {
    "ELIGIBILITY": _("the decision"),
    "AMOUNT": _("the amount of {month}"),
    "PAYMENT": _("the payment of {month}"),
    "DATA": _("your data"),
}
#: What goes to a formal appeal; the others are complaints.
APPEALS = {"ELIGIBILITY", "AMOUNT"}
BY_MONTH = {"AMOUNT", "PAYMENT"}

ASK_STORY = _("You contest: {what}. Tell us why, in your own words.")
SUMMARY = _('You contest: {what}. "{words}"')
ADDED = _("Added.")
LONG_ENOUGH = _("This is enough for us to study it.")
CANCELLED = _("Nothing was sent.")
LATE = _("The time to contest is over. We register it all the same.")
THERE_IS_ONE = _("You already contest this: {reference}.")

WHO_FIRST = _("Who should look at it first?")
LEVEL = _("{what}")

SEND = Option("send", _("Send"))
CHANGE = Option("change", _("Change"))
CANCEL = Option("cancel", _("Cancel"))

#: Whoever writes on is not answered between: the summary comes after this silence.
STORY_PAUSE_SECONDS = 60
#: Beyond this many characters a story is long enough.
MOST_CHARACTERS = 4000


def recours(talk: Talk) -> Steps:
    """One ticket for a case, a motive and a month, however many messages tell it."""
    if (yield from _rather_follows(talk)):
        return GoTo("follow_up")
    case = yield from identify(talk, filing=True)
    if isinstance(case, GoTo):
        return case
    motive, told = yield from _motive(talk, case)
    subject: dict[str, Any] = yield Keep("subject", contested(talk, case, motive))
    twin = _twin((yield TicketsOf()), case, motive, subject)
    if twin is not None:
        yield Say(THERE_IS_ONE(reference=Reference(twin.reference)))
        return GoTo("follow_up", {"reference": twin.reference, "words": told})
    if talk.programme.complaint_levels:
        subject = {**subject, "level": (yield which_level(talk))}
    story = yield from tell_story(talk, _subject_text(talk, motive, subject), told=told)
    if story is None:
        yield Say(CANCELLED)
        return None
    late = is_late(talk, case, motive, subject)
    if late:
        yield Say(LATE)
    filed = yield FileTicket(
        id="file",
        nature="recours" if motive in APPEALS else "reclamation",
        motive=motive,
        story=story,
        case_id=case.case_id,
        region=case.region,
        subject=subject,
        late=late,
    )
    yield receipt(talk, filed)
    return None


def _rather_follows(talk: Talk) -> Generator[Request, Any, bool]:
    """Who has an open ticket and names nothing new may want that one."""
    if talk.arguments.get("motive") or talk.arguments.get("new"):
        return False
    tickets: tuple[Ticket, ...] = yield TicketsOf()
    if not (yield Keep("has_open", any(is_open(ticket) for ticket in tickets))):
        return False
    return bool((yield Choose("follow", (FOLLOW_OR_NEW,), (FOLLOW, NEW))) == "follow")


def which_level(talk: Talk) -> Choose:
    """Who looks at it first, where the programme has several levels: any will do."""
    levels = talk.programme.complaint_levels
    return Choose("level", (WHO_FIRST,), tuple(Option(level, _level(talk, level)) for level in levels))


def _level(talk: Talk, level: str) -> Text:
    return LEVEL(what=Plain(lambda language: talk.programme.level_name(level, language)))


def _motive(talk: Talk, case: Case) -> Generator[Request, Any, tuple[str, str]]:
    """What is contested, and what was told meanwhile: many tell their story before they are asked for it."""
    told: str = talk.arguments.get("words", "")
    if talk.arguments.get("motive"):
        return talk.arguments["motive"], told
    motive = yield _which_motive("motive", case, or_story=not told)
    if isinstance(motive, Words):
        return (yield _which_motive("motive_of_story", case)), motive.text
    meanwhile: str = yield Keep("meanwhile", talk.story)
    return motive, told or meanwhile


def _which_motive(prompt_id: str, case: Case, *, or_story: bool = False) -> Choose:
    keys = ("ELIGIBILITY", "DATA") if case.status in ADVERSE else ("AMOUNT", "PAYMENT", "DATA")
    intents = {
        "AMOUNT": Intent.AMOUNT_DISPUTE,
        "PAYMENT": Intent.PAYMENT_MISSING,
        "ELIGIBILITY": Intent.REJECTION_REASON,
    }
    options = tuple(Option(key, MOTIVES[key], intents.get(key)) for key in keys)
    return Choose(prompt_id, (WHAT_ABOUT,), options, or_story=or_story)


def contested(talk: Talk, case: Case, motive: str) -> dict[str, Any]:
    """The very thing contested, for the officer and for telling two appeals apart."""
    if motive == "ELIGIBILITY":
        return {"status": str(case.status), "since": case.status_since.isoformat(), "reason": case.reason}
    if motive not in BY_MONTH:
        return {}
    month = paid_for(talk, talk.arguments.get("month") or _newest_payment(case, motive))
    subject: dict[str, Any] = {"month": month, "computed": talk.programme.entitlement(case, month).total}
    paid = [payment.amount for payment in case.payments if payment.month == month]
    return {**subject, "paid": sum(paid)} if paid else subject


def _newest_payment(case: Case, motive: str) -> str | None:
    """The month of the payment that something may be wrong with: the newest that was made."""
    made = (payment.month for payment in case.payments if payment.state is not PaymentState.PLANNED)
    return next(made, None) if motive == "PAYMENT" else None


def _subject_text(talk: Talk, motive: str, subject: dict[str, Any]) -> Text:
    text = SUBJECTS[motive]
    return text(month=payment_named(talk, subject["month"])) if "month" in subject else text


def _twin(tickets: tuple[Ticket, ...], case: Case, motive: str, subject: dict[str, Any]) -> Ticket | None:
    """An open ticket on the same: it gets the new words, and no second one is filed."""
    return next(
        (
            ticket
            for ticket in tickets
            if is_open(ticket)
            and (ticket.case_id, ticket.motive) == (case.case_id, motive)
            and ticket.subject.get("month") == subject.get("month")
            and "about" not in ticket.subject  # a request: bot/dialogues/request.py
        ),
        None,
    )


def tell_story(
    talk: Talk, what: Text, ask: Text = ASK_STORY, summed_up: Text = SUMMARY, told: str = ""
) -> Generator[Request, Any, str | None]:
    """The person's words over one or several messages, `told` before; None where nothing is to be sent."""
    told = told or talk.arguments.get("words", "")
    if told:  # words in the journal are not lost where the person does something else first
        told = (yield Keep("told", Words(told))).text
    words = told or (yield AskText("story", ask(what=what))).text
    more: tuple[Text, ...] = ()
    while True:
        answer = yield Choose(
            id="summary",
            question=(*more, summed_up(what=what, words=Quote(words))),
            options=(SEND, CHANGE),
            zero=CANCEL,
            or_words=True,
            yes="send",
            no="cancel",
            pause=STORY_PAUSE_SECONDS if more else 0,
        )
        more = ()
        if isinstance(answer, Words):
            words, more = _append(words, answer.text)
        elif answer == "change":
            words = (yield AskText("story", ask(what=what))).text
        else:
            return words if answer == "send" else None


def _append(words: str, more: str) -> tuple[str, tuple[Text, ...]]:
    """The story with more words, and what is said of it once the person pauses."""
    if len(words) + len(more) > MOST_CHARACTERS:
        return words, (LONG_ENOUGH,)
    return f"{words}\n{more}", (ADDED,)


def is_late(talk: Talk, case: Case, motive: str, subject: dict[str, Any]) -> bool:
    """Late is a flag for the officer, never a refusal to register; a complaint has no time limit."""
    if motive == "ELIGIBILITY":
        until = talk.programme.appeal_until(case)
        return until is not None and talk.today > until
    limit = talk.programme.appeal_days
    if motive != "AMOUNT" or limit is None:
        return False
    days = [payment.day for payment in case.payments if payment.month == subject["month"]]
    return bool(days) and talk.today > max(days) + timedelta(days=limit)
