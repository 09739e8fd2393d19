"""A peer that is missing skips its tests; RECOURS_REQUIRE_PEERS=1 makes that a failure, so that CI cannot pass by skipping."""

import os
import shutil

import pytest


def need(*programs):
    """The paths of programs that a test runs beside."""
    found = {
        program: shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/lib/kannel/test")
        for program in programs
    }
    missing = ", ".join(program for program, path in found.items() if path is None)
    if not missing:
        return list(found.values())
    miss(f"not installed: {missing} (Debian: apt install kannel kannel-extras)")
    return None


def miss(why):
    """Skip, or fail where every peer is required."""
    if os.environ.get("RECOURS_REQUIRE_PEERS") == "1":
        pytest.fail(why)
    pytest.skip(why)
