"""The ticket page: what the person says beside what the registry says, and what the officer may do."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from console.access import may_give
from console.acts import SPEAKS
from console.beside import beside, together
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
    parts = await asyncio.gather(
        beside(request, ticket),
        _file(request, ticket),
        _remedy(request, ticket),
        steps(request, ticket),
        _also(request, ticket, draft),
    )
    context = together(parts)
    works = context["works"]
    return await render(
        request,
        "ticket.html",
        status=status,
        **context,
        may_hold=may_give(request[OFFICER]) and works,
        acts=_acts(ticket) if works else set(),
        outcomes=OUTCOMES,
        **offered(ticket, request.app[DESK]),
        proposes=draft is not None and act_of(draft.act, ticket.nature, draft.outcome) is Act.PROPOSE,
        sensitive=ticket.motive in SENSITIVE_MOTIVES,
        draft=draft,
        problem=problem,
        moved=moved,
        preview=None if problem or moved else _previewed(request, ticket, draft),
        closing=_closing(request, ticket),
    )


async def _file(request: web.Request, ticket: Ticket) -> dict[str, Any]:
    """What the registry and the store know of the ticket itself."""
    store = request.app[STORE]
    facts, rating, holds, events = await asyncio.gather(
        _facts(request, ticket),
        store.rating(ticket.reference),
        store.holds_of(ticket.reference),
        store.events(ticket.reference),
    )
    return {"facts": facts, "rating": rating, "holds": holds, "events": events}


async def _remedy(request: web.Request, ticket: Ticket) -> dict[str, Any]:
    """What is to change, and by whom."""
    instruction = await request.app[STORE].instruction(ticket.reference)
    owner = request.app[DESK].owner(instruction, request[WORDS].language) if instruction else ""
    return {"instruction": instruction, "owner": owner}


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


async def _also(request: web.Request, ticket: Ticket, draft: Draft | None) -> dict[str, list[Sms]]:
    """What other phones of the household will hear of the decision that is shown."""
    desk, words = request.app[DESK], request[WORDS]
    shown = draft if draft is not None and draft.step is Step.PREVIEW and draft.outcome else None
    outcome = shown.outcome if shown else ticket.outcome if Act.CONFIRM in MOVES[ticket.state] else None
    if outcome is None:
        return {"also": []}
    reason = shown.words if shown else ticket.reason or ""
    others = elsewhere(ticket, await followers(request.app[STORE], ticket))
    texts = [told_of(one, outcome, reason, desk).text for one in others]
    return {"also": [Sms(text, words.cost(desk.measure(text))) for text in texts]}


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
