"""The counter: somebody is proved, says what is wrong, and an officer files it; the receipt is printed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from msgspec.structs import replace

from console.access import sees
from console.counter import Filing, Household, Refusal
from console.desk import FactsUnavailableError
from console.drafts import plain_words
from console.keys import DESK, OFFICER, SETTINGS, STORE, WORDS
from console.labels import LANGUAGES, MOTIVES
from console.marks import _
from console.pages import page_url, render
from console.receipts import as_ticket, filed_at_counter, receipt_of
from storage.associations import Association
from storage.records import AuditEntry
from storage.references import is_reference, new_reference

MOST_LETTERS = 2000
_YEAR = re.compile(r"(19|20)\d\d")
_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")
_REFUSED = {
    Refusal.WRONG: _("This number and this year do not go together."),
    Refusal.LOCKED: _("Too many tries with this number, or by you: try again in an hour."),
    Refusal.AWAY: _("The registry does not answer now. Try again soon, or file without a case."),
}
_NO_WORDS = _("Write what the person says.")
_NO_MOTIVE = _("Choose what the ticket is about.")
_NO_PHONE = _("This is no phone number of this country.")
_NOBODY_SEEN = _("Confirm that you saw who stands before you.")
#: Who else than the household may stand there: a relative, or an association by its name.
RELATIVE = "relative"


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the counter's form."""

    step: str
    number: str
    year: str
    reference: str
    motive: str
    words: str
    month: str
    language: str
    hears: str
    phone: str
    by: str
    region: str
    level: str
    seen: bool


async def show(request: web.Request) -> web.Response:
    """Ask whose case it is."""
    return await _page(request, _read({}))


async def file(request: web.Request) -> web.Response:
    """Prove the case, then file the ticket; each step anew, for nothing is trusted that a page sends back."""
    typed = _read(await request.post())
    household: Household | None = None
    if typed.number:
        found = await _proved(request, typed)
        if isinstance(found, Refusal):
            return await _page(request, typed, problem=_REFUSED[found], status=422)
        household = found
    if typed.step != "file":
        return await _page(request, typed, household, asks=True)
    problem = await _problem(request, typed)
    if problem:
        return await _page(request, typed, household, asks=True, problem=problem, status=422)
    try:
        return await _filed(request, typed, household)
    except FactsUnavailableError:
        away = _REFUSED[Refusal.AWAY]
        return await _page(request, typed, household, asks=True, problem=away, status=503)


async def _filed(request: web.Request, typed: Typed, household: Household | None) -> web.Response:
    desk, now = request.app[DESK], request.app[SETTINGS].now()
    filing = await _filing(request, typed, household)
    new = await desk.counter.ticket(filing, now)
    while not await filed_at_counter(request, new, desk.counter.told(filing, now)):
        filing = replace(filing, reference=new_reference())
        new = replace(new, reference=filing.reference)
    if sees(request[OFFICER], as_ticket(new)):
        raise web.HTTPSeeOther(page_url(request, "receipt", reference=new.reference))
    return await receipt_of(request, new)


async def _proved(request: web.Request, typed: Typed) -> Household | Refusal:
    if not _YEAR.fullmatch(typed.year):
        return Refusal.WRONG
    counter, now, login = request.app[DESK].counter, request.app[SETTINGS].now(), request[OFFICER].login
    found = await counter.prove(typed.number, int(typed.year), login, now)
    details = {"found": int(isinstance(found, Household))}
    await request.app[STORE].audit([AuditEntry(now, login, "case.asked_for", "counter", details)])
    return found


async def _problem(request: web.Request, typed: Typed) -> str:
    """What is missing, as a message id."""
    missing = {
        _NO_MOTIVE: typed.motive not in MOTIVES,
        _NO_WORDS: not typed.words,
        _NO_PHONE: typed.hears == "phone" and request.app[DESK].phone_of(typed.phone) is None,
        _NOBODY_SEEN: not typed.seen,
    }
    return next((why for why, so in missing.items() if so), "")


async def _filing(request: web.Request, typed: Typed, household: Household | None) -> Filing:
    by = {one.name for one in await _associations(request)}
    proxy = {"kind": "association", "name": typed.by} if typed.by in by else None
    return Filing(
        reference=typed.reference,
        motive=typed.motive,
        words=typed.words,
        language=typed.language,
        household=household,
        phone=_hearing(request, typed, household),
        region=typed.region if typed.region in await _regions(request) else None,
        month=typed.month,
        level=typed.level if typed.level in request.app[DESK].counter.levels("en") else "",
        proxy=proxy or ({"kind": RELATIVE} if typed.by == RELATIVE else None),
    )


def _hearing(request: web.Request, typed: Typed, household: Household | None) -> str:
    """The phone that hears: the household's, another one, or none."""
    if typed.hears == "household" and household and household.phones:
        return household.phones[0]
    return request.app[DESK].phone_of(typed.phone) or "" if typed.hears == "phone" else ""


async def _page(
    request: web.Request,
    typed: Typed,
    household: Household | None = None,
    *,
    asks: bool = False,
    problem: str = "",
    status: int = 200,
) -> web.Response:
    return await render(
        request,
        "counter.html",
        status=status,
        typed=typed,
        household=household,
        asks=asks,
        problem=problem,
        motives=tuple(MOTIVES),
        tongues=tuple(LANGUAGES),
        associations=await _associations(request),
        regions=await _regions(request),
        levels=request.app[DESK].counter.levels(request[WORDS].language),
    )


async def _associations(request: web.Request) -> list[Association]:
    return await request.app[STORE].associations()


async def _regions(request: web.Request) -> list[str]:
    """Where somebody without a case may be of."""
    return sorted(request[OFFICER].regions) or await request.app[STORE].open_regions()


def _read(form: Mapping[str, Any]) -> Typed:
    """The form as typed; what makes no sense is left out. A reference is drawn once: it files once."""
    text: dict[str, Any] = {name: str(form.get(name, "")).strip() for name in Typed.__slots__}
    drawn = text["reference"] if is_reference(text["reference"]) else new_reference()
    return Typed(
        **{
            **text,
            "reference": drawn,
            "number": text["number"][:40],
            "words": plain_words(form.get("words", ""))[:MOST_LETTERS],
            "month": text["month"] if _MONTH.fullmatch(text["month"]) else "",
            "language": text["language"] if text["language"] in LANGUAGES else "fr",
            "seen": text["seen"] == "1",
        }
    )
