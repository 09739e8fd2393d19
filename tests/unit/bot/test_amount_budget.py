"""Whatever the household, the explanation of its amount stays within the parts that a message may cost."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.dialogues.amount import LINES_A_PAGE, amount, what_if
from bot.requests import Choose, GoTo
from programmes.household import Member, PaymentState, Relation
from programmes.pack import load_programme
from sms_gateway.outgoing import wire_text
from sms_gateway.segments import measure
from tests.unit.bot.driving import drive
from tests.unit.bot.test_golden import MOST_PARTS
from tests.unit.bot.world import WORDING, case, paid

days = st.dates(date(2025, 8, 1), date(2025, 11, 20))
children = st.builds(
    Member,
    member_id=st.uuids().map(str),
    birth_date=st.dates(date(2004, 6, 1), date(2025, 11, 20)),
    relation=st.sampled_from([*[Relation.CHILD] * 6, Relation.SPOUSE]),
    at_school=st.booleans(),
    disabled=st.booleans(),
    orphan=st.booleans(),
    joined_on=st.none() | days,
    left_on=st.none() | days,
    school_since=st.none() | days,
    school_until=st.none() | days,
    school_level=st.sampled_from([None, "primary", "college", "lycee", "private"]),
    establishment=st.booleans(),
)
households = st.builds(
    lambda members, sums: replace(
        case(members=tuple(members)),
        payments=tuple(
            paid(f"2025-{month:02}", dirhams, PaymentState.SENT) for month, dirhams in sums.items()
        ),
    ),
    st.lists(children, max_size=9),
    st.dictionaries(st.integers(8, 11), st.integers(0, 3000), max_size=4),
)


def pages_of(household, month):
    """Every page of the amount, as the dialogue leads through them."""
    page = 0
    while True:
        asked, following = drive(amount, [household, "more"], case="c1", month=month, page=page)
        choose = asked[-1]
        yield choose
        if "more" not in [option.key for option in choose.options]:
            return
        assert following == GoTo("amount", {"case": "c1", "month": month, "page": page + 1})
        page += 1


@pytest.mark.parametrize("language", ["fr", "ar", "ary_Latn"])
@settings(max_examples=200, deadline=None)
@given(household=households, month=st.sampled_from(["2025-09", "2025-10", "2025-11"]))
def test_every_page_of_an_amount_fits(language, household, month):
    for choose in pages_of(household, month):
        assert isinstance(choose, Choose)
        assert 0 < len(choose.question) <= LINES_A_PAGE
        assert len(choose.options) <= 3
        choices = WORDING.asked(choose, language, back=False).numbered()
        text = wire_text("\n".join([*WORDING.question(choose, language), *choices]))
        assert measure(text).parts <= MOST_PARTS[language], text


@settings(max_examples=40)
@given(household=households)
def test_what_would_be_never_falls_and_is_told_with_a_step(household):
    pack = load_programme("ma_asd")
    for fact in pack.hypotheses(household, "2025-11"):
        for rule in pack.new_child_rules() if fact == "child" else ("",):
            found = pack.what_if(household, "2025-11", fact, rule)
            assert found.then >= found.now
            answers = [household, fact, *([rule] if rule else []), "contest"]
            if fact in pack.hypotheses(household, "2025-11")[:3]:
                asked, following = drive(what_if, answers, case="c1", month="2025-11")
                assert following == GoTo("recours", {"case": "c1", "month": "2025-11", "motive": "AMOUNT"})
                assert len(asked[-1].question) == (1 if found.then == found.now else 2)
