"""Asks which pinned packages have known vulnerabilities, and never takes no answer for a good one.

    python -m tests.supply.vulnerabilities .supply/bin/pip-audit requirements/base.txt ...

Ends with 0 where every package was asked for and is clean, 1 where one is not, and 3 where some could not be
asked: pip-audit itself ends with 0 where a registry (a mirror, say) knows nothing of vulnerabilities.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

CLEAN, FOUND, NOT_ASKED = 0, 1, 3
SECONDS = 600


def judge(report: dict[str, Any]) -> tuple[int, list[str]]:
    """The exit code, and what to say, of a report of pip-audit's (`-f json`)."""
    packages = report.get("dependencies", [])
    found = [
        f"{one['name']} {one['version']}: {bad['id']}, mended in {', '.join(bad['fix_versions']) or 'no version yet'}"
        for one in packages
        for bad in one.get("vulns", [])
    ]
    unasked = [one["name"] for one in packages if "vulns" not in one]
    if unasked or not packages:
        found.append(f"NOT ASKED: {len(unasked)} of {len(packages)} packages: {', '.join(unasked)}")
    code = FOUND if len(found) > bool(unasked or not packages) else NOT_ASKED if found else CLEAN
    return code, found or [f"{len(packages)} packages, none with a known vulnerability"]


def ask(tool: str, file: str) -> tuple[int, list[str]]:
    """What the service of vulnerabilities says of a requirements file."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [tool, "-r", file, "--disable-pip", "--require-hashes", "-f", "json", "-o", str(report)]
        done = subprocess.run(
            [*command, "--progress-spinner", "off"],
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        if report.exists():
            return judge(json.loads(report.read_text()))
        return NOT_ASKED, ["NOT ASKED: pip-audit gave no report", *done.stderr.splitlines()[-1:]]


def main(tool: str, *files: str) -> int:
    """Ask of each file; the worst answer counts."""
    codes = []
    for file in files:
        code, told = ask(tool, file)
        codes.append(code)
        sys.stdout.write("".join(f"{file}: {line}\n" for line in told))
    return FOUND if FOUND in codes else max(codes)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
