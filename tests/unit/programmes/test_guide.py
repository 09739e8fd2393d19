"""guide.yaml: what is wrong in it is told in one line, and every pack's advice fits the phone."""

from __future__ import annotations

import re
import shutil
from importlib.resources import as_file, files

import pytest

from bot.dialogues.details import LABELS
from bot.dialogues.payment_access import TOPICS
from programmes.errors import PackError
from programmes.guide import ACCESS_TOPICS, DETAILS_TOPICS
from programmes.pack import load_pack, load_programme, pack_keys
from programmes.wording import LANGUAGES
from sms_gateway.gsm7 import is_gsm7
from sms_gateway.segments import measure

#: What is replaced, by what, and the key that is named; the fault stands on the line of the new text.
SPOILT = [
    ("access:\n", "acces:\n", "acces"),
    ("  counter:\n", "  desk:\n", "access.desk"),
    ("    desk: payment\n", "    desks: payment\n", "access.card.desks"),
    ("    desk: payment\n", "    desk: bank\n", "access.card.desk"),
    ("    desk: payment\n", "    desk: [payment]\n", "access.card.desk"),
    ("{owner: RNP, by_message: true}", "{owner: RNQ, by_message: true}", "details.child.owner"),
    ("{owner: RNP, by_message: true}", "{owner: [RNP]}", "details.child.owner"),
    ("{owner: RNP, by_message: true}", "{owner: RNP, by_message: 2}", "details.child.by_message"),
    ("{owner: RNP, by_message: true}", "{owner: RNP, by_mesage: true}", "details.child.by_mesage"),
    ("  child: {owner: RNP, by_message: true}", "  child: RNP", "details.child"),
    ("  income: {", "  wages: {", "details.wages"),
    ("  papers: #", "  paper: #", "applying.paper"),
    ('    - fr: "Score', '    - de: "Score', "applying.conditions[1].de"),
    ('hours: "Mo-Fr 08:30-16:30"', 'hours: "from Monday"', "calls.hours"),
    ('hours: "Mo-Fr 08:30-16:30"', "hours: 8", "calls.hours"),
    ("urgent: []", "urgent: 19", "calls.urgent"),
    ("urgent: []", "urgent: [017]", "calls.urgent"),
    ("urgent: []", "urgent: ['call us']", "calls.urgent"),
    ("reopen_days: 30", "reopen_days: -1", "tickets.reopen_days"),
    ("reopen_days: 30", "reopen_days: yes", "tickets.reopen_days"),
    ("reopen_days: 30", "reopen: 30", "tickets.reopen"),
]


@pytest.fixture
def folder(tmp_path):
    with as_file(files("programmes") / "packs" / "ma_asd") as here:
        return shutil.copytree(here, tmp_path / "ma_asd")


def spoil(folder, old, new):
    """Write the guide with `old` replaced; gives the line on which `new` stands."""
    text = (folder / "guide.yaml").read_text("utf-8")
    assert old in text
    (folder / "guide.yaml").write_text(text.replace(old, new, 1), "utf-8")
    return text[: text.index(old)].count("\n") + 1


def refused(folder):
    with pytest.raises(PackError) as fault:
        load_pack(folder)
    return str(fault.value)


@pytest.mark.parametrize(("old", "new", "key"), SPOILT, ids=[f"{row[2]}: {row[1].strip()}" for row in SPOILT])
def test_what_is_wrong_in_a_guide_is_told_in_one_line_with_its_place(folder, old, new, key):
    line = spoil(folder, old, new)
    told = refused(folder)
    assert told.startswith(f"guide.yaml:{line}: {key}: ")
    assert "\n" not in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_that_is_missing_is_named(folder, language):
    path = folder / "guide.yaml"
    path.write_text(re.sub(rf"\n +{language}: .*", "", path.read_text("utf-8"), count=1), "utf-8")
    assert re.fullmatch(
        rf"guide\.yaml:\d+: access\.card\.says\.{language}: the text is missing", refused(folder)
    )


@pytest.mark.parametrize("content", ["", "[]", "advice"])
def test_a_guide_that_is_no_table_is_refused_whole(folder, content):
    (folder / "guide.yaml").write_text(content, "utf-8")
    assert refused(folder).startswith("guide.yaml:1: (whole file): a table of access, ")


def test_four_conditions_are_more_than_a_message_holds(folder):
    line = '    - {fr: "a", ar: "a", ary_Latn: "a", en: "a"}\n'
    spoil(folder, "  papers: #", f"{line}  papers: #")
    assert "applying.conditions: a list of 3 lines at most" in refused(folder)


def test_a_pack_without_a_guide_leaves_everything_to_an_officer(folder):
    (folder / "guide.yaml").unlink()
    assert load_pack(folder).guide.access == {}


def test_the_topics_of_the_file_are_those_of_the_dialogues():
    assert (TOPICS, tuple(LABELS)) == (ACCESS_TOPICS, DETAILS_TOPICS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", pack_keys())
def test_every_pack_s_advice_is_short_and_holds_no_link(key, language):
    guide = load_programme(key).guide
    told = [*(step.says for step in guide.access.values()), *guide.conditions, guide.papers, guide.where]
    assert guide.access
    for text in [words[language] for words in told if words]:
        assert measure(text).parts <= (2 if language == "ar" else 1)
        assert language == "ar" or is_gsm7(text)
        assert not re.search(r"www|http|[a-z]\.[a-z]|@", text)
