import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sms_gateway import msisdn
from sms_gateway.msisdn import ImpossibleNumberError, national, to_e164


@pytest.mark.parametrize(
    ("raw", "region", "e164"),
    [
        ("+212612345678", "MA", "+212612345678"),
        ("00212612345678", "MA", "+212612345678"),
        ("0612345678", "MA", "+212612345678"),
        ("212612345678", "MA", "+212612345678"),
        ("612345678", "MA", "+212612345678"),
        ("+212 (0)6 12-34-56-78", "MA", "+212612345678"),
        ("\u200e+212612345678", "MA", "+212612345678"),
        ("٠٦١٢٣٤٥٦٧٨", "MA", "+212612345678"),
        ("45123456", "MR", "+22245123456"),
        ("22245123456", "MR", "+22245123456"),
        ("0022245123456", "MR", "+22245123456"),
        ("0707123456", "CI", "+2250707123456"),
        ("2250707123456", "CI", "+2250707123456"),
        ("+33612345678", "MA", "+33612345678"),
        ("33612345678", "MA", "+33612345678"),
    ],
)
def test_a_number_is_read_in_the_forms_that_networks_use(raw, region, e164):
    assert to_e164(raw, region) == e164


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        ("", msisdn.NoNumberError),
        ("  ", msisdn.NoNumberError),
        ("MAROCTEL", msisdn.AlphanumericSenderError),
        ("الوكالة", msisdn.AlphanumericSenderError),
        ("1-800-FLOWERS", msisdn.AlphanumericSenderError),
        ("tel:+212612345678", msisdn.AlphanumericSenderError),
        ("5757", msisdn.ShortCodeError),
        ("+", msisdn.ShortCodeError),
        ("06123456", msisdn.ImpossibleNumberError),
        ("+" * 20, msisdn.ImpossibleNumberError),
        ("0" * 10_000, msisdn.ImpossibleNumberError),
    ],
)
def test_what_is_no_phone_is_named(raw, error):
    with pytest.raises(error):
        to_e164(raw, "MA")


@pytest.mark.parametrize(
    ("old", "modern"),
    [
        ("07123456", "+2250707123456"),
        ("+22505123456", "+2250505123456"),
        ("0022501123456", "+2250101123456"),
        ("48123456", "+2250748123456"),
    ],
)
def test_an_ivorian_number_of_before_2021_is_offered_for_confirmation(old, modern):
    with pytest.raises(msisdn.OldNumberError) as caught:
        to_e164(old, "CI")
    assert caught.value.modern == modern


@given(st.sampled_from(["+212", "00212", "0", "212", ""]), st.integers(600_000_000, 799_999_999))
def test_every_form_of_a_moroccan_mobile_is_one_number(prefix, subscriber):
    assert to_e164(f"{prefix}{subscriber}", "MA") == f"+212{subscriber}"


@given(st.text(max_size=60) | st.text("+0123456789 -", max_size=40), st.sampled_from(["MA", "MR", "CI"]))
@example("0612345", "MA")
def test_any_text_is_a_number_or_a_named_error_that_does_not_tell_it(raw, region):
    try:
        e164 = to_e164(raw, region)
    except msisdn.NumberError as error:
        assert str(error) == type(error).__doc__  # noqa: PT017 - either outcome is right
    else:
        assert to_e164(e164, region) == e164
        assert e164[0] == "+"
        assert e164[1:].isascii()
        assert e164[1:].isdigit()


#: Countries with a trunk prefix, with none, with one that is a number's digit too, and with a code for several.
REGIONS = ["MA", "MR", "CI", "FR", "IT", "US", "MX", "AR", "BR", "GB", "GG", "KZ"]


@given(st.sampled_from(REGIONS), st.text("0123456789", min_size=5, max_size=13))
def test_a_number_that_is_taken_as_it_came_reads_as_itself(region, digits):
    number = f"+{phonenumbers.country_code_for_region(region)}{digits}"
    if msisdn._in_full(region).fullmatch(number):
        assert msisdn._parsed(number, region) == number


def test_a_number_in_full_is_not_parsed(monkeypatch):
    monkeypatch.setattr(phonenumbers, "parse", None)
    assert to_e164("+212612345678", "MA") == "+212612345678"
    assert to_e164("+2250707123456", "CI") == "+2250707123456"


def test_a_number_is_shown_as_people_write_it_at_home():
    assert national("+212612345678") == "06 12 34 56 78"
    assert national("+22245123456") == "45 12 34 56"
    assert national("MAROCTEL") == "MAROCTEL"


def test_a_number_that_reads_as_another_each_time_is_none():
    with pytest.raises(ImpossibleNumberError):
        to_e164("8200671172.35", "MA")
