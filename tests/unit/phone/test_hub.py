import asyncio

import pytest

from sms_gateway.phone.conversation import MOST_MESSAGES, Conversation, PhoneMessage
from sms_gateway.phone.hub import Hub
from storage.errors import StoreClosedError
from storage.records import ThreadMessage

A, B, C = "+212612345678", "+212623456789", "+212634567890"


def sms(key, text="", state="sent", inbound=True):
    return PhoneMessage(key, 100, inbound, text or key, state=state)


def texts(conversation):
    return [message.text for message in conversation.messages()]


def kept(text, inbound=True, state=""):
    return ThreadMessage(50, inbound, text, "fr", state)


async def test_a_message_that_changes_its_state_keeps_its_place():
    conversation = Conversation()
    for message in (sms("one", state="sending"), sms("two"), sms("one", state="sent")):
        conversation.put(message)
    assert [(message.key, message.state) for message in conversation.messages()] == [
        ("one", "sent"),
        ("two", "sent"),
    ]


async def test_only_the_newest_messages_are_kept():
    conversation = Conversation()
    for number in range(MOST_MESSAGES + 20):
        conversation.put(sms(str(number)))
    assert texts(conversation)[0] == "20"
    assert len(texts(conversation)) == MOST_MESSAGES


async def test_a_reader_hears_only_what_changed_since():
    conversation = Conversation()
    conversation.put(sms("one"))
    version, heard = await conversation.changes(0)
    assert [message.key for message in heard] == ["one"]
    waiting = asyncio.create_task(conversation.changes(version))
    await asyncio.sleep(0)
    assert not waiting.done()
    conversation.put(sms("two"))
    assert [message.key for message in (await waiting)[1]] == ["two"]


async def test_a_slow_reader_finds_the_latest_state_of_each_message():
    conversation = Conversation()
    for state in ("sending", "sent", "failed"):
        conversation.put(sms("one", state=state))
    assert [message.state for message in (await conversation.changes(0))[1]] == ["failed"]


async def test_the_end_lets_every_reader_go():
    conversation = Conversation()
    waiting = [asyncio.create_task(conversation.changes(0)) for _ in range(3)]
    await asyncio.sleep(0)
    conversation.end()
    assert [messages for _, messages in await asyncio.gather(*waiting)] == [[], [], []]


async def test_phones_do_not_hear_each_other():
    hub = Hub()
    hub.publish(A, sms("for a"))
    hub.publish(B, sms("for b"))
    assert texts(await hub.look_at(A)) == ["for a"]


async def test_the_phone_used_longest_ago_is_let_go_and_its_readers_with_it():
    hub = Hub(most_phones=2)
    oldest = await hub.look_at(A)
    hub.publish(B, sms("b"))
    hub.publish(C, sms("c"))
    assert oldest.ended
    assert texts(await hub.look_at(A)) == []
    assert texts(await hub.look_at(C)) == ["c"]


async def test_after_a_restart_the_phone_shows_what_the_store_kept():
    async def history(phone):
        return (
            [kept("ou est ma demande"), kept("Acceptee.", inbound=False, state="delivered")]
            if phone == A
            else []
        )

    hub = Hub(history)
    assert texts(await hub.look_at(A)) == ["ou est ma demande", "Acceptee."]
    assert texts(await hub.look_at(B)) == []


async def test_what_is_on_the_screen_and_in_the_store_is_shown_once():
    async def history(_phone):
        return [
            kept("1"),
            kept("menu", inbound=False, state="sent"),
            kept("1"),
            kept("menu", inbound=False, state="sent"),
        ]

    hub = Hub(history)
    hub.publish(A, sms("mine", "1"))
    hub.publish(A, sms("mt-9", "menu", "delivered", inbound=False))
    conversation = await hub.look_at(A)
    assert texts(conversation) == ["1", "menu", "1", "menu"]
    assert [message.key for message in conversation.messages()][2:] == ["mine", "mt-9"]


@pytest.mark.parametrize("state", ["queued", "sending", "cancelled"])
async def test_what_has_not_reached_the_phone_is_not_on_its_screen(state):
    async def history(_phone):
        return [kept("later", inbound=False, state=state)]

    assert texts(await Hub(history).look_at(A)) == []


async def test_the_store_is_asked_once_for_two_windows_of_a_phone():
    asked = []

    async def history(phone):
        asked.append(phone)
        await asyncio.sleep(0)
        return [kept("hello")]

    hub = Hub(history)
    first, second = await asyncio.gather(hub.look_at(A), hub.look_at(A))
    assert asked == [A]
    assert texts(first) == texts(second) == ["hello"]


async def test_without_its_store_a_phone_works_and_asks_again_later():
    answers = iter([StoreClosedError(), [kept("hello")]])

    async def history(_phone):
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    hub = Hub(history)
    hub.publish(A, sms("now"))
    assert texts(await hub.look_at(A)) == ["now"]
    assert texts(await hub.look_at(A)) == ["hello", "now"]


async def test_a_closed_hub_keeps_no_reader():
    hub = Hub()
    hub.close()
    assert (await hub.look_at(A)).ended
