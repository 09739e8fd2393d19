"""A message that the operator refused is sent again from the console: over the wire, once, by the same link."""

import asyncio
from contextlib import asynccontextmanager

from aiohttp import CookieJar, web
from aiohttp.test_utils import TestClient, TestServer

from console.app import console_app
from console.settings import ConsoleSettings
from sms_gateway.channels.kannel import KannelChannel
from sms_gateway.deliver import Deliverer
from storage.records import MtMessage, MtState
from tests.unit.console.desk_in_tests import DeskInTests
from tests.unit.console.officers_in_tests import AMINA, NOW, Browser, a_ticket, an_officer, file_ticket
from tests.unit.gateway.wire import Smsbox, reply

PATH = "/console/tickets/482177353"
REFUSED, TAKEN = reply(403, "Not routable. Do not try again."), reply(202, "0: Accepted for delivery")


@asynccontextmanager
async def delivering(store, channel):
    """The link's deliverer runs on the console's clock."""
    await channel.open()
    running = asyncio.create_task(Deliverer(store, channel, now=lambda: NOW).run())
    try:
        yield
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await channel.close()


async def settled(store, *states):
    """The thread's outgoing messages, once they stand so."""
    async with asyncio.timeout(20):
        while True:
            lines = [line for line in await store.thread(AMINA) if not line.inbound]
            if [line.state for line in lines] == list(states):
                return lines
            await asyncio.sleep(0.02)


async def test_a_refused_message_goes_over_the_wire_again_and_arrives_as_one_of_its_own(store, kannel_config):
    await store.save_officer(an_officer())
    receipt = MtMessage("kannel", AMINA, "5757", "Recours 482.177.353.", "fr", 1, not_before=0)
    app = web.Application()
    settings = ConsoleSettings(https=False, now=lambda: NOW)
    app.add_subapp("/console", console_app(store, DeskInTests(), settings))
    async with (
        Smsbox(REFUSED, TAKEN).open() as smsbox,
        delivering(store, KannelChannel("kannel", kannel_config(sendsms_url=smsbox.url))),
        TestClient(TestServer(app), cookie_jar=CookieJar(unsafe=True)) as client,
    ):
        await file_ticket(store, a_ticket(link="kannel"), answer=(receipt,))
        [failed] = await settled(store, MtState.FAILED)
        browser = Browser(client)
        await browser.sign_in()
        for _impatient in range(3):
            await browser.send(f"{PATH}/resend", mt=str(failed.mt_id))
        _failed, again = await settled(store, MtState.FAILED, MtState.SENT)
        assert again.resent_from == failed.mt_id
    told = [(fields["to"], fields["text"]) for fields in smsbox.fields]
    assert told == [(AMINA, "Recours 482.177.353.")] * 2
    audited = [entry async for _, entry, _, _ in store.audit_rows() if entry.action == "ticket.resent"]
    assert [(entry.actor, entry.details) for entry in audited] == [("salma", {"message": failed.mt_id})]
