"""A PostgreSQL of the tests' own: Debian's binaries, a cluster in a temporary folder, a socket nobody else has."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg
import pytest

from storage.postgres.schema import bring_up_to_date
from tests.peers.needs import miss

OWNER, MODEL = "postgres", "model"


def binaries():
    """The folder of the newest installed server; None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda file: int(file.parts[-3]))
    return found[-1].parent if found else None


class Cluster:
    """A server that runs; `fresh()` gives a new database."""

    def __init__(self, folder, binaries):
        self.folder = folder
        self._binaries = binaries
        self._data = folder / "data"
        self._count = 0

    def start(self):
        self._run("initdb", "-D", self._data, "-U", OWNER, "--auth=trust", "--no-sync", "--encoding=UTF8")
        (self._data / "postgresql.auto.conf").write_text(
            f"listen_addresses = ''\nunix_socket_directories = '{self.folder}'\nmax_connections = 200\n"
            "deadlock_timeout = '50ms'\nshared_buffers = '32MB'\n"
        )
        self.up()
        with psycopg.connect(self.url("postgres"), autocommit=True) as server:
            server.execute(f"CREATE DATABASE {MODEL}")
        with psycopg.connect(self.url(MODEL), autocommit=True) as model:
            bring_up_to_date(model)

    def up(self):
        self._run("pg_ctl", "-D", self._data, "-w", "-l", self.folder / "log", "start")

    def down(self, how="fast"):
        self._run("pg_ctl", "-D", self._data, "-w", "-m", how, "stop")

    def fresh(self, model=MODEL):
        """A database with today's schema; an empty one out of `template0`."""
        self._count += 1
        name = f"recours{self._count}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name} TEMPLATE {model}")
        return self.url(name)

    def url(self, database):
        return f"postgresql://{OWNER}@/{database}?host={self.folder}"

    def _run(self, program, *arguments):
        command = [self._binaries / program, *arguments]
        if os.getuid() == 0:  # PostgreSQL refuses to run as root
            command = ["setpriv", f"--reuid={OWNER}", f"--regid={OWNER}", "--init-groups", *command]
        done = subprocess.run(command, capture_output=True, text=True, cwd=self.folder, check=False)
        assert done.returncode == 0, done.stderr


def started():
    """A cluster, or a skip where PostgreSQL is not installed."""
    found = binaries()
    if found is None:
        miss("PostgreSQL is not installed (Debian: postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="recours-pg-"))
    if os.getuid() == 0:
        owner = pwd.getpwnam(OWNER)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    cluster = Cluster(folder, found)
    cluster.start()
    return cluster


@pytest.fixture(scope="session")
def cluster():
    """One server for all tests of a run."""
    running = started()
    yield running
    running.down("immediate")
    shutil.rmtree(running.folder)
