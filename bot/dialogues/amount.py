"""Why an amount is what it is: the sum line by line, what changed, what differs, what would mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogues.explaining import RULES, explained, the_what_if
from bot.dialogues.identify import identify
from bot.dialogues.months import paid_for
from bot.dialogues.status import CONTEST
from bot.requests import Choose, GoTo, Keep, Option, Words
from bot.text import Text, _
from nlu.understanding import Intent

if TYPE_CHECKING:
    from bot.talk import Steps, Talk

BEFORE = {1: _("The month before"), 3: _("The quarter before")}
MORE = Option("more", _("The rest"))
WHAT_IF = Option("what_if", _("Something is not counted"))
WHAT_IS_MISSING = _("What is not counted?")
FACTS = {
    "child": _("A child"),
    "school": _("A child's school"),
    "orphan": _("A fatherless child"),
    "disability": _("A disability"),
}
#: Gaps that the missing fact may explain.
MENDED_BY_A_FACT = {*FACTS, "unexplained"}
WHICH_CHILD = _("Where does this child belong?")

#: What one message holds without costing more parts than its language may.
LINES_A_PAGE = 7
#: A text of more letters than that, in English, stands for two lines.
LONG_LINE = 45
#: No more choices than this are numbered, besides the menu.
MOST_CHOICES = 3


def amount(talk: Talk) -> Steps:
    """The sum of the month or quarter that was asked for, else of this one; page by page where it is long."""
    case = yield from identify(talk)
    if isinstance(case, GoTo):
        return case
    month: str = yield Keep("month", paid_for(talk, talk.arguments.get("month")))
    due = talk.programme.entitlement(case, month)
    if not due.total and not due.to_confirm and due.lines[0].rule != "stay_over":
        return GoTo("status", {"case": case.case_id})
    here = {"case": case.case_id, "month": month, **_told(talk)}
    gap = talk.programme.why_differs(case, month)
    page, more = _page(explained(talk, case, due, gap), int(talk.arguments.get("page", 0)))
    earlier = Option("before", BEFORE[talk.programme.period.months])
    mendable = bool(talk.programme.hypotheses(case, month))
    shown = (WHAT_IF,) if mendable and gap and gap.cause in MENDED_BY_A_FACT else ()
    chosen = yield Choose(
        "amount",
        page,
        (MORE, CONTEST, earlier) if more else (CONTEST, earlier, *shown),
        more=(WHAT_IF,) if mendable and not shown and not more else (),
        story=Intent.AMOUNT_DISPUTE,
    )
    if isinstance(chosen, Words):  # the sum was read, and what is wrong with it is told at once
        return GoTo("recours", {**here, "motive": "AMOUNT", "words": chosen.text})
    if chosen == "more":
        return GoTo("amount", {**here, "page": int(talk.arguments.get("page", 0)) + 1})
    if chosen == "before":
        return GoTo("amount", {**here, "month": talk.programme.period.before(month)})
    return GoTo("what_if", here) if chosen == "what_if" else GoTo("recours", {**here, "motive": "AMOUNT"})


def what_if(talk: Talk) -> Steps:
    """What the sum would be if the fact that the registry lacks were counted, and where it is mended."""
    case = yield from identify(talk)
    if isinstance(case, GoTo):
        return case
    month: str = yield Keep("month", paid_for(talk, talk.arguments.get("month")))
    facts = talk.programme.hypotheses(case, month)[:MOST_CHOICES]
    if not facts:
        return GoTo("amount", {"case": case.case_id, "month": month})
    fact = yield Choose("fact", (WHAT_IS_MISSING,), tuple(Option(fact, FACTS[fact]) for fact in facts))
    rule = ""
    if fact == "child":
        rules = talk.programme.new_child_rules()
        rule = yield Choose("rule", (WHICH_CHILD,), tuple(Option(code, RULES[code]) for code in rules))
    found = talk.programme.what_if(case, month, fact, rule)
    yield Choose("mended", the_what_if(talk, found), (CONTEST,), yes="contest")
    return GoTo("recours", {"case": case.case_id, "month": month, "motive": "AMOUNT", **_told(talk)})


def _told(talk: Talk) -> dict[str, str]:
    """What was said to be wrong before it was clear what that was about."""
    return {"words": talk.arguments["words"]} if talk.arguments.get("words") else {}


def _page(blocks: list[tuple[Text, ...]], number: int) -> tuple[tuple[Text, ...], bool]:
    """The lines of a page counted from 0, and whether another one follows; a block is not torn apart."""
    pages: list[tuple[Text, ...]] = [()]
    for block in blocks:
        if _lines(pages[-1]) + _lines(block) > LINES_A_PAGE:
            pages.append(())
        pages[-1] += block[:LINES_A_PAGE]
    return pages[min(number, len(pages) - 1)], number + 1 < len(pages)


def _lines(texts: tuple[Text, ...]) -> int:
    return sum(2 if len(text.msgid) > LONG_LINE else 1 for text in texts)
