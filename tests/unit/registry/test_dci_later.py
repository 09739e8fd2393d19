"""A registry that acknowledges a search and posts its answer later, and whose answers are signed."""

from __future__ import annotations

import asyncio
import json

import aiohttp
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from programmes.programme import RegistryUnavailableError
from sms_gateway.app import open_service
from sms_gateway.on_search import PATH
from sms_gateway.settings import SettingsError, load_settings
from sms_gateway.web import listening, web_app
from storage.fields import Keys
from tests.unit.registry import dci_mock as mock
from tests.unit.registry.conftest import CALLBACK_TOKEN
from tests.unit.registry.dci_mock import NUMBER, PHONE, TOKEN, DciMock
from tests.unit.registry.dci_schema import ACKNOWLEDGEMENT, faults

KEY = Ed25519PrivateKey.generate()


async def test_an_answer_that_is_posted_while_we_wait_is_the_answer(asking):
    async with asking(answers_later=True) as here:
        [case] = await here.registry.cases_of_phone(PHONE)
        assert await here.registry.case_by_number(NUMBER) == case
        assert here.mock.faults == []
        assert here.mock.requests[0]["header"]["sender_uri"] == "https://recours.example/"


async def test_what_comes_after_the_deadline_answers_the_next_question(asking):
    async with asking(answers_later=True, deadline=0.05) as here:
        here.mock.at_once = False
        with pytest.raises(RegistryUnavailableError, match="deadline"):
            await here.registry.cases_of_phone(PHONE)
        status, said = await here.mock.post()
        [case] = await here.registry.cases_of_phone(PHONE)
        assert (status, said["message"]["ack_status"], said["message"]["correlation_id"]) == (
            200,
            "ACK",
            "c-1",
        )
        assert faults(said, ACKNOWLEDGEMENT) == []
        assert case.number == NUMBER
        assert len(here.mock.requests) == 1


async def test_an_answer_to_a_try_that_failed_on_its_way_back_is_an_answer(asking):
    async with asking(answers_later=True) as here:
        here.mock.at_once = False

        async def takes_it_and_drops_the_line(request, answer):
            here.mock.late.append(answer)
            return await mock.drops_the_line(request, answer)

        here.mock.break_down(takes_it_and_drops_the_line, times=1)
        asked = asyncio.create_task(here.registry.cases_of_phone(PHONE))
        while len(here.mock.requests) < 2:
            await asyncio.sleep(0.01)
        await here.mock.post()
        assert len(await asked) == 1


async def waited_for(here):
    """A question that the registry has taken and not answered."""
    here.mock.at_once = False
    asked = asyncio.create_task(here.registry.cases_of_phone(PHONE))
    while not here.mock.late:
        await asyncio.sleep(0.01)
    return asked


async def test_a_registry_that_says_it_is_still_looking_is_waited_for(asking):
    async with asking(answers_later=True) as here:
        asked = await waited_for(here)
        found = here.mock.late[0]
        pending = json.loads(json.dumps(found))
        pending["message"]["search_response"][0] |= {"status": "pdng", "data": {"reg_records": []}}
        here.mock.late = [pending, found]
        assert (await here.mock.post())[1]["message"]["ack_status"] == "ACK"
        assert not asked.done()
        await here.mock.post()
        assert len(await asked) == 1


@pytest.mark.parametrize(
    ("acknowledgement", "why"),
    [
        ({"message": {"ack_status": "NACK"}}, "no code"),
        (
            {"message": {"ack_status": "ERR", "error": {"code": "err.sender_id.invalid"}}},
            "err.sender_id.invalid",
        ),
        ({"message": {"ack_status": "ERR", "error": {"code": f"about {PHONE}"}}}, "no code"),
    ],
)
async def test_a_search_that_the_registry_does_not_take_is_not_waited_for(asking, acknowledgement, why):
    async with asking(answers_later=True, deadline=30) as here:
        here.mock.at_once = False
        here.mock.acknowledge = lambda _usual: acknowledgement
        with pytest.raises(RegistryUnavailableError, match=why):
            await here.registry.cases_of_phone(PHONE)
        assert len(here.mock.requests) == 1


async def test_the_official_mock_server_s_acknowledgement_is_one(asking):
    async with asking(answers_later=True) as here:
        pending = {"status": "pending", "message": "Search request is being processed asynchronously."}
        here.mock.acknowledge = lambda _usual: {
            "transaction_id": 1,
            "correlation_id": "9",
            "search_response": pending,
        }
        assert await here.registry.cases_of_phone(PHONE)


async def test_an_acknowledgement_may_be_an_accepted_of_http_too(asking):
    async with asking(answers_later=True) as here:
        here.mock.acknowledged_with = 202
        assert await here.registry.cases_of_phone(PHONE)


async def test_a_rejection_that_is_posted_ends_the_wait(asking):
    async with asking(answers_later=True, deadline=30) as here:

        def rejected(answer):
            answer["message"]["search_response"][0] |= {
                "status": "rjct",
                "status_reason_code": "rjct.filter.invalid",
            }
            return answer

        here.mock.change = rejected
        with pytest.raises(RegistryUnavailableError, match=r"rjct\.filter\.invalid"):
            await here.registry.cases_of_phone(PHONE)


REFUSED = [
    ("Bearer wrong", b"{}", 401, None),
    ("", b"{}", 401, None),
    (f"Bearer {CALLBACK_TOKEN}", b"no json", 200, "err.request.bad"),
    (f"Bearer {CALLBACK_TOKEN}", b"[]", 200, "err.request.bad"),
    (f"Bearer {CALLBACK_TOKEN}", b'{"message": "encrypted"}', 200, "err.request.bad"),
    (
        f"Bearer {CALLBACK_TOKEN}",
        b'{"message": {"transaction_id": "nobody asked"}}',
        200,
        "err.request.not_found",
    ),
    (f"Bearer {CALLBACK_TOKEN}", b"[" * 100_000, 200, "err.request.bad"),
]


@pytest.mark.parametrize(("authorization", "content", "status", "code"), REFUSED)
async def test_what_nobody_asked_for_is_refused(asking, authorization, content, status, code):
    async with asking(answers_later=True) as here:
        said = here.registry.client.callbacks.take(authorization, content)
    assert said[0] == status
    if code:
        assert said[1]["message"]["error"]["code"] == code
        assert faults(said[1], ACKNOWLEDGEMENT) == []


async def test_the_same_answer_posted_twice_is_taken_once(asking):
    async with asking(answers_later=True) as here:
        asked = await waited_for(here)
        here.mock.late *= 2
        said = [(await here.mock.post())[1]["message"]["ack_status"] for _copy in range(2)]
        assert (said, len(await asked)) == (["ACK", "ERR"], 1)


async def test_a_question_is_forgotten_after_an_hour(asking):
    async with asking(answers_later=True, deadline=0.02, tries=1) as here:
        here.mock.at_once = False
        for _time in range(2):
            with pytest.raises(RegistryUnavailableError):
                await here.registry.cases_of_phone(PHONE)
            here.clock.at += 3601
        said = [(await here.mock.post())[1]["message"]["ack_status"] for _answer in range(2)]
        assert said == ["ERR", "ACK"]


# The whole way, by the settings


def _settings(folder, url, more=""):
    file = folder / "recours.toml"
    file.write_text(
        f'[service]\ndata_folder = "{folder}"\n[dci]\nurl = "{url}"\ntoken = "{TOKEN}"\nsender_id = "recours"\n{more}',
        "utf-8",
    )
    return load_settings(file)


def _pem(folder, name, content):
    (folder / name).write_bytes(content)
    return folder / name


async def test_a_running_service_is_posted_to_and_signs_and_verifies(tmp_path):
    ours = Ed25519PrivateKey.generate()
    private = _pem(
        tmp_path, "ours.pem", ours.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    public = _pem(
        tmp_path, "theirs.pem", KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    Keys.create(tmp_path / "recours.keys")
    more = f'mode = "async"\ncallback_token = "{CALLBACK_TOKEN}"\nreceiver_id = "registry"\n'
    more += f'signing_key = "{private}"\nregistry_key = "{public}"\n'
    async with DciMock(public_key=ours.public_key(), private_key=KEY).running() as registry:
        settings = _settings(tmp_path, registry.url, more)
        async with (
            open_service(settings) as service,
            listening(web_app(service), "127.0.0.1", 0) as port,
            aiohttp.ClientSession() as session,
        ):

            async def posted(content, token=CALLBACK_TOKEN):
                url, headers = f"http://127.0.0.1:{port}{PATH}", {"Authorization": f"Bearer {token}"}
                async with session.post(url, data=content, headers=headers) as response:
                    return response.status, await response.json()

            registry.callback = posted
            [case] = await service.registry.cases_of_phone(PHONE)
            assert (await posted(b"{}", "a wrong token that is long"))[0] == 401
            await asyncio.gather(*registry.tasks)
    assert case.number == NUMBER
    assert registry.faults == []
    assert registry.requests[0]["header"]["sender_uri"].endswith(PATH)


async def test_a_service_whose_registry_answers_at_once_has_no_such_door(tmp_path):
    Keys.create(tmp_path / "recours.keys")
    async with open_service(_settings(tmp_path, "https://rsu.example/search")) as service:
        assert PATH not in [resource.canonical for resource in web_app(service).router.resources()]


@pytest.mark.parametrize("token", ["", "short"])
def test_answers_are_never_taken_from_just_anybody(tmp_path, token):
    with pytest.raises(SettingsError, match=r"dci.*callback_token"):
        _settings(tmp_path, "https://rsu.example/search", f'mode = "async"\ncallback_token = "{token}"\n')


async def test_a_registry_s_key_that_is_none_stops_the_start_with_its_name(tmp_path):
    Keys.create(tmp_path / "recours.keys")
    no_key = _pem(tmp_path, "key.pem", b"no key")
    with pytest.raises(SettingsError, match=r"dci\.registry_key"):
        async with open_service(
            _settings(tmp_path, "https://rsu.example/search", f'registry_key = "{no_key}"\n')
        ):
            pass
