"""A ticket that is answered with another: its number still tells its person where it stands."""

from msgspec.structs import replace

from bot.dialogues.follow_up import ANSWERED_WITH, BEING_STUDIED, follow_up
from bot.dialogues.sensitive import sensitive
from bot.outcomes import OUTCOMES
from bot.requests import AddToTicket, AskText, Choose, FileTicket, Say, Words
from bot.text import Text
from storage.records import Outcome, TicketState
from tests.unit.bot.driving import drive
from tests.unit.bot.given import ticket as filed

HEAD, MERGED = "482177353", "118220045"


def ticket(reference=HEAD, motive="AMOUNT", **facts):
    return replace(filed(reference=reference, motive=motive), **facts)


LEADING = ticket(HEAD, state=TicketState.REVIEW)
GONE = ticket(MERGED, state=TicketState.CLOSED, head=HEAD)


def said(requests):
    """The texts said and shown, by their message ids."""
    lines = [line for one in requests if isinstance(one, Choose) for line in one.question]
    lines += [one.text for one in requests if isinstance(one, Say)]
    return [line.msgid for line in lines if isinstance(line, Text)]


def only(requests, kind):
    [found] = [one for one in requests if isinstance(one, kind)]
    return found


def test_its_number_leads_to_the_ticket_that_leads():
    asked, _ = drive(follow_up, [(GONE, LEADING), "add", Words("voila"), True], reference=MERGED)
    assert ANSWERED_WITH.msgid in said(asked)
    assert BEING_STUDIED.msgid in said(asked)
    assert only(asked, AddToTicket).reference == HEAD


def test_through_several_steps_too():
    middle = ticket("735211840", state=TicketState.CLOSED, head=HEAD)
    first = ticket(MERGED, state=TicketState.CLOSED, head="735211840")
    asked, _ = drive(follow_up, [(first, middle, LEADING), "add", Words("voila"), True], reference=MERGED)
    assert only(asked, AddToTicket).reference == HEAD


def test_it_is_not_offered_as_one_more_ticket():
    asked, _ = drive(follow_up, [(GONE, LEADING), "add", Words("voila"), True])
    assert "ticket" not in [one.id for one in asked if isinstance(one, Choose)]


def test_a_phone_that_did_not_file_the_leading_one_reads_of_its_own_alone():
    """Nothing tells it that somebody else of the household wrote."""
    asked, _ = drive(follow_up, [(GONE,), "add", Words("voila"), True], reference=MERGED)
    assert BEING_STUDIED.msgid in said(asked)
    assert HEAD not in repr([one for one in asked if isinstance(one, Choose | Say | AskText)])
    added = only(asked, AddToTicket)
    assert (added.reference, added.waiting, added.version) == (HEAD, False, None)


def test_such_a_phone_reads_the_decision_under_its_own_number():
    told = ticket(MERGED, state=TicketState.CLOSED, head=HEAD, outcome=Outcome.UPHELD, reason="Vrai.")
    asked, _ = drive(follow_up, [(told,), "officer"], reference=MERGED)
    assert OUTCOMES[Outcome.UPHELD].msgid in said(asked)


def test_words_on_a_grave_matter_end_the_officer_s_wait_as_any_others_do():
    grave = ticket(HEAD, motive="SENSITIVE", state=TicketState.WAITING)
    asked, _ = drive(sensitive, [(grave,), True, "never", True], "il m'a encore frappee")
    added = only(asked, AddToTicket)
    assert (added.reference, added.waiting, added.version) == (HEAD, True, 1)
    quiet = ticket(HEAD, motive="SENSITIVE", state=TicketState.REVIEW)
    asked, _ = drive(sensitive, [(quiet,), True, "never", True], "il m'a encore frappee")
    assert not only(asked, AddToTicket).waiting


def test_words_on_a_grave_matter_go_to_the_ticket_that_leads():
    leading = ticket(HEAD, motive="SENSITIVE", state=TicketState.REVIEW)
    gone = ticket(MERGED, motive="SENSITIVE", state=TicketState.CLOSED, head=HEAD)
    asked, _ = drive(sensitive, [(gone, leading), True, "never", True], "encore")
    assert only(asked, AddToTicket).reference == HEAD
    assert not [one for one in asked if isinstance(one, FileTicket)]
