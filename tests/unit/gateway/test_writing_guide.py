"""The guide to writing a channel: its blocks run as they stand, and it names all that the contract asks."""

import ast
import importlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sms_gateway import settings
from sms_gateway.channels import base

ROOT = Path(__file__).parents[3]
GUIDE = (ROOT / "docs" / "channels" / "writing.md").read_text()
TEST, CHANNEL, LINK, WIRING = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)


def run(module, *arguments, words=None, **variables):
    """A command of Python's in the project's folder."""
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env={**os.environ, **variables},
        input=words,
        capture_output=True,
        text=True,
        check=False,
    )


def contract():
    """The names of all that the protocols have, and of the protocols."""
    classes = [
        node for node in ast.parse(Path(base.__file__).read_text()).body if isinstance(node, ast.ClassDef)
    ]
    for one in classes:
        if any("Protocol" in ast.unparse(parent) for parent in one.bases):
            yield one.name
            for part in one.body:
                if isinstance(part, ast.AsyncFunctionDef | ast.FunctionDef):
                    yield part.name
                if isinstance(part, ast.AnnAssign):
                    yield ast.unparse(part.target)


def test_the_guide_names_everything_that_the_contract_asks():
    names = set(contract())
    assert {"Account", "balance", "parse_ussd", "keep_overdue"} <= names
    assert [name for name in sorted(names) if f"`{name}`" not in GUIDE and f"`{name}(" not in GUIDE] == []


def test_the_guides_channel_passes_the_guides_tests(tmp_path):
    (tmp_path / "savane.py").write_text(CHANNEL)
    (tmp_path / "test_savane.py").write_text(TEST.replace("sms_gateway.channels.savane", "savane"))
    of_the_folder = ["-p", "tests.unit.gateway.conftest", "-c", "pyproject.toml", "--rootdir", "."]
    apart = ["-p", "no:cacheprovider", "--confcutdir", tmp_path, "--basetemp", tmp_path / "base"]
    ran = run("pytest", "-q", *of_the_folder, *apart, tmp_path, PYTHONPATH=f"{tmp_path}:.")
    assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-3000:]


@pytest.mark.parametrize("command", [["check"], ["format", "--check"]])
def test_the_guides_channel_is_written_as_ours_are(command):
    name = "sms_gateway/channels/savane.py"
    ran = run("ruff", *command, "--no-cache", "--stdin-filename", name, "-", words=CHANNEL)
    assert ran.returncode == 0, ran.stdout


def test_the_guides_link_is_read_from_the_settings_and_opened(tmp_path, monkeypatch):
    (tmp_path / "savane.py").write_text(CHANNEL)
    monkeypatch.syspath_prepend(tmp_path)
    names = {**vars(settings), **vars(importlib.import_module("savane"))}
    exec(f"{LINK}\n\n{WIRING}", names)
    link = names["SavaneLink"](kind="savane", number="1717", key="k" * 16)
    channel = names["SavaneChannel"]("savane", names["_savane"](link, "MR"))
    assert isinstance(channel, base.Webhook)
    assert isinstance(channel, base.Account)
    assert "kkkk" not in repr(link)
