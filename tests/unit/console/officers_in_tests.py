"""Accounts that the stories are played by, and the office that they work in."""

import re

from argon2 import PasswordHasher
from msgspec.structs import replace
from yarl import URL

from console.authenticator import code_at, step_at
from console.keys import SETTINGS, STORE
from storage.records import MoMessage, NewTicket, Officer, SecondStep, Turn

NOW = 1_762_000_000  # 1 November 2025
DAY = 86400
PASSWORD = "azilal-2025-console"
SECRET = b"azilal authenticator"
AMINA, BRAHIM = "+212600000001", "+212600000002"

#: A hash says what it costs. This one is light, for a thousand sign-ins; test_accounts.py judges what ours costs.
_LIGHT_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
_OFFICER = Officer("salma", "Salma", _LIGHT_HASH, ("officer",), (), "fr")


def an_officer(login="salma", **fields):
    """An account of the stories."""
    return replace(_OFFICER, login=login, name=login.title(), **fields)


def a_ticket(reference="482177353", **fields):
    values = {
        "programme": "ma_asd",
        "nature": "recours",
        "motive": "AMOUNT",
        "phone": AMINA,
        "link": "phone",
        "language": "fr",
        "story": "mon fils a encor 20 ans il es au lycee",
        "case_id": "case-17",
        "region": "MA-05",
        "subject": {"month": "2025-10", "paid": 60000, "computed": 60000},
        "created_at": NOW - 3 * DAY,
        "due_at": NOW + 12 * DAY,
    }
    return NewTicket(reference=reference, **values | fields)


async def file_ticket(store, ticket=None, *, words=None, answer=()):
    """File a ticket as a phone does: a message, its turn, the ticket in it."""
    ticket = ticket or a_ticket()
    at = ticket.created_at
    mo = MoMessage("phone", f"ext-{ticket.reference}", ticket.phone, "1717", words or ticket.story, at)
    await store.accept_mo(mo)
    [claimed] = await store.claim_mos(1, at)
    await store.commit_turn(Turn(claimed.mo_id, claimed.session, at, messages=answer, tickets=(ticket,)))
    return ticket


class Browser:
    """Fetches pages as a browser would: keeps cookies, names its site on every form."""

    def __init__(self, client):
        self.client = client

    async def open(self, path="/console/", **headers):
        answer = await self.client.get(path, headers=headers, allow_redirects=False)
        if answer.content_type == "text/event-stream":  # it has no end
            first = await answer.content.readuntil(b"\n\n")
            answer.close()
            return Page(answer.status, first.decode(), answer.headers)
        return Page(answer.status, await answer.text(), answer.headers)

    async def send(self, path, headers=None, **form):
        headers = {"Sec-Fetch-Site": "same-origin"} if headers is None else headers
        answer = await self.client.post(path, data=form, headers=headers, allow_redirects=False)
        return Page(answer.status, await answer.text(), answer.headers)

    async def sign_in(self, login="salma", password=PASSWORD):
        """Both steps; what the first one answers where it is refused."""
        page = await self.password(login, password)
        return page if page.status != 303 else await self.code(page.headers["Location"], login)

    async def password(self, login="salma", password=PASSWORD, **form):
        """The first step alone."""
        return await self.send("/console/sign-in", login=login, password=password, **form)

    async def code(self, location, login="salma"):
        """The second step, with an authenticator that the account is given here."""
        [console] = self.client.app._subapps
        store, now = console[STORE], console[SETTINGS].now()
        await store.save_second_step(login.strip().lower(), SecondStep(SECRET, confirmed=True))
        place = URL(location).query.get("next", "")
        return await self.send("/console/second-step", code=code_at(SECRET, step_at(now)), next=place)

    async def act(self, act, reference="482177353", **form):
        """Do something on the ticket, at the version that its page shows."""
        if "version" not in form:
            form["version"] = (await self.open(f"/console/tickets/{reference}")).version
        form.setdefault("step", "send")
        return await self.send(f"/console/tickets/{reference}/act", act=act, **form)


class Page:
    """What came back."""

    def __init__(self, status, text, headers):
        self.status, self.text, self.headers = status, text, headers

    @property
    def place(self):
        """Where it sends the browser on."""
        return URL(self.headers["Location"]).path

    @property
    def version(self):
        """The version in the page's forms; "" where it has none."""
        found = re.search(r'name="version" value="(\d+)"', self.text)
        return found[1] if found else ""
