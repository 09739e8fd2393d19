"""`recours officer`: an account that is locked out, and an authenticator that is lost with its codes; each audited."""

from __future__ import annotations

import asyncio

import pytest
from click.testing import CliRunner

from sms_gateway.cli.officer import command
from storage.fields import Keys
from storage.records import SecondStep
from storage.sqlite import SqliteStore


@pytest.fixture
def place(tmp_path):
    """A data folder whose only administrator, Driss, has an authenticator and a recovery code."""
    Keys.create(tmp_path / "recours.keys")
    (tmp_path / "recours.toml").write_text(f'[service]\ndata_folder = "{tmp_path}"\n', encoding="utf-8")
    added = recours(
        tmp_path, "add", "Driss", "--name", "Driss", "--role", "administrator", "--password", "x" * 12
    )
    assert added.output == "driss may sign in.\n"
    asyncio.run(with_store(tmp_path, enrolled))
    return tmp_path


def recours(place, name, *arguments, **given):
    return CliRunner().invoke(command, [name, *arguments, "--config", str(place / "recours.toml")], **given)


async def with_store(place, work):
    store = SqliteStore(place / "recours.db", Keys.load(place / "recours.keys"))
    await store.open()
    try:
        return await work(store)
    finally:
        await store.close()


async def enrolled(store):
    await store.save_second_step("driss", SecondStep(b"a secret", confirmed=True))
    await store.save_recovery_codes("driss", ["AAAA"])


def kept(place):
    """The authenticator, how many codes, whether he is locked out, and what was audited of him."""

    async def look(store):
        officer = await store.officer("driss")
        audited = [entry.action async for _, entry, _, _ in store.audit_rows() if entry.subject == "driss"]
        codes = await store.count_recovery_codes("driss")
        return await store.second_step("driss"), codes, officer.disabled, audited[-1]

    return asyncio.run(with_store(place, look))


def test_an_only_administrator_without_phone_and_codes_enrols_anew(place):
    done = recours(place, "reset-authenticator", "Driss", "--yes")
    assert (done.exit_code, done.output) == (0, "Forgotten. The next sign-in shows a new picture to scan.\n")
    assert kept(place) == (None, 0, False, "officer.second-step-reset")


def test_an_authenticator_is_not_forgotten_without_a_yes(place):
    assert recours(place, "reset-authenticator", "driss", input="n\n").exit_code == 1
    assert kept(place) == (SecondStep(b"a secret", confirmed=True), 1, False, "officer.saved")


def test_who_is_locked_out_keeps_the_authenticator(place):
    assert recours(place, "disable", "driss").output == "Locked out.\n"
    step, codes, disabled, action = kept(place)
    assert (step is not None, codes, disabled, action) == (True, 1, True, "officer.disabled")


@pytest.mark.parametrize("command_line", [("disable", "nobody"), ("reset-authenticator", "nobody", "--yes")])
def test_an_account_that_is_not_there_is_said(place, command_line):
    done = recours(place, *command_line)
    assert done.exit_code == 1
    assert "no account of this login" in done.output
