"""The ticket page: what the person says beside what the registry says, and what the officer may do."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from console.access import may_give, may_work_on, thread_of
from console.acts import SPEAKS
from console.beside import beside
from console.desk import CaseFacts, FactsUnavailableError
from console.drafts import Draft, Step, closing_sms, sms_of
from console.followers import elsewhere, followers, told_of
from console.keys import DESK, OFFICER, STORE, WORDS
from console.pages import render
from console.previews import Sms, sms_shown
from console.ready_words import offered
from console.steps import steps
from console.workflow import MOVES, OUTCOMES, Act, act_of
from storage.records import SENSITIVE_MOTIVES, Ticket


@dataclass(frozen=True, slots=True)
class Facts:
    """What the registry answered: `case` None where the ticket names none, `down` where it did not answer."""

    case: CaseFacts | None = None
    down: bool = False


async def ticket_page(
    request: web.Request,
    ticket: Ticket,
    *,
    draft: Draft | None = None,
    problem: str | None = None,
    moved: bool = False,
    status: int = 200,
) -> web.Response:
    """The page of a ticket that `access_ticket` gave, with the officer's draft in it.

    A draft without a problem is previewed; `moved` says that the ticket changed under the officer's hands.
    """
    store, officer = request.app[STORE], request[OFFICER]
    thread = await thread_of(store, officer, ticket)
    instruction = await store.instruction(ticket.reference)
    return await render(
        request,
        "ticket.html",
        status=status,
        **await beside(request, ticket, thread),
        facts=await _facts(request, ticket),
        instruction=instruction,
        owner=request.app[DESK].owner(instruction, request[WORDS].language) if instruction else "",
        rating=await store.rating(ticket.reference),
        holds=await store.holds_of(ticket.reference),
        may_hold=may_give(officer) and await may_work_on(store, officer, ticket),
        events=await store.events(ticket.reference),
        acts=_acts(ticket) if await may_work_on(store, officer, ticket) else set(),
        outcomes=OUTCOMES,
        **await steps(request, ticket),
        **offered(ticket, request.app[DESK]),
        proposes=draft is not None and act_of(draft.act, ticket.nature, draft.outcome) is Act.PROPOSE,
        sensitive=ticket.motive in SENSITIVE_MOTIVES,
        draft=draft,
        problem=problem,
        moved=moved,
        preview=None if problem or moved else _previewed(request, ticket, draft),
        closing=_closing(request, ticket),
        also=await _also(request, ticket, draft),
    )


def _previewed(request: web.Request, ticket: Ticket, draft: Draft | None) -> Sms | None:
    """The SMS that the draft would send."""
    if draft is None or draft.step is not Step.PREVIEW:
        return None
    return sms_shown(request, ticket, draft.act, sms_of(draft, ticket, request.app[DESK]))


def _closing(request: web.Request, ticket: Ticket) -> Sms | None:
    """The SMS that closing the ticket would send, shown beside the button."""
    if Act.CLOSE not in MOVES[ticket.state]:
        return None
    return sms_shown(request, ticket, Act.CLOSE, closing_sms(ticket, request.app[DESK]))


def _acts(ticket: Ticket) -> set[Act]:
    """What may be done with it; where no phone hears, nobody is written to."""
    acts = set(MOVES[ticket.state])
    return acts if ticket.phone else acts - SPEAKS


async def _also(request: web.Request, ticket: Ticket, draft: Draft | None) -> list[Sms]:
    """What other phones of the household will hear of the decision that is shown."""
    desk, words = request.app[DESK], request[WORDS]
    shown = draft if draft is not None and draft.step is Step.PREVIEW and draft.outcome else None
    outcome = shown.outcome if shown else ticket.outcome if Act.CONFIRM in MOVES[ticket.state] else None
    if outcome is None:
        return []
    reason = shown.words if shown else ticket.reason or ""
    others = elsewhere(ticket, await followers(request.app[STORE], ticket))
    texts = [told_of(one, outcome, reason, desk).text for one in others]
    return [Sms(text, words.cost(desk.measure(text))) for text in texts]


async def _facts(request: web.Request, ticket: Ticket) -> Facts:
    if ticket.case_id is None:
        return Facts()
    try:
        return Facts(
            await request.app[DESK].case_facts(
                ticket.case_id, request[WORDS].language, month=ticket.subject.get("month")
            )
        )
    except FactsUnavailableError:
        return Facts(down=True)
