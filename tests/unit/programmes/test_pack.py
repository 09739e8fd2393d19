"""The Morocco pack as a `Programme`, and what a pack is refused for."""

from __future__ import annotations

import re
import shutil
from datetime import date
from importlib.resources import as_file, files

import pytest

from programmes.errors import PackError, UnknownProgrammeError
from programmes.household import CaseStatus, PaymentState
from programmes.pack import load_pack, load_programme
from programmes.programme import Programme
from programmes.wording import LANGUAGES
from tests.unit.programmes.builders import case, payment

PACK = load_programme("ma_asd")
GSM7 = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)


@pytest.fixture
def folder(tmp_path):
    with as_file(files("programmes") / "packs" / "ma_asd") as here:
        return shutil.copytree(here, tmp_path / "ma_asd")


def spoil(folder, file, old, new):
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_the_pack_keeps_the_protocol_and_tells_the_programme_s_facts():
    programme: Programme = PACK
    assert (programme.key, programme.currency, programme.timezone) == ("ma_asd", "MAD", "Africa/Casablanca")
    assert (programme.region_code, programme.languages) == ("MA", ("fr", "ar", "ary_Latn"))
    assert (programme.appeal_days, programme.answer_days) == (15, 30)
    assert {"ELIGIBILITY", "AMOUNT", "PAYMENT", "DATA", "SENSITIVE"} <= set(programme.motives)
    assert (programme.unit("fr"), programme.unit("ar")) == ("DH", "درهم")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_is_said_with_and_without_its_figures(language):
    for code in PACK.reasons:
        for data in ({}, {"score": "9.81"}, {"score": 9.81}, {"score": None}):
            text = PACK.reason(code, language, data)
            assert text.strip()
            assert "{" not in text


def test_a_score_is_said_with_its_limit_and_the_language_s_decimal_sign():
    assert PACK.reason("SCORE", "fr", {"score": "9.81"}) == "score 9,81 (limite 9,743001)"
    assert "9.81" in PACK.reason("SCORE", "en", {"score": 9.81})
    assert "9,743001" in PACK.reason("SCORE", "fr", {})


def test_a_code_that_nobody_listed_is_for_an_officer_to_confirm():
    assert PACK.reason("X17", "fr", {}) == "raison à confirmer par un agent"
    assert PACK.reason_owner("X17", "fr") == ""


def test_the_desk_that_owns_the_datum_is_named_and_is_no_link():
    assert PACK.reason_owner("SCORE", "fr") == "RSU"
    assert PACK.reason_owner("FAMILY_MISMATCH", "fr") == "RNP"
    assert PACK.reason_owner("PENSION", "fr") == ""
    assert not any(re.search(r"\w\.\w", name) for desk in PACK.desks.values() for name in desk.values())


@pytest.mark.parametrize("language", ["fr", "ary_Latn"])
def test_what_a_basic_phone_reads_stays_in_gsm_7(language):
    said = [PACK.name(language), PACK.unit(language), *(desk[language] for desk in PACK.desks.values())]
    said += [words[language] for reason in PACK.reasons.values() for words in (reason.texts, reason.bare)]
    assert {letter for text in said for letter in text.replace("{", "").replace("}", "")} <= GSM7


def test_fifteen_days_to_contest_what_was_decided_and_none_before():
    assert PACK.appeal_until(case(status=CaseStatus.REFUSED, since=date(2025, 11, 3))) == date(2025, 11, 18)
    assert PACK.appeal_until(case(status=CaseStatus.IN_REVIEW)) is None


def test_the_next_payment_is_at_the_month_s_end_with_the_computed_amount():
    assert PACK.next_payment(case(), date(2026, 2, 3)) == ("2026-02", date(2026, 2, 28), 50000)


def test_on_pay_day_itself_the_payment_is_still_the_next_one():
    assert PACK.next_payment(case(), date(2026, 2, 28)) == ("2026-02", date(2026, 2, 28), 50000)


def test_a_planned_payment_tells_its_own_day_and_amount():
    planned = payment("2026-02", 800, PaymentState.PLANNED, date(2026, 2, 26))
    assert PACK.next_payment(case(payments=(planned,)), date(2026, 2, 3)) == (
        "2026-02",
        date(2026, 2, 26),
        80000,
    )


def test_where_this_month_is_paid_the_next_month_is_due():
    paid = payment("2026-02", 500, PaymentState.SENT)
    assert PACK.next_payment(case(payments=(paid,)), date(2026, 2, 27)) == (
        "2026-03",
        date(2026, 3, 31),
        50000,
    )


@pytest.mark.parametrize("status", [s for s in CaseStatus if s is not CaseStatus.ACCEPTED])
def test_no_payment_is_promised_to_a_case_that_is_not_accepted(status):
    assert PACK.next_payment(case(status=status), date(2026, 2, 3)) is None


@pytest.mark.parametrize("key", ["nobody", "../ma_asd", "", "ma_asd/"])
def test_no_pack_has_this_key(key):
    with pytest.raises(UnknownProgrammeError):
        load_programme(key)


def test_a_copy_of_the_pack_loads_from_any_folder(folder):
    assert load_pack(folder).entitlement(case(), "2026-02").total == 50000


SPOILT = [
    ("benefits.yaml", "value: 250", "value: lots", "child_under_6.ranks_1_to_3.values[1].value"),
    ("benefits.yaml", "value: 250", "value: -1", "child_under_6.ranks_1_to_3.values[1].value"),
    ("benefits.yaml", "value: 250", "value: 250.005", "child_under_6.ranks_1_to_3.values[1].value"),
    ("benefits.yaml", "value: 200, ", "", "child_under_6.ranks_1_to_3.values[0].value"),
    (
        "benefits.yaml",
        "first_payment: 2025-11-30",
        "first_payment: 2023-12-01",
        "child_under_6.ranks_1_to_3.values[1].first_payment",
    ),
    ("benefits.yaml", "legal: 2025-01-01", "legal: 2023-11-01", "child_under_6.ranks_1_to_3.values"),
    (
        "benefits.yaml",
        "first_payment: 2025-11-30",
        "first_payment: soon",
        "child_under_6.ranks_1_to_3.values[1].first_payment",
    ),
    (
        "benefits.yaml",
        "first_payment: 2025-11-30\n",
        "\n",
        "child_under_6.ranks_1_to_3.values[1].first_payment",
    ),
    (
        "benefits.yaml",
        'reference: "anss.gov.ma; ahdath',
        'source: "anss.gov.ma; ahdath',
        "child_under_6.ranks_1_to_3.values[1].source",
    ),
    (
        "benefits.yaml",
        ', reference: "anss.gov.ma, ledesk.ma; decree 2-23-1067"}',
        "}",
        "child_under_6.ranks_1_to_3.values[0].reference",
    ),
    ("benefits.yaml", "unit: DH per child and month", "", "child_under_6.ranks_1_to_3.unit"),
    ("benefits.yaml", "flat:", "flat: [", "(whole file)"),
    ("benefits.yaml", "\nfloor:", "\nceiling:", "rules.household.floor"),
    ("programme.toml", 'currency = "MAD"', "", "currency"),
    ("programme.toml", "Africa/Casablanca", "Africa/Nowhere", "timezone"),
    ("programme.toml", "days = 15", 'days = "two weeks"', "appeal.days"),
    ("programme.toml", "eldest_first", "tallest_first", "rules.ranking"),
    ("programme.toml", "last_rank = 6", "last_rank = 3", "rules.tiers"),
    ("programme.toml", 'parameter = "disability"', 'parameter = "disable"', "rules.supplement.disability"),
    ("programme.toml", "ages = [0, 5]", "ages = [5, 0]", "rules.child[0].ages"),
    ("eligibility.yaml", "desk: RSU", "desk: RSV", "conditions.SCORE.desk"),
    ("eligibility.yaml", 'fr: "score {score} (limite {threshold})"', "", "conditions.SCORE.reason.fr"),
    ("eligibility.yaml", "  UNKNOWN:", "  OTHER:", "reasons.UNKNOWN"),
    ("programme.toml", 'day = "last"', "day = 32", "payment.day"),
    ("programme.toml", '"fr", "ar", "ary_Latn"]', '"fr", "tlh"]', "languages"),
    ("programme.toml", "ages = [0, 5]", "ages = [0, 6]", "rules.child[1].ages"),
    (
        "programme.toml",
        'rule = "child_not_at_school"\nages = [6',
        'rule = "child_not_at_school"\nages = [7',
        "rules.child[5].ages",
    ),
    ("programme.toml", 'key = "rules.ranking"', 'key = "rules.rankings"', "open[4].key"),
    ("programme.toml", '"11-18"', '"18-11"', "calendar.yearly"),
    ("programme.toml", "[motives.DATA]\nfr", "[motives.DATA]\nfrench", "motives.DATA.fr"),
    ("programme.toml", 'every = "month"', 'every = "moon"', "payment.every"),
    ("eligibility.yaml", "above: ", "over: ", "conditions.SCORE.refuses.over"),
    ("eligibility.yaml", "{fact: pension}", "{}", "conditions.PENSION.refuses"),
    ("eligibility.yaml", "reference: telquel.ma, le360.ma", "", "conditions.PUBLIC_EMPLOYEE.reference"),
    ("eligibility.yaml", "  ACCOUNT:", "  SCORE:", "reasons.SCORE"),
    ("eligibility.yaml", "  ACCOUNT:", "  NOT_COLLECTED:", "reasons.NOT_COLLECTED"),
    ("benefits.yaml", "\nflat:", "\nfloor:", "floor"),
    ("programme.toml", 'call_centre = "unknown"', 'call_centre = "ask us"', "contacts.call_centre"),
    ("programme.toml", "[unit]", "[unit", "(whole file)"),
]


@pytest.mark.parametrize(
    ("file", "old", "new", "key"), SPOILT, ids=[f"{row[3]}: {row[2][:20]}" for row in SPOILT]
)
def test_what_is_wrong_in_a_pack_is_named_by_file_and_key(folder, file, old, new, key):
    spoil(folder, file, old, new)
    with pytest.raises(PackError) as refused:
        load_pack(folder)
    assert refused.value.key == key
    where = "programme.toml" if key.startswith("rules.") else file
    assert re.match(rf"{re.escape(where)}(:\d+)?: ", str(refused.value))
    assert refused.value.line or key == "(whole file)"


@pytest.mark.parametrize(
    ("file", "old", "spoilt"),
    [
        ("benefits.yaml", "value: 250", "value: lots"),
        ("eligibility.yaml", "desk: RNP", "desk: RNQ"),
        ("programme.toml", "last_rank = 6", "last_rank = 3"),
        ("programme.toml", "ages = [0, 5]", "ages = [-1, 5]"),
        ("programme.toml", 'currency = "MAD"', "currency = MAD"),
        ("benefits.yaml", "2025-11-30", "2025-30-11"),
        ("benefits.yaml", "- unknown: true", "- unknown: true: no"),
        ("benefits.yaml", "      legal: 2025-01-01", "      value: 251"),
    ],
)
def test_what_is_wrong_is_shown_on_its_line(folder, file, old, spoilt):
    spoil(folder, file, old, spoilt)
    lines = (folder / file).read_text("utf-8").splitlines()
    with pytest.raises(PackError) as refused:
        load_pack(folder)
    shown = lines[refused.value.line - 1]
    assert spoilt in shown or shown == "tiers = ["


def test_a_call_centre_is_told_as_soon_as_its_number_is_in_the_pack(folder):
    assert load_pack(folder).call_centre == ""
    spoil(folder, "programme.toml", 'call_centre = "unknown"', 'call_centre = "0500000001"')
    assert load_pack(folder).call_centre == "0500000001"


def test_a_byte_order_mark_and_arabic_digits_do_no_harm(folder):
    path = folder / "benefits.yaml"
    text = path.read_text("utf-8").replace("value: 250", "value: ٢٥٠", 1)
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    pack = load_pack(folder)
    assert pack.calculator.parameters["child_under_6.ranks_1_to_3"].at("2026-06").value == 25000


def test_bytes_that_are_no_text_are_told(folder):
    (folder / "eligibility.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PackError, match=r"eligibility\.yaml: \(whole file\): cannot be read"):
        load_pack(folder)


def test_every_value_in_force_has_a_reference_and_every_doubt_a_note():
    for parameter in PACK.calculator.parameters.values():
        for step in parameter.steps:
            assert step.reference
            assert step.note or (step.value is not None and not step.expected)


def test_what_is_only_expected_is_never_in_force_even_when_its_day_has_come(folder):
    spoil(
        folder,
        "benefits.yaml",
        "{value: 300, expected: true,",
        "{value: 300, expected: true, first_payment: 2026-01-31,",
    )
    pack = load_pack(folder)
    assert pack.calculator.parameters["child_under_6.ranks_1_to_3"].at("2026-06").value == 25000


def test_the_youngest_may_come_first_and_the_month_s_last_day_may_count(folder):
    spoil(folder, "programme.toml", '"eldest_first"', '"youngest_first"')
    spoil(folder, "programme.toml", 'reference_day = "first"', 'reference_day = "last"')
    rules = load_pack(folder).calculator.rules
    assert rules.day_in("2026-02") == date(2026, 2, 28)
    assert rules.ranking == "youngest_first"
