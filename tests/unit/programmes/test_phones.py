"""Phones in registry files come out as the gateway writes a sender."""

from __future__ import annotations

import pytest

from programmes.registry.phones import PhoneReader
from programmes.registry.values import RowError
from sms_gateway.msisdn import NumberError, to_e164

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
        assert PhoneReader.of(region).read("phones", raw) == [expected]


def test_several_phones_each_once():
    reader = PhoneReader.of("MA")
    assert reader.read("phones", "0612345678 | +212612345678;0700000001") == [
        "+212612345678",
        "+212700000001",
    ]
    assert reader.read("phones", "  ") == []


def test_a_region_without_a_plan_is_refused():
    with pytest.raises(ValueError, match="numbering plan"):
        PhoneReader.of("XX")
