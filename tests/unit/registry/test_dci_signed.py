"""What a registry signs is verified to be its own, whichever way its answer comes."""

from __future__ import annotations

import asyncio
import json
import time

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from programmes.programme import RegistryUnavailableError
from programmes.registry.dci.signing import Signer
from programmes.registry.dci.verifying import Verifier, members_of
from tests.unit.registry.dci_mock import PHONE, DciMock
from tests.unit.registry.dci_schema import REQUEST, faults

KEY, OTHER_KEY = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
VERIFIER = Verifier(KEY.public_key(), "registry")


@pytest.mark.parametrize("answers_later", [False, True])
async def test_a_signed_answer_is_taken_however_its_json_is_written(asking, answers_later):
    async with asking(DciMock(private_key=KEY), verifier=VERIFIER, answers_later=answers_later) as here:
        assert len(await here.registry.cases_of_phone(PHONE)) == 1


FORGED = {
    "unsigned": (None, "registry|r1|ed25519", "not signed"),
    "another key": (OTHER_KEY, "registry|r1|ed25519", "does not fit"),
    "another sender": (KEY, "somebody|r1|ed25519", "somebody else"),
    "another algorithm": (KEY, "registry|r1|rsa", "another way"),
    "no key id": (KEY, "", "another way"),
}


@pytest.mark.parametrize(("key", "key_id", "why"), FORGED.values(), ids=FORGED)
async def test_an_answer_that_the_registry_did_not_sign_is_not_told(asking, key, key_id, why):
    async with asking(DciMock(private_key=key, key_id=key_id), verifier=VERIFIER) as here:
        with pytest.raises(RegistryUnavailableError, match=why):
            await here.registry.cases_of_phone(PHONE)
        assert len(here.mock.requests) == 1


@pytest.mark.parametrize(
    ("key", "code"), [(None, "err.signature.missing"), (OTHER_KEY, "err.signature.invalid")]
)
async def test_a_posted_answer_that_the_registry_did_not_sign_is_refused_and_the_wait_goes_on(
    asking, key, code
):
    forger = DciMock(private_key=key)
    async with asking(DciMock(private_key=KEY), verifier=VERIFIER, answers_later=True) as here:
        here.mock.at_once = False
        asked = asyncio.create_task(here.registry.cases_of_phone(PHONE))
        while not here.mock.late:
            await asyncio.sleep(0.01)
        _status, said = await here.mock.callback(forger.written(here.mock.late[0]))
        assert said["message"]["error"]["code"] == code
        assert not asked.done()
        await here.mock.post()
        assert len(await asked) == 1


@pytest.mark.parametrize(
    "change", [(b"succ", b"pdng"), (b'"amount": 600', b'"amount": 900'), (b"expires=", b"Expires=")]
)
def test_a_single_changed_octet_breaks_the_signature(change):
    answer = DciMock(private_key=KEY).answer_to({"header": {"sender_id": "recours"}, "message": SEARCH})
    content = DciMock(private_key=KEY).written(answer)
    VERIFIER.check(content)
    assert change[0] in content
    with pytest.raises(Exception, match="sign"):
        VERIFIER.check(content.replace(*change))


SEARCH = {
    "transaction_id": "t",
    "search_request": [
        {"reference_id": "r", "search_criteria": {"query": {"type": "PHONE_NUMBER", "value": PHONE}}}
    ],
}


@pytest.mark.parametrize(("hours", "why"), [(2, "hold now"), (-2, "hold now")])
def test_a_signature_of_another_time_does_not_hold(hours, why):
    answer = DciMock(private_key=KEY).answer_to({"header": {"sender_id": "recours"}, "message": SEARCH})
    content = DciMock(private_key=KEY).written(answer)
    with pytest.raises(Exception, match=why):
        Verifier(KEY.public_key(), now=lambda: time.time() + hours * 3600).check(content)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"a" 1}',
        b'{"a": 1,}',
        b'{"a": 1} x',
        b"{1: 2}",
        b'{"a": 1, "a": 2}',
        b"\xff",
        b'{"a": ' + b"[" * 10**5,
    ],
)
def test_what_is_no_object_has_no_members(content):
    with pytest.raises(Exception, match="not a JSON object"):
        members_of(content)


def test_members_are_given_as_they_were_written():
    content = '{ "header" : {"b": 1.50,\t"a":"\\u00e9"} ,"message":[ 1 ]}'
    assert members_of(content.encode()) == {"header": '{"b": 1.50,\t"a":"\\u00e9"}', "message": "[ 1 ]"}


def test_what_we_sign_is_what_a_verifier_takes():
    request = {"header": {"a": "é"}, "message": {"b": 1.5}}
    signature = Signer(KEY, "registry", "r1").sign(request, int(time.time()))
    VERIFIER.check(
        json.dumps({"signature": signature, **request}, separators=(",", ":"), ensure_ascii=False).encode()
    )
    assert faults({"signature": signature}, {"signature": REQUEST["signature"]}) == []
