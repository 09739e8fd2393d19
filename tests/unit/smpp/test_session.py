"""The life of a connection: bound, watched, dropped, bound again, and parted from politely."""

import asyncio
import ssl

import pytest

from sms_gateway.channels.smpp.binding import pause_seconds
from sms_gateway.channels.smpp.channel import SmppChannel
from sms_gateway.channels.smpp.codec import HEADER, RESPONSE, Command, Pdu, Status
from sms_gateway.inbox import StoreInbox
from storage.records import MtState
from tests.unit.smpp.conftest import LINK, claimed, config_for, kept, listening, until
from tests.unit.smpp.smsc import Smsc

NOW = 1_760_000_000


def commands(smsc):
    return [pdu.command for pdu in smsc.heard]


async def test_one_bind_serves_both_ways(linked):
    async with linked() as ours:
        assert ours.line.bind == Command.BIND_TRANSCEIVER
        assert [pdu.number("interface_version") for pdu in ours.smsc.binds] == [0x34]


async def test_a_pair_sends_by_one_bind_and_receives_by_the_other(linked):
    async with linked(binds="pair") as ours:
        by = {line.bind: line for line in ours.smsc.lines}
        assert set(by) == {Command.BIND_TRANSMITTER, Command.BIND_RECEIVER}
        assert (await ours.channel.send(claimed(), NOW)).state is MtState.SENT
        assert await by[Command.BIND_RECEIVER].delivers(b"Bonjour") == 0
        assert [mo.text for mo in await ours.kept()] == ["Bonjour"]


async def test_a_link_whose_sending_half_is_down_still_receives(linked):
    async with linked(binds="pair") as ours:
        by = {line.bind: line for line in ours.smsc.lines}
        ours.smsc.bind_status[:] = [0x05] * 100
        by[Command.BIND_TRANSMITTER].abort()
        await until(lambda: not ours.channel.bound)
        assert await by[Command.BIND_RECEIVER].delivers(b"Bonjour") == 0
        assert (await ours.channel.send(claimed(), NOW)).line_down


async def test_a_wrong_password_is_never_bound_and_tried_again_with_pauses(store, smsc):
    channel = SmppChannel(LINK, config_for(smsc.port, account={"password": "wrong"}))
    async with listening(channel, StoreInbox(store)):
        await smsc.until(lambda: len(smsc.binds) >= 3)
        assert not channel.bound
        assert (await channel.send(claimed(), NOW)).line_down


@pytest.mark.parametrize("status", [0x05, 0x0D, 0x0E, 0x58])
async def test_a_refused_bind_is_tried_until_it_is_granted(store, smsc, status):
    smsc.bind_status[:] = [status, status]
    channel = SmppChannel(LINK, config_for(smsc.port))
    async with listening(channel, StoreInbox(store)):
        await until(lambda: channel.bound)
        assert len(smsc.binds) == 3


def test_pauses_double_up_to_a_minute_and_never_keep_step(monkeypatch):
    monkeypatch.undo()
    from sms_gateway.channels.smpp import binding

    monkeypatch.setattr(binding, "FIRST_PAUSE_SECONDS", 1.0)
    monkeypatch.setattr(binding, "LONGEST_PAUSE_SECONDS", 60.0)
    for failures, longest in ((1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (1000, 60)):
        drawn = {pause_seconds(failures) for _ in range(50)}
        assert len(drawn) > 1
        assert longest / 2 <= min(drawn) <= max(drawn) <= longest


async def test_an_smsc_that_is_away_is_bound_when_it_comes(store):
    async with Smsc().open() as smsc:
        port = smsc.port
    channel = SmppChannel(LINK, config_for(port))
    async with listening(channel, StoreInbox(store)):
        await asyncio.sleep(0.1)
        async with Smsc().open(port) as smsc:
            line = await smsc.bound()
            assert await line.delivers(b"Bonjour") == 0


async def test_a_quiet_line_is_asked_for_a_sign_of_life(linked):
    async with linked(enquire_seconds=0.05) as ours:
        await ours.smsc.until(lambda: commands(ours.smsc).count(Command.ENQUIRE_LINK) >= 3)
        assert len(ours.smsc.binds) == 1


async def test_a_line_that_gives_no_sign_of_life_is_dropped_and_bound_again(linked):
    async with linked(enquire_seconds=0.05, reply_seconds=0.1) as ours:
        ours.smsc.quiet.add(Command.ENQUIRE_LINK)
        await ours.smsc.until(lambda: len(ours.smsc.binds) >= 2)


async def test_a_line_on_which_messages_come_is_not_asked(linked):
    async with linked(enquire_seconds=0.2) as ours:
        for _ in range(10):
            await ours.line.asks(Pdu(Command.ENQUIRE_LINK))
            await asyncio.sleep(0.03)
        assert Command.ENQUIRE_LINK not in commands(ours.smsc)


async def test_when_the_smsc_unbinds_it_is_answered_and_bound_again(linked):
    async with linked() as ours:
        answer = await ours.line.asks(Pdu(Command.UNBIND))
        assert answer.command == Command.UNBIND | RESPONSE
        await ours.smsc.until(lambda: len(ours.smsc.binds) == 2)


async def test_at_the_stop_what_was_begun_is_finished_and_the_link_unbound(linked, store, monkeypatch):
    accept = store.accept_mo

    async def slow(mo):
        await asyncio.sleep(0.1)
        return await accept(mo)

    monkeypatch.setattr(store, "accept_mo", slow)
    async with linked() as ours:
        answer = asyncio.create_task(ours.line.delivers(b"Bonjour"))
        await ours.smsc.until(lambda: True)
        await asyncio.sleep(0.02)
    assert await answer == 0
    assert commands(ours.smsc)[-2:].count(Command.UNBIND) == 1
    assert [mo.text for mo in await kept(store)] == ["Bonjour"]


async def test_an_smsc_that_does_not_answer_the_unbind_is_left(linked, monkeypatch):
    from sms_gateway.channels.smpp import session

    monkeypatch.setattr(session, "_GOODBYE_SECONDS", 0.05)
    async with linked() as ours:
        ours.smsc.quiet.add(Command.UNBIND)
    await until(lambda: not ours.smsc.lines)


async def test_bytes_that_are_no_smpp_end_the_connection_and_not_the_link(linked):
    async with linked() as ours:
        ours.line.write_raw(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await ours.smsc.until(lambda: len(ours.smsc.binds) == 2)
        assert Command.GENERIC_NACK in commands(ours.smsc)


async def test_a_pdu_that_cannot_be_read_is_refused_and_the_next_one_heard(linked):
    async with linked() as ours:
        ours.line.write_raw(HEADER.pack(17, Command.DELIVER_SM, 0, 9) + b"x")
        await ours.smsc.until(lambda: Command.GENERIC_NACK in commands(ours.smsc))
        (nack,) = [pdu for pdu in ours.smsc.heard if pdu.command == Command.GENERIC_NACK]
        assert (nack.sequence, nack.status) == (9, Status.INVALID_LENGTH)
        assert await ours.line.delivers(b"Bonjour") == 0


async def test_a_command_that_nobody_knows_is_refused(linked):
    async with linked() as ours:
        ours.line.write(Pdu(0x7777, 9))
        await ours.smsc.until(lambda: Command.GENERIC_NACK in commands(ours.smsc))
        assert ours.smsc.heard[-1].status == Status.UNKNOWN_COMMAND


async def test_answers_that_nobody_waits_for_are_passed_over(linked):
    async with linked() as ours:
        ours.line.write(Pdu(Command.SUBMIT_SM | RESPONSE, 4711, texts={"message_id": b"x"}))
        ours.line.write(Pdu(Command.GENERIC_NACK, 0, 3))
        ours.line.write(Pdu(Command.ALERT_NOTIFICATION, 1))
        assert await ours.line.delivers(b"Bonjour") == 0
        assert Command.GENERIC_NACK not in commands(ours.smsc)


async def test_answers_may_come_in_any_order(linked):
    async with linked() as ours:
        ours.smsc.quiet.add(Command.SUBMIT_SM)
        sending = [asyncio.create_task(ours.channel.send(claimed(mt_id=number), NOW)) for number in range(5)]
        await ours.smsc.until(lambda: commands(ours.smsc).count(Command.SUBMIT_SM) == 5)
        asked = [pdu for pdu in ours.smsc.heard if pdu.command == Command.SUBMIT_SM]
        for pdu in reversed(asked):
            ours.line.write(
                Pdu(pdu.command | RESPONSE, pdu.sequence, texts={"message_id": b"m%d" % pdu.sequence})
            )
        results = await asyncio.gather(*sending)
        assert [result.smsc_id for result in results] == [f"m{pdu.sequence}" for pdu in asked]


# TLS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for localhost and its key, in one file."""
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "smsc.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return file


@pytest.mark.parametrize(
    ("trusted", "host", "binds"), [(True, "localhost", 1), (False, "localhost", 0), (True, "127.0.0.1", 0)]
)
async def test_tls_binds_with_whom_it_knows_and_with_nobody_else(store, certificate, trusted, host, binds):
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(certificate)
    tls = ssl.create_default_context(cafile=certificate if trusted else None)
    async with Smsc().open(ssl=server) as smsc:
        channel = SmppChannel(LINK, config_for(smsc.port, account={"host": host, "tls": tls}))
        async with listening(channel, StoreInbox(store)):
            if binds:
                line = await smsc.bound()
                assert await line.delivers(b"Bonjour") == 0
            else:
                await asyncio.sleep(0.3)
        assert len(smsc.binds) == binds


def test_no_password_is_printed_with_the_configuration():
    assert "s3cret" not in repr(config_for(1))
