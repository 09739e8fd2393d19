"""No file that a spreadsheet opens holds a formula, a link or a command."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest

from console.exports import harmless
from tests.unit.console.officers_in_tests import a_ticket

FORMULAS = [
    "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("http://evil")', "＝1+1", "＠x",
    "＋1", "－1", '"=1"', "=1\n=2", "http://evil.example", 'DDE("cmd")',
]  # fmt: skip
STARTS = tuple("=+-@\t\r\n＝＋－＠")


@pytest.mark.parametrize("text", FORMULAS)
async def test_a_region_that_is_a_formula_is_a_text_in_both_files(house, text):
    await house.files(a_ticket(region=text))
    await house.officer(name=text)
    browser = await house.browser("salma")
    page = await browser.ask("GET", "/console/indicators.csv", params={"region": text})
    cells = [
        cell for row in csv.reader(io.StringIO(page.body.decode("utf-8-sig"), newline="")) for cell in row
    ]
    assert not [
        cell for cell in cells if cell.startswith(STARTS) and not cell.lstrip("-").replace(".", "").isdigit()
    ]
    book = await browser.ask("GET", "/console/indicators.xlsx", params={"region": text})
    with zipfile.ZipFile(io.BytesIO(book.body)) as packed:
        parts = {
            name: packed.read(name).decode() for name in packed.namelist() if name.endswith((".xml", ".rels"))
        }
    assert not any("<f>" in part or "<hyperlink" in part or "<f " in part for part in parts.values())
    assert not any("evil" in part for name, part in parts.items() if name.endswith(".rels"))
    assert not harmless(text).startswith(STARTS)
