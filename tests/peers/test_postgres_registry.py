"""The registry in PostgreSQL: one statement a look-up, a swap that everybody sees at once, an old generation that goes."""

import asyncio
import re
from contextlib import closing

import psycopg
import pytest
from blockbuster import blockbuster_ctx

from programmes.household import CaseStatus
from programmes.pack import load_programme
from programmes.programme import RegistryUnavailableError
from programmes.registry.news import CHANGES, since_last_told
from programmes.registry.postgres import PostgresRegistry, TableGenerations, generations
from programmes.registry.postgres.server import QUERIES, Server
from sms_gateway import doctor
from sms_gateway.registries import generation_of, open_registry
from sms_gateway.settings import Settings
from storage.fields import Keys
from tests.peers.postgres import cluster  # noqa: F401 - a fixture
from tests.unit.programmes.builders import HOUSEHOLDS, a_vault, csv_importer

PHONE, NUMBER = "+212612345678", "ASD-2024-000001"
SUSPENDED = HOUSEHOLDS.replace("accepted", "suspended")


@pytest.fixture
def url(cluster):  # noqa: F811 - the fixture
    return cluster.fresh()


@pytest.fixture
def import_csv(tmp_path, url):
    return csv_importer(tmp_path / "csv", TableGenerations(url), a_vault())


@pytest.fixture
def registry(url):
    with closing(PostgresRegistry(url, a_vault())) as found:
        yield found


def tables(url):
    with psycopg.connect(url) as server:
        rows = server.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'registry'").fetchall()
    return {name for (name,) in rows} - {"standing"}


# Its queries


@pytest.fixture(scope="module")
def laid_out(cluster, tmp_path_factory):  # noqa: F811 - the fixture
    """A connection to a database that holds one generation, told."""
    url = cluster.fresh()
    csv_importer(tmp_path_factory.mktemp("csv"), TableGenerations(url), a_vault())()
    with closing(Server(url).connection) as connection:
        connection.execute(QUERIES["make_rehashed"])
        yield connection


@pytest.mark.parametrize(
    "name", sorted(name for name, query in QUERIES.items() if re.match("SELECT|INSERT|UPDATE|DELETE", query))
)
def test_every_query_is_one_that_postgresql_reads(laid_out, name):
    query = QUERIES[name].format(generation=1, old=1, told=1)
    for place, bound in enumerate(dict.fromkeys(re.findall(r"%\((\w+)\)s", query)), 1):
        query = query.replace(f"%({bound})s", f"${place}")
    laid_out.execute(f"PREPARE {name} AS {query}")


@pytest.mark.parametrize("name", ["cases_of_phone", "case_of_key"])
def test_a_look_up_never_scans(laid_out, name):
    with laid_out.transaction():
        laid_out.execute("SET LOCAL enable_seqscan = off")  # one household alone is quicker read whole
        query = "EXPLAIN " + QUERIES[name].format(generation=1)
        plan = "\n".join(line for (line,) in laid_out.execute(query, {"key": b"k"}))
    assert not re.search(r"Seq Scan on (cases|phones)", plan)


# What a look-up costs


class Counted(psycopg.Connection):
    statements = 0

    def execute(self, *arguments, **options):
        Counted.statements += 1
        return super().execute(*arguments, **options)


async def test_a_look_up_is_one_statement(import_csv, registry, monkeypatch):
    monkeypatch.setattr(psycopg, "connect", Counted.connect)
    import_csv()
    (case,) = await registry.cases_of_phone(PHONE)
    for look_up in (
        registry.cases_of_phone(PHONE),
        registry.case(case.case_id),
        registry.case_by_number(NUMBER),
    ):
        before = Counted.statements
        assert await look_up
        assert Counted.statements == before + 1


async def test_a_look_up_does_not_hold_the_loop(import_csv, registry):
    import_csv()
    with blockbuster_ctx(["programmes"]):
        assert await registry.cases_of_phone(PHONE)
        assert await registry.case_by_number(NUMBER)


# The swap


async def test_look_ups_beside_imports_are_of_one_generation_each(import_csv, url):
    import_csv()
    seen = []
    with closing(PostgresRegistry(url, a_vault())) as one, closing(PostgresRegistry(url, a_vault())) as other:

        async def look(registry):
            while len(seen) < 4 or seen[-1] is not CaseStatus.ENDED:
                (case,) = await registry.cases_of_phone(PHONE)
                seen.append((await registry.case(case.case_id)).status)

        async def swap():
            for status in ("suspended", "accepted", "suspended", "ended"):
                report = await asyncio.to_thread(import_csv, HOUSEHOLDS.replace("accepted", status))
                assert report.generation

        await asyncio.wait_for(asyncio.gather(swap(), *(look(one) for _ in range(6)), look(other)), 120)
    assert {CaseStatus.ACCEPTED, CaseStatus.SUSPENDED, CaseStatus.ENDED} >= set(seen)
    assert len(tables(url)) == 2


async def test_a_generation_that_somebody_reads_goes_with_the_next_import(import_csv, url, monkeypatch):
    monkeypatch.setattr(generations, "PATIENCE", 1)
    import_csv()
    with psycopg.connect(url) as backup:  # as pg_dump does: it holds what it reads for hours
        backup.execute("SELECT count(*) FROM registry.cases_1")
        assert import_csv(SUSPENDED).generation == 2
        assert tables(url) == {"cases_1", "phones_1", "cases_2", "phones_2"}
    assert import_csv().generation == 3
    assert tables(url) == {"cases_3", "phones_3"}


async def test_a_process_that_looks_only_after_the_old_one_is_gone_finds_the_new_one(import_csv, registry):
    import_csv()
    assert (await registry.case_by_number(NUMBER)).status is CaseStatus.ACCEPTED
    import_csv()
    import_csv(SUSPENDED)
    assert (await registry.case_by_number(NUMBER)).status is CaseStatus.SUSPENDED


def test_what_was_told_last_is_kept_until_it_is_told_anew(import_csv, url):
    import_csv()
    for _again in range(2):
        with since_last_told(TableGenerations(url), a_vault(), frozenset(CHANGES)) as telling:
            telling.settle()
        import_csv()
        import_csv()
    assert tables(url) == {"cases_3", "phones_3", "cases_5", "phones_5"}


# A server that goes


async def test_look_ups_go_on_when_the_server_has_restarted(cluster, import_csv, registry):  # noqa: F811 - the fixture
    import_csv()
    assert await registry.cases_of_phone(PHONE)
    cluster.down()
    with pytest.raises(RegistryUnavailableError):
        await registry.cases_of_phone(PHONE)
    cluster.up()
    assert await registry.cases_of_phone(PHONE)


async def test_a_server_that_goes_in_the_middle_of_an_import_leaves_the_old_generation(
    cluster,  # noqa: F811 - the fixture
    import_csv,
    registry,
    url,
):
    import_csv()
    with pytest.raises(RegistryUnavailableError):
        cut_short(cluster, url)
    cluster.up()
    assert (await registry.standing()).generation == 1
    assert import_csv(SUSPENDED).generation == 2
    assert (await registry.case_by_number(NUMBER)).status is CaseStatus.SUSPENDED


def cut_short(server, url):
    with TableGenerations(url).begin() as generation:
        generation.add(1, b"k" * 16, b"sealed", [])
        server.down("immediate")
        generation.publish({})


def test_a_server_that_is_not_there_is_one_clear_sentence(tmp_path):
    gone = TableGenerations(f"postgresql://nobody@/none?host={tmp_path}")
    with pytest.raises(RegistryUnavailableError, match="does not answer"), gone.begin():
        pass


# What the service makes of it


def settings_of(url, folder):
    return Settings(service={"data_folder": folder}, storage={"url": url})


async def test_the_doctor_asks_for_an_import_and_then_tells_which_one_is_in_use(import_csv, url, tmp_path):
    Keys.create(tmp_path / "recours.keys")
    settings = settings_of(url, tmp_path)
    [before] = [finding async for finding in doctor.registry(settings)]
    assert (before.level, before.do) == (doctor.Level.WRONG, "recours registry import FOLDER")
    import_csv()
    [after] = [finding async for finding in doctor.registry(settings)]
    assert (after.level, after.seen) == (doctor.Level.FINE, "generation 1, 0 days old")


async def test_the_service_tells_one_import_from_the_next(import_csv, url, tmp_path):
    vault, pack = a_vault(), load_programme("ma_asd")
    async with open_registry(settings_of(url, tmp_path), pack, vault) as registry:
        assert await generation_of(registry) is None
        import_csv()
        assert await generation_of(registry) == 1
        import_csv()
        assert await generation_of(registry) == 2
