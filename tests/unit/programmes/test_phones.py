"""Phones in registry files come out as the gateway writes a sender."""

from __future__ import annotations

from contextlib import closing

import phonenumbers
import pytest

from programmes.pack import load_programme
from programmes.registry.embedded import EmbeddedRegistry, FileGenerations
from programmes.registry.importing import Sources, import_registry
from programmes.registry.phones import PhoneReader
from programmes.registry.values import RowError
from sms_gateway.msisdn import NumberError, OldNumberError, sender_e164, to_e164
from storage.records.renumbering import renumbered
from tests.unit.programmes.builders import a_vault

M, P = "case_number,member_id,birth_date,relation\n", "case_number,month,amount,state,day\n"

WRITTEN = {
    "MA": [
        "0612345678",
        "06 12 34 56 78",
        "+212612345678",
        "+212 6-12-34-56-78",
        "00212612345678",
        "212612345678",
        "612345678",
        "٠٦١٢٣٤٥٦٧٨",
        "+33612345678",
        "06123456",
    ],
    "CI": ["0712345678", "+225 07 12 34 56 78", "002250712345678", "2250712345678"],
    "MR": ["22345678", "+222 22 34 56 78", "0022222345678", "22222345678"],
}


@pytest.mark.parametrize(
    ("region", "raw"), [(region, raw) for region, all_ in WRITTEN.items() for raw in all_]
)
def test_the_import_and_the_gateway_read_a_number_alike(region, raw):
    try:
        expected = to_e164(raw.translate(str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")), region)
    except NumberError:
        with pytest.raises(RowError):
            PhoneReader.of(region).read("phones", raw)
    else:
        assert PhoneReader.of(region).read("phones", raw) == ([expected], [])


def test_several_phones_each_once():
    reader = PhoneReader.of("MA")
    assert reader.read("phones", "0612345678 | +212612345678;0700000001").all == [
        "+212612345678",
        "+212700000001",
    ]
    assert reader.read("phones", "  ") == ([], [])


#: One of each rule: every second digit of a mobile, every third of a fixed line.
MOBILES = {f"0{digit}123456": ("01" if digit < 4 else "05" if digit < 7 else "07") for digit in range(1, 10)}
LINES = {
    "20012345": "25",
    "36812345": "21",
    "20212345": "27",
    "22412345": "27",
    "30612345": "27",
}


@pytest.mark.parametrize(
    ("old", "prefix"), [*MOBILES.items(), *LINES.items(), ("88123456", "07"), ("95123456", "05")]
)
@pytest.mark.parametrize("form", ["{}", "+225{}", "00225 {}", "225{}"])
def test_an_ivorian_number_of_eight_digits_is_read_as_todays_and_marked_to_be_confirmed(old, prefix, form):
    today = f"+225{prefix}{old}"
    assert PhoneReader.of("CI").read("phones", form.format(old)) == ([today], [today])
    with pytest.raises(OldNumberError) as caught:
        to_e164(form.format(old), "CI")
    assert caught.value.modern == sender_e164(form.format(old), "CI") == today
    assert phonenumbers.is_valid_number(phonenumbers.parse(today))


def test_a_number_given_in_both_forms_needs_no_confirmation():
    assert PhoneReader.of("CI").read("phones", "07123456|0707123456") == (["+2250707123456"], [])


@pytest.mark.parametrize("raw", ["10123456", "00123456", "0712345", "071234567", "13000000"])
def test_what_the_plan_of_2021_gives_no_number_is_refused(raw):
    with pytest.raises(RowError):
        PhoneReader.of("CI").read("phones", raw)


@pytest.mark.parametrize("region", ["MA", "MR"])
def test_elsewhere_eight_digits_are_no_old_number(region):
    assert renumbered("07123456", region) is None


def test_a_region_without_a_plan_is_refused():
    with pytest.raises(ValueError, match="numbering plan"):
        PhoneReader.of("XX")


async def test_an_import_counts_the_households_with_old_numbers_and_keeps_them_to_be_confirmed(tmp_path):
    vault, rows = (
        a_vault(),
        "F-1,accepted,2025-01-10,1980,07123456\nF-2,accepted,2025-01-10,1980,0707123457\n",
    )
    header = "case_number,status,status_since,head_birth_year,phones\n"
    for name, text in (("households", header + rows), ("members", M), ("payments", P)):
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    found, pack = tmp_path / "registry.db", load_programme("ci_filets")
    assert import_registry(FileGenerations(found), Sources.in_folder(tmp_path), pack, vault).renumbered == 1
    (tmp_path / "members.csv").unlink()
    (tmp_path / "payments.csv").unlink()
    (tmp_path / "households.csv").write_text(header + "F-2,accepted,2025-01-10,1980,05123457\n", "utf-8")
    assert (
        import_registry(
            FileGenerations(found), Sources.of_delta(tmp_path), pack, vault, delta=True
        ).renumbered
        == 1
    )
    with closing(EmbeddedRegistry(found, vault)) as registry:
        cases = [await registry.case_by_number(number) for number in ("F-1", "F-2")]
        assert await registry.cases_of_phone("+2250505123457") == (cases[1],)
    assert [case.phones for case in cases] == [("+2250707123456",), ("+2250505123457",)]
    assert [case.sure_phones for case in cases] == [(), ()]
