"""One walk over every route, by everybody, with tickets of one's own region, of another, and sensitive ones.

A route without a row here fails the walk: who adds a page says whom it is for, twice (console/routes.py too).
"""

import io
import re
import zipfile

import pytest
from aiohttp import hdrs
from msgspec.structs import replace

from console.routes import ROUTES
from storage.records import AuditEntry, TicketEvent
from tests.unit.console.officers_in_tests import BRAHIM, DAY, NOW, PASSWORD, a_ticket, an_officer, file_ticket

EVERYBODY = {"nobody", "half way", "officer", "supervisor", "auditor", "administrator", "both", "no role"}
SIGNED_IN = EVERYBODY - {"nobody", "half way"}
READERS = {"officer", "supervisor", "auditor"}
WORKERS = {"officer", "supervisor"}
ADMINISTRATORS = {"administrator", "both"}

#: Whom each route opens to.
ROWS = {
    "GET root": EVERYBODY,
    "GET sign_in": EVERYBODY,
    "POST sign_in": EVERYBODY,
    "GET second_step": {"half way"},
    "POST second_step": {"half way"},
    "POST language": EVERYBODY,
    "POST sign_out": SIGNED_IN,
    "GET account": SIGNED_IN,
    "POST end_session": SIGNED_IN,
    "POST renew_password": SIGNED_IN,
    "POST renew_codes": SIGNED_IN,
    "GET components": SIGNED_IN,
    "GET programmes": SIGNED_IN,
    "GET texts": SIGNED_IN,
    "GET queue": READERS,
    "POST search": READERS,
    "GET merge": WORKERS,
    "POST merge": WORKERS,
    "GET counter": WORKERS,
    "POST counter": WORKERS,
    "GET causes": READERS,
    "GET new_cause": WORKERS,
    "POST new_cause": WORKERS,
    "GET cause": READERS,
    "POST leave_cause": WORKERS,
    "POST answer_cause": WORKERS,
    "GET ticket": READERS,
    "GET indicators": READERS,
    "GET export": READERS,
    "GET report": READERS,
    "GET worklist": READERS,
    "GET receipt": READERS,
    "GET letter": READERS,
    "POST redirect": WORKERS,
    "POST seen": WORKERS,
    "POST call": WORKERS,
    "POST desk_answered": WORKERS,
    "POST assign": WORKERS,
    "POST act": WORKERS,
    "POST measure": WORKERS,
    "POST keep_away": {"supervisor"},
    "POST notes": WORKERS,
    "POST unsend": WORKERS,
    "POST unask": WORKERS,
    "POST resend": WORKERS,
    "GET lines": ADMINISTRATORS,
    "POST lines": ADMINISTRATORS,
    "GET live": READERS,
    "GET live_queue": READERS,
    "GET live_ticket": READERS,
    "GET doubtful": {"supervisor"},
    "POST doubtful": {"supervisor"},
    "GET officers": ADMINISTRATORS,
    "POST officers": ADMINISTRATORS,
    "GET officer": ADMINISTRATORS,
    "POST officer": ADMINISTRATORS,
    "POST reset": ADMINISTRATORS,
    "POST propose_text": ADMINISTRATORS,
    "GET texts_file": ADMINISTRATORS,
    "GET retention": {"auditor", *ADMINISTRATORS},
    "POST hold": {"supervisor"},
    "GET audit": {"auditor", *ADMINISTRATORS},
    "POST audit": {"auditor", *ADMINISTRATORS},
}
ROLES = {
    "officer": ("officer",),
    "supervisor": ("supervisor",),
    "auditor": ("auditor",),
    "administrator": ("administrator",),
    "both": ("administrator", "officer"),
    "no role": (),
}
OWN, OTHER, SENSITIVE = "482177353", "118220045", "735211840"
NOT_OPEN = "Cette page ne vous est pas ouverte."
LAPSED = "Votre session est terminée"
#: A form that does something where it is let.
ACT = {"act": "take", "version": "1", "step": "send", "mt": "1", "note": "x"}
#: What an address is filled with, where it names something.
FILLED = {
    r"{cause:\d{1,9}}": "1",
    "{list:[a-z]+}": "alert",
    r"{reference:\d{9}}": OWN,
    r"{login:[a-z0-9._-]{2,40}}": "salma",
    "{kind:csv|xlsx}": "xlsx",
    "{language:[A-Za-z_]{2,8}}": "fr",
}
#: What is looked for beside the page's first look: everything that a person may ask for.
WIDE = {
    "new_cause": [f"?ticket={OWN}&ticket={OTHER}&ticket={SENSITIVE}"],
    "merge": [f"?ticket={OWN}&ticket={OTHER}&ticket={SENSITIVE}", f"?ticket={OWN}&into={OTHER}"],
    "queue": ["?state=all", "?sensitive=1", f"?phone_of={OTHER}&state=all", "?region=MA-06&state=all"],
    "indicators": ["?region=MA-06", "?motive=CONDUCT"],
    "export": ["?region=MA-06"],
}


def name_of(route):
    return f"{route.method} {route.name}"


def path_of(route, reference=OWN):
    path = route.path
    for pattern, value in (FILLED | {r"{reference:\d{9}}": reference}).items():
        path = path.replace(pattern, value)
    assert "{" not in path, f"say in FILLED what {path} may be filled with"
    return path


async def ask(browser, route, reference=OWN, query=""):
    path = f"/console{path_of(route, reference)}{query}"
    form = None if route.method == hdrs.METH_GET else ACT
    headers = {"Sec-Fetch-Site": "same-origin"}
    answer = await browser.client.request(
        route.method, path, data=form, headers=headers, allow_redirects=False
    )
    place = answer.headers.get("Location", "")
    if route.name == "sign_out" and "Set-Cookie" in answer.headers:
        place = "out"  # whoever is let in loses the cookie on the way to the same page
    if answer.content_type == "text/event-stream":
        answer.close()  # it has no end; what it tells is in test_live.py
        return answer.status, place, ""
    return answer.status, place, told(await answer.read())


def told(body):
    """What an answer says; of a spreadsheet what is in it."""
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            body = b"".join(packed.read(name) for name in packed.namelist())
    return body.decode(errors="replace")


async def office(store):
    """A ticket of the officers' region, one of another, a sensitive one, each with words of its own."""
    common = {"created_at": NOW - DAY}
    await file_ticket(store, a_ticket(OWN, **common))
    await file_ticket(
        store, a_ticket(OTHER, region="MA-06", phone=BRAHIM, story="ailleurs-ailleurs", **common)
    )
    sensitive = {"motive": "CONDUCT", "phone": "+212600000003", "story": "grave-grave"}
    await file_ticket(store, a_ticket(SENSITIVE, **sensitive, **common))
    await store.save_officer(an_officer(roles=("officer",)))
    entry = AuditEntry(NOW, "salma", "cause.opened", OWN)
    cause = await store.open_cause("La banque", entry)
    for reference in (OWN, OTHER):
        joined = replace(entry, action="ticket.cause_joined", subject=reference)
        await store.join_cause(cause, TicketEvent(NOW, "salma", "cause_joined"), joined)


async def enter(browser, store, person):
    browser.client.session.cookie_jar.clear()
    if person == "nobody":
        return
    roles = ROLES.get(person, ("officer",))
    await store.save_officer(an_officer("walker", roles=roles, regions=("MA-05",)))
    if person == "half way":
        await browser.password("walker")
    else:
        await browser.sign_in("walker", PASSWORD)


def test_every_route_has_a_row_and_every_row_a_route():
    assert {name_of(route) for route in ROUTES} == set(ROWS)


@pytest.mark.parametrize("person", sorted(EVERYBODY))
async def test_every_route_opens_to_those_of_its_row_and_shows_them_their_own_alone(stranger, store, person):
    await office(store)
    wrong = []
    await enter(stranger, store, person)
    for route in sorted(ROUTES, key=lambda route: route.name in {"sign_in", "sign_out", "second_step"}):
        if name_of(route) in {"POST sign_in", "POST sign_out", "POST second_step"}:
            await enter(stranger, store, person)
        status, place, text = await ask(stranger, route)
        shut = status == 403 and NOT_OPEN in text
        away = status == 303 and place.startswith("/console/sign-in") and route.name != "root"
        away |= status == 403 and LAPSED in text  # what was written comes back, and went nowhere
        if (not shut and not away) is not (person in ROWS[name_of(route)]):
            wrong.append(f"{name_of(route)}: {status} {place}")
        wrong += await _leaks(stranger, route, text)
    assert wrong == []


async def _leaks(browser, route, text):
    """What a route tells of tickets that are not this person's."""
    wide = [await ask(browser, route, query=query) for query in WIDE.get(route.name, ())]
    others = (OTHER, SENSITIVE) if "reference" in route.path else ()
    asked = {reference: await ask(browser, route, reference) for reference in others}
    told_of = [text, *(answer[2] for answer in (*wide, *asked.values()))]
    faults = [
        f"{name_of(route)} of {reference}: {status}"
        for reference, (status, place, _text) in asked.items()
        if status not in {403, 404} and not place.startswith("/console/sign-in")
    ]
    for words in ("ailleurs-ailleurs", "grave-grave", *map(dotted, (OTHER, SENSITIVE))):
        faults += [f"{name_of(route)} tells {words}" for one in told_of if words in one]
    return faults


def dotted(reference):
    return re.sub(r"(\d{3})(?=\d)", r"\1.", reference)
