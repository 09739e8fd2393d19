"""What we run is pinned by its hash, listed whole, and asked about; no answer is not taken for a good one."""

from __future__ import annotations

import json
import re
import subprocess
from copy import deepcopy
from pathlib import Path

import pytest

from tests.peers.needs import miss
from tests.supply import sbom
from tests.supply.pins import REQUIREMENTS, pins
from tests.supply.vulnerabilities import CLEAN, FOUND, NOT_ASKED, ask, judge

ROOT = REQUIREMENTS.parent
FILES = sorted(REQUIREMENTS.glob("*.txt"))
TOOLS = ROOT / ".supply/bin"
BAD = {"id": "PYSEC-2099-1", "fix_versions": ["2"], "aliases": [], "description": "x"}
GOOD = {"name": "a", "version": "1", "vulns": []}
ASKED = {"name": "b", "version": "1", "vulns": [BAD]}
SKIPPED = {"name": "c", "skip_reason": "Dependency not found on PyPI and could not be audited: c (1)"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_package_is_pinned_by_its_hashes_and_no_registry_is_named(file):
    text = file.read_text()
    assert pins(file)
    assert all(pin.hashes for pin in pins(file))
    assert not re.search(r"://|--index|--find-links|--trusted", text)


@pytest.mark.parametrize(
    ("packages", "code"),
    [
        ([GOOD], CLEAN), ([GOOD, ASKED], FOUND), ([GOOD, SKIPPED], NOT_ASKED), ([ASKED, SKIPPED], FOUND),
        ([SKIPPED], NOT_ASKED), ([], NOT_ASKED),
    ],
)  # fmt: skip
def test_no_answer_is_not_a_good_answer(packages, code):
    judged, told = judge({"dependencies": packages})
    assert judged == code
    assert any("NOT ASKED" in line for line in told) is (SKIPPED in packages or not packages)
    assert any("PYSEC-2099-1" in line for line in told) is (ASKED in packages)


def test_a_tool_that_breaks_is_not_a_good_answer(tmp_path):
    broken = tmp_path / "pip-audit"
    broken.write_text("#!/bin/sh\necho no network >&2\nexit 1\n")
    broken.chmod(0o755)
    assert ask(str(broken), "requirements/base.txt") == (
        NOT_ASKED,
        ["NOT ASKED: pip-audit gave no report", "no network"],
    )


@pytest.fixture
def bill(tmp_path):
    """The bill of materials as `make sbom` writes it."""
    tool = TOOLS / "cyclonedx-py"
    if not tool.exists():
        miss("not installed: cyclonedx-py (make sbom)")
    file = tmp_path / "sbom.json"
    command = [
        "requirements",
        "requirements/base.txt",
        "--of",
        "JSON",
        "--output-reproducible",
        "-o",
        str(file),
    ]
    subprocess.run([str(tool), *command], cwd=ROOT, check=True, capture_output=True)
    made = json.loads(file.read_text())
    sbom.name_no_registry(made)
    return made


def test_every_pinned_package_is_in_the_bill_of_materials(bill):
    assert sbom.faults(bill, REQUIREMENTS / "base.txt") == []


def test_a_bill_that_leaves_one_out_adds_one_or_names_another_registry_is_found(bill):
    base = REQUIREMENTS / "base.txt"
    left_out = {**bill, "components": bill["components"][1:]}
    assert len(sbom.faults(left_out, base)) == 1
    added = {**bill, "components": [*bill["components"], {"name": "evil", "version": "1"}]}
    assert sbom.faults(added, base) == ["evil 1 is in it and not pinned"]
    elsewhere = deepcopy(bill)
    elsewhere["components"][0]["externalReferences"][0]["url"] = "https://mirror.example/"
    assert sbom.faults(elsewhere, base) == [f"{bill['components'][0]['name']}: names a registry"]


def test_the_bill_is_made_anew_and_not_kept():
    assert "sbom.json" in Path(ROOT / ".gitignore").read_text().split()
