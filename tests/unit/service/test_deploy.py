"""The units and the Containerfile: what systemd itself says of them, and that they speak of this program."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from sms_gateway.settings import Settings
from tests.peers.needs import need
from tests.unit.service.commands_page import commands, main

ROOT = Path(__file__).parents[3]
UNITS = ROOT / "deploy" / "systemd"
SERVICES = sorted(UNITS.glob("*.service"))
#: systemd's own measure, from 0 (safe) to 10, times ten.
MOST_EXPOSED = "15"


def systemd_analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    need("systemd-analyze")
    return subprocess.run(["systemd-analyze", *arguments], check=False, capture_output=True, text=True)


@pytest.mark.peer
def test_systemd_reads_every_line_of_the_units(tmp_path):
    for unit in UNITS.iterdir():
        text = unit.read_text("utf-8")
        # Where it will be installed, nothing is here.
        (tmp_path / unit.name).write_text(
            re.sub(r"/opt/recours/\.venv/bin/recours", sys.executable, text), "utf-8"
        )
    found = systemd_analyze("verify", *map(str, tmp_path.iterdir()))
    assert (found.returncode, found.stdout, found.stderr) == (0, "", "")


@pytest.mark.peer
@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_little_of_the_machine_can_be_reached_from_a_service(unit):
    found = systemd_analyze("security", "--offline=true", f"--threshold={MOST_EXPOSED}", str(unit))
    assert found.returncode == 0, found.stdout[-200:]


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_unit_calls_a_command_that_there_is_with_options_that_it_has(unit):
    known = dict(commands(main))
    calls = re.findall(r"bin/(recours(?: [a-z]+)+)((?: --[a-z-]+ \S+)*)", unit.read_text("utf-8"))
    assert calls
    for words, options in calls:
        taken = {name for param in known[words].params for name in param.opts}
        assert set(re.findall(r"--[a-z-]+", options)) <= taken


def test_the_service_is_stopped_as_it_expects_and_has_the_time_that_it_needs():
    text = (UNITS / "recours.service").read_text("utf-8")
    keys = dict(re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE))
    assert keys["Type"] == "notify"
    assert "KillSignal" not in keys  # SIGTERM
    assert int(keys["TimeoutStopSec"]) > 30
    assert keys["ProtectSystem"] == "strict"


def instructions() -> list[tuple[str, str]]:
    """The Containerfile's instructions and what follows each."""
    text = (ROOT / "Containerfile").read_text("utf-8").replace("\\\n", " ")
    return re.findall(r"^([A-Z]+) +(.+)$", text, re.MULTILINE)


def test_the_image_runs_as_nobody_else_s_user_with_the_exec_form_so_that_it_hears_sigterm():
    last = dict(instructions())
    assert last["USER"] == "recours"
    assert last["ENTRYPOINT"] == '["recours"]'
    assert last["CMD"] == '["serve", "--config", "/etc/recours/recours.toml"]'
    assert last["STOPSIGNAL"] == "SIGTERM"


def test_what_the_image_sets_are_settings_and_what_it_copies_is_there():
    environment = " ".join(value for name, value in instructions() if name == "ENV")
    for table, key in re.findall(r"RECOURS_([A-Z]+)__([A-Z_]+)=", environment):
        assert key.lower() in Settings.model_fields[table.lower()].annotation.model_fields
    copied = [value.split()[0] for name, value in instructions() if name == "COPY" and "--from" not in value]
    assert copied
    assert all((ROOT / source).exists() for source in copied)


def test_every_image_is_named_with_its_release():
    images = [value.split()[0] for name, value in instructions() if name == "FROM"]
    assert all(re.fullmatch(r"docker\.io/library/[a-z]+:[a-z0-9.-]+", image) for image in images)
    assert not any(image.endswith(":latest") for image in images)


def test_no_secret_nor_a_store_of_this_machine_gets_into_the_image():
    ignored = (ROOT / ".containerignore").read_text("utf-8").split()
    assert {".git", ".demo", ".recours", ".venv"} <= set(ignored)
