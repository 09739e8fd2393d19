"""Takes the addresses of a registry out of a CycloneDX file, and checks that it names every pinned package.

python -m tests.supply.sbom sbom.json requirements/base.txt
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from tests.supply.pins import pins


def faults(bill: dict[str, Any], requirements: Path) -> list[str]:
    """What is wrong with it, a line each."""
    named = {(_normal(one["name"]), one.get("version")): one for one in bill.get("components", [])}
    found = [] if bill.get("bomFormat") == "CycloneDX" else ["this is no CycloneDX file"]
    for pin in pins(requirements):
        one = named.pop((pin.name, pin.version), None)
        if one is None:
            found.append(f"{pin.name} {pin.version} is not in it")
        elif not pin.hashes <= set(re.findall(r"[0-9a-f]{64}", json.dumps(one))):
            found.append(f"{pin.name}: not all of its hashes are in it")
        elif not str(one.get("purl", "")).startswith(f"pkg:pypi/{pin.name}@{pin.version}"):
            found.append(f"{pin.name}: its address (purl) is not the package's")
    found += [f"{name} {version} is in it and not pinned" for name, version in named]
    return found + [
        f"{one['name']}: names a registry" for one, place in _places(bill) if place["url"] != one["purl"]
    ]


def name_no_registry(bill: dict[str, Any]) -> None:
    """Where a package comes from is its purl: which mirror this machine asks is nobody's business."""
    for one, place in _places(bill):
        place["url"] = one["purl"]


def _places(bill: dict[str, Any]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Each component with each place to get it from."""
    return [
        (one, place)
        for one in bill.get("components", [])
        for place in one.get("externalReferences", [])
        if place.get("type") == "distribution"
    ]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    written = Path(sys.argv[1])
    made = json.loads(written.read_text())
    name_no_registry(made)
    written.write_text(json.dumps(made, indent=2) + "\n")
    told = faults(made, Path(sys.argv[2]))
    sys.stdout.write(
        "".join(f"{line}\n" for line in told) or f"{sys.argv[1]}: every pinned package is in it\n"
    )
    sys.exit(bool(told))
