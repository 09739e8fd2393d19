"""A registry of our own that follows the standard field by field, and fails in any way that it is told to."""

from __future__ import annotations

import asyncio
import base64
import json
import re
import time
from contextlib import asynccontextmanager

import orjson
from aiohttp import web

from programmes.registry.dci.signing import signing_text
from programmes.registry.vault import plain_number
from tests.unit.registry.dci_schema import REQUEST, faults

TOKEN = "a-token"
MOMENT = "2025-11-22T10:00:00Z"
NUMBER, PHONE, UIN = "ASD-2024-000001", "+212612345678", "77123"


def identifier(kind, value):
    return {"@type": "Identifier", "identifier_type": kind, "identifier_value": value}


def member(uin, born, **facts):
    return {
        "@type": "Member",
        "member_identifier": [identifier("UIN", uin)],
        "demographic_info": {
            "@type": "SRPerson",
            "identifier": [identifier("UIN", uin)],
            "name": {"surname": "Exemple", "given_name": "Personne"},
            "sex": "female",
            "birth_date": born,
        },
        "is_disabled": False,
        "marital_status": "widowed",
        **facts,
    }


APPLICATION = {
    "programme": "ma_asd",
    "number": NUMBER,
    "status": "refused",
    "status_since": "2025-11-03",
    "reason": "SCORE",
    "applied_on": "2025-05-02",
    "commune": "Fès",
    "region": "03",
    "phones": ["0612345678"],
}
PAYMENTS = [
    {"month": "2025-10", "amount": "900.50", "currency": "MAD", "state": "collected", "day": "2025-10-28"},
    {"month": "2025-11", "amount": 600, "currency": "MAD", "state": "planned", "day": "2025-11-28"},
]


def a_group(**changes):
    head = member("M1", "1980-05-20")
    child = member("M2", "2012-09-22", enrolment={"relation": "child", "at_school": True})
    return {
        "@context": {"spdci": "https://schema.spdci.org/extensions/social/v1/"},
        "@type": "spdci:Group",
        "group_identifier": [identifier("UIN", UIN), identifier("CASE_NUMBER", NUMBER)],
        "group_type": "family",
        "poverty_score": 9.81,
        "poverty_score_type": "RSU",
        "group_head_info": head,
        "group_size": 2,
        "member_list": [member("M1", "1980-05-20"), child],
        "additional_attributes": [
            {"name": "recours:application", "value": dict(APPLICATION)},
            {"name": "recours:payments", "value": list(PAYMENTS)},
        ],
        **changes,
    }


class DciMock:
    """Answers searches from `groups`; `fail` (request, answer) may do anything instead, `times` times.

    `private_key` signs answers. With `callback` (a coroutine that posts content to us) a search is acknowledged,
    and answered when `post` is called, or at once where `at_once`.
    """

    def __init__(self, groups=None, public_key=None, private_key=None, key_id="registry|r1|ed25519"):
        self.private_key, self.key_id = private_key, key_id
        self.callback = None
        self.at_once = True
        self.acknowledge = lambda acknowledgement: acknowledgement
        self.acknowledged_with = 200
        self.late = []
        self.tasks = []
        self.groups = [a_group()] if groups is None else groups
        self.public_key = public_key
        self.requests = []
        self.headers = []
        self.faults = []
        self.fail = None
        self.times = 0
        self.change = lambda answer: answer
        self.url = ""

    def break_down(self, fail, times=10_000):
        self.fail, self.times = fail, times

    def mend(self):
        self.times = 0

    async def handle(self, request):
        body = await request.json()
        self.requests.append(body)
        self.headers.append(dict(request.headers))
        self.faults += faults(body, REQUEST)
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return web.json_response({"errors": [{"code": "401", "message": "no token"}]}, status=401)
        if self.public_key is not None:
            self._verify(body)
        answer = self.answer_to(body)
        if self.times:
            self.times -= 1
            return await self.fail(request, answer)
        if self.callback is None:
            return web.Response(body=self.written(self.change(answer)), content_type="application/json")
        self.late.append(answer)
        if self.at_once:
            self.tasks.append(asyncio.create_task(self.post()))
        return web.json_response(
            self.acknowledge(
                {"message": {"ack_status": "ACK", "timestamp": MOMENT, "correlation_id": "c-1"}}
            ),
            status=self.acknowledged_with,
        )

    async def post(self):
        """Post the oldest answer that was only acknowledged; gives what we said to it."""
        return await self.callback(self.written(self.change(self.late.pop(0))))

    def written(self, answer):
        """The octets of an answer, signed where there is a key: over header and message exactly as they stand."""
        header, message = (json.dumps(answer.get(name), indent=1) for name in ("header", "message"))
        parts = [f'"header": {header}', f'"message": {message}']
        if self.private_key is not None:
            now = int(time.time())
            signed = f'{{"header":{header},"message":{message}}}'.encode()
            proof = base64.b64encode(self.private_key.sign(signing_text(signed, now, now + 60))).decode()
            fields = {
                "namespace": "spdci",
                "kidId": self.key_id,
                "algorithm": "ed25519",
                "created": now,
                "expires": now + 60,
            }
            fields |= {"headers": "(created) (expires) digest", "signature": proof}
            text = "Signature: " + ", ".join(f'{name}="{value}"' for name, value in fields.items())
            parts.insert(0, f'"signature": {json.dumps(text)}')
        return ("{" + ", ".join(part for part in parts if not part.endswith(": null")) + "}").encode()

    def answer_to(self, body):
        [search] = body["message"]["search_request"]
        query = search["search_criteria"]["query"]
        found = [group for group in self.groups if _matches(group, query)]
        return {
            "header": {
                "version": "1.0.0",
                "message_id": "m-1",
                "message_ts": MOMENT,
                "action": "on-search",
                "status": "succ",
                "total_count": 1,
                "completed_count": 1,
                "sender_id": "registry",
                "receiver_id": body["header"]["sender_id"],
                "is_msg_encrypted": False,
            },
            "message": {
                "transaction_id": body["message"]["transaction_id"],
                "correlation_id": "c-1",
                "search_response": [
                    {
                        "reference_id": search["reference_id"],
                        "timestamp": MOMENT,
                        "status": "succ",
                        "data": {"version": "1.0.0", "reg_records": found},
                        "pagination": {"page_size": 10, "page_number": 1, "total_count": len(found)},
                        "locale": "eng",
                    }
                ],
            },
        }

    def _verify(self, body):
        fields = dict(re.findall(r'(\w+)="([^"]*)"', body["signature"]))
        signed = orjson.dumps({"header": body["header"], "message": body["message"]})
        text = signing_text(signed, int(fields["created"]), int(fields["expires"]))
        self.public_key.verify(base64.b64decode(fields["signature"]), text)

    @asynccontextmanager
    async def running(self):
        app = web.Application()
        app.router.add_post("/registry/sync/search", self.handle)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/registry/sync/search"
        try:
            yield self
        finally:
            await runner.cleanup()


def _matches(group, query):
    if query["type"] == "PHONE_NUMBER":
        return query["value"] == PHONE
    own = {plain_number(one["identifier_value"]) for one in group["group_identifier"]}
    return plain_number(query["value"]) in own


# Ways to fail


async def hangs(request, answer):
    await asyncio.sleep(30)


async def drops_the_line(request, answer):
    request.transport.abort()
    return web.Response()


def says(status, body="", **kinds):
    async def fail(request, answer):
        return web.Response(status=status, text=body, **kinds)

    return fail


def answers(change):
    async def fail(request, answer):
        return web.json_response(change(answer))

    return fail
