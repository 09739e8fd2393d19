"""Each promise and each threat names the tests that show it, and each of these tests exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGES = [ROOT / "docs" / name for name in ("promises.md", "threat_model.md")]


def named(text):
    return re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text)


def rows(page):
    """The rows of its tables that are to name a test."""
    tables, asks = [], False
    for line in page.read_text("utf-8").splitlines():
        if not line.startswith("|"):
            asks = False
        elif "shown by" in line:
            asks = True
        elif asks and not line.startswith("|---"):
            tables.append(line)
    return tables


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_test_that_is_named_is_there(page):
    found = named(page.read_text("utf-8"))
    assert len(found) > 30
    missing = []
    for file, name in found:
        tree = ast.parse((ROOT / file).read_text("utf-8")) if (ROOT / file).exists() else ast.Module([], [])
        tests = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
        if name not in tests:
            missing.append(f"{file}::{name}")
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_row_names_a_test(page):
    assert len(rows(page)) > 20
    assert [row for row in rows(page) if not named(row)] == []
