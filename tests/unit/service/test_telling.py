"""What changed in the registry, told once: counted, paced, stopped, never in spite of `stop`, never at night."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from programmes.demo import write_demo
from programmes.registry.embedded import FileGenerations
from programmes.registry.importing import Sources, import_registry
from programmes.registry.news import CHANGES, since_last_told
from sms_gateway.cli.registry import command
from sms_gateway.quiet import Quiet
from sms_gateway.registry_vault import vault_of
from sms_gateway.telling import KIND, Count, Teller
from storage.fields import Keys
from tests.unit.service.conversing import (
    ACCEPTED,
    CASES,
    LINK,
    NOON,
    NOW,
    PACK,
    REFUSED,
    Conversing,
    import_households,
)
from tests.unit.service.test_clock import HOUR, NIGHT, clock

H = "case_number,status,status_since,head_birth_year,phones,reason\n"
TODAY = NOON.date()


def case_of(phone):
    return next(case for case in CASES if phone in case.phones)


def household(phone, status, reason=""):
    case = case_of(phone)
    return f"{case.number},{status},{TODAY},{case.head_birth_year},{phone},{reason}\n"


def change(service, *rows):
    """The ministry imports what changed."""
    folder = service.folder / "delta"
    folder.mkdir(exist_ok=True)
    (folder / "households.csv").write_text(H + "".join(rows), encoding="utf-8")
    report = import_registry(
        FileGenerations(service.folder / "registry.db"),
        Sources.of_delta(folder),
        PACK,
        vault_of(service.keys),
        delta=True,
        today=TODAY,
    )
    assert report.refused == []


def telling(service, wanted=CHANGES):
    return since_last_told(
        FileGenerations(service.folder / "registry.db"), vault_of(service.keys), frozenset(wanted)
    )


def teller(service, pace=60.0, quiet=None):
    thinker = service.thinker
    return Teller(service.store, thinker.engine, thinker.facts, quiet or Quiet(), LINK, "fr", pace)


async def tell(service, pace=60.0, quiet=None, *, settle=True):
    """As `recours registry tell --send` does."""
    count = Count()
    with telling(service) as open_telling:
        wakeups = teller(service, pace, quiet).count(open_telling.news(), service.now, count)
        await teller(service).schedule(wakeups)
        if settle:
            open_telling.settle()
    return count


@pytest.fixture
def settled(service):
    with telling(service) as first:
        assert list(first.news()) == []
        first.settle()
    return service


async def test_a_decision_is_told_once_and_says_what_the_question_would_be_answered(settled):
    change(settled, household(ACCEPTED, "suspended", "SCORE"))
    async with settled.open() as service:
        count = await tell(service)
        assert (dict(count.changes), count.messages.total()) == ({"suspended": 1}, 1)
        await clock(service, 1)
        [told] = await service.answers(ACCEPTED)
        assert "SUSPENDUE" in told
        assert "1 Contester" in told
        await tell(service)
        await clock(service, HOUR)
        assert len(await service.answers(ACCEPTED)) == 1


async def test_cut_short_and_run_again_tells_nobody_twice(settled):
    change(settled, household(ACCEPTED, "suspended", "SCORE"))
    async with settled.open() as service:
        await tell(service, settle=False)
        await clock(service, 1)
        await tell(service)
        await clock(service, HOUR)
        assert len(await service.answers(ACCEPTED)) == 1


async def test_its_choices_answer_it(settled):
    change(settled, household(ACCEPTED, "suspended", "SCORE"))
    async with settled.open() as service:
        await tell(service)
        await clock(service, 1)
        assert "Vous contestez" in (await service.asks("1", ACCEPTED))


async def test_who_said_stop_hears_nothing_and_is_not_counted_as_a_message(settled):
    change(settled, household(ACCEPTED, "suspended", "SCORE"), household(REFUSED, "accepted"))
    async with settled.open() as service:
        await service.asks("stop", ACCEPTED)
        before = len(await service.answers(ACCEPTED))
        count = await tell(service)
        assert (count.messages.total(), count.silent) == (1, 1)
        await clock(service, HOUR)
        assert len(await service.answers(ACCEPTED)) == before
        assert "ACCEPTEE" in (await service.answers(REFUSED))[-1]


async def test_who_says_stop_after_it_was_scheduled_hears_nothing_either(settled):
    change(settled, household(ACCEPTED, "suspended", "SCORE"))
    async with settled.open() as service:
        await tell(service)
        await service.asks("stop", ACCEPTED)
        before = len(await service.answers(ACCEPTED))
        await clock(service, HOUR)
        assert len(await service.answers(ACCEPTED)) == before


async def test_what_is_no_longer_true_is_not_told(settled):
    change(settled, household(ACCEPTED, "suspended", "SCORE"))
    async with settled.open() as service:
        await tell(service)
        change(service, household(ACCEPTED, "accepted"))
        service.registry.close()
        await clock(service, 1)
        assert await service.answers(ACCEPTED) == []


async def test_the_pace_is_kept_and_begins_behind_the_night(settled):
    phones = [case.phones[0] for case in CASES if case.phones and case.status != "accepted"][:4]
    change(settled, *(household(phone, "accepted") for phone in phones))
    async with settled.open() as service:
        count = Count()
        with telling(service) as open_telling:
            news = list(open_telling.news())
        late = NOW + 9 * HOUR  # 21:00
        paced = [wakeup.at - late async for wakeup in teller(service, 2, NIGHT).count(news, late, count)]
    assert len(phones) >= 2
    assert paced == [11 * HOUR + 30 * place for place in range(len(phones))]


async def test_what_is_scheduled_can_be_taken_back(settled):
    change(settled, household(ACCEPTED, "suspended", "SCORE"))
    async with settled.open() as service:
        await tell(service)
        assert await service.store.drop_wakeups(KIND) == 1
        await clock(service, HOUR)
        assert await service.answers(ACCEPTED) == []


async def test_a_phone_hears_it_in_the_language_that_it_spoke(settled):
    async with settled.open() as service:
        await service.asks("بالعربية", ACCEPTED)
        before = len(await service.answers(ACCEPTED))
        change(service, household(ACCEPTED, "suspended", "SCORE"))
        count = await tell(service)
        assert dict(count.messages) == {"ar": 1}
        await clock(service, HOUR)
        [told] = (await service.answers(ACCEPTED))[before:]
        assert "تظلم" in told


@pytest.fixture
def own(tmp_path):
    """A data folder as an operator has it: keys in a file, settings, the demo's households."""
    keys = Keys.create(tmp_path / "recours.keys")
    write_demo(tmp_path, TODAY)
    import_households(tmp_path, keys)
    return Conversing(tmp_path, keys)


def run(service, *arguments, told='"accepted", "suspended"'):
    settings = service.folder / "recours.toml"
    settings.write_text(
        f'[service]\ndata_folder = "{service.folder}"\n[programme]\ntell = [{told}]\n'
        '[links.line]\nkind = "phone"\nnumber = "5555"\nprice = "0.05"\ncurrency = "MAD"\n',
        encoding="utf-8",
    )
    return CliRunner().invoke(command, ["tell", "--config", str(settings), *arguments])


def test_the_command_counts_and_prices_before_it_sends_and_can_be_stopped(own):
    assert "only note" in run(own).output
    assert "Noted where the registry stands" in run(own, "--send").output
    change(own, household(ACCEPTED, "suspended", "SCORE"), household(REFUSED, "accepted"))
    dry = run(own).output
    assert "1 accepted, 1 suspended\nfr: 2 messages, 5 parts\nPrice: 0.25 MAD\nDry run" in dry
    assert "Scheduled 2 messages" in run(own, "--send").output
    assert "No change." in run(own).output
    assert "Took back 2 messages" in run(own, "--stop").output


def test_a_programme_that_turned_nothing_on_tells_nothing(own):
    refused = run(own, "--send", told="")
    assert refused.exit_code == 1
    assert "programme.tell names no change" in refused.output


def test_a_link_that_is_not_there_is_said(own):
    assert "links.other: there is no such link" in run(own, "--link", "other").output
