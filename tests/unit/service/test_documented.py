"""The operator's guide keeps step: a setting, command, metric, alert or unit that it does not know fails here."""

from __future__ import annotations

import re
import types
from pathlib import Path
from typing import Annotated, Union, get_args, get_origin

import click
import pytest
import yaml
from pydantic import BaseModel

from sms_gateway.cli import main
from sms_gateway.cli.examples import HEADING
from sms_gateway.settings import Settings
from tests.unit.service.commands_page import COMMON, PAGE, commands, page, said

ROOT = Path(__file__).parents[3]
DOCS = ROOT / "docs"
GUIDE = sorted((DOCS / "operations").glob("*.md"))
UNITS = sorted((ROOT / "deploy" / "systemd").iterdir())
COMMANDS = dict(commands(main))


def models(annotation) -> list[type[BaseModel]]:
    """The tables that a field's type may be."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    if get_origin(annotation) in {Annotated, Union, types.UnionType, dict, list, tuple}:
        return [model for part in get_args(annotation) for model in models(part)]
    return []


def settings() -> list[tuple[str, str]]:
    """Each key with the table that it stands in, those of optional tables and of all kinds of links too."""
    found = []
    for table, field in Settings.model_fields.items():
        kinds = models(field.annotation) + [model for part in field.metadata for model in models(part)]
        for model in kinds:
            found += [(table, key) for key in model.model_fields]
    return sorted(set(found))


def test_the_walk_finds_the_keys_of_every_table():
    tables = {table for table, _key in settings()}
    assert tables == set(Settings.model_fields)
    assert {("dci", "registry_key"), ("links", "sendsms_url"), ("service", "metrics_token")} <= set(
        settings()
    )


@pytest.mark.parametrize(("table", "key"), settings())
def test_every_setting_stands_in_the_section_of_its_table(table, key):
    text = (DOCS / "configuration.md").read_text("utf-8")
    sections = re.split(r"^## ", text, flags=re.MULTILINE)
    own = [section for section in sections if section.startswith((f"`[{table}]`", f"`[{table}."))]
    assert own, f"docs/configuration.md has no section of [{table}]"
    assert any(f"`{key}`" in section for section in own)


def test_the_page_of_commands_is_what_the_commands_say():
    assert PAGE.read_text("utf-8") == page(), "stale: python -m tests.unit.service.commands_page"


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_and_option_says_what_it_does(words):
    command = COMMANDS[words]
    options = [
        param for param in command.params if isinstance(param, click.Option) and param.name not in COMMON
    ]
    assert said(command)
    assert [option.name for option in options if not option.help] == []


def _called(text: str) -> set[str]:
    """Calls of `recours ...` in code of a text: the words before the first argument or option."""
    code = re.findall(r"`([^`\n]+)`", text) + re.findall(r"^(?: {4}|\$ )(.+)$", text, re.MULTILINE)
    found = set()
    for line in code:
        for call in re.findall(r"(?:^|[\s/])recours((?: [a-z][a-z-]*)+)", line):
            found.add("recours" + call)
    return found


@pytest.mark.parametrize("file", [*GUIDE, *UNITS], ids=lambda file: file.name)
def test_no_command_is_named_that_there_is_not(file):
    text = file.read_text("utf-8")
    called = (
        _called(text) if file.suffix == ".md" else set(re.findall(r"recours(?: [a-z][a-z-]*)+(?= )", text))
    )
    groups = {" ".join(words.split()[:size]) for words in COMMANDS for size in (1, 2)}
    known = COMMANDS.keys() | groups
    unknown = [
        call
        for call in called
        if not any(call == one or call.startswith(f"{one} ") for one in known - {"recours"})
    ]
    assert unknown == []


def test_every_alert_has_a_word_on_what_to_do():
    rules = yaml.safe_load((DOCS / "operations" / "alerts.yml").read_text("utf-8"))
    page = (DOCS / "operations" / "incidents.md").read_text("utf-8")
    alerts = [rule["alert"] for group in rules["groups"] for rule in group["rules"]]
    assert len(alerts) > 5
    assert [alert for alert in alerts if f"`{alert}`" not in page] == []


def test_every_line_of_the_log_that_asks_for_somebody_is_in_the_guide():
    """Those marked `alert`."""
    code = [file.read_text("utf-8") for file in (ROOT / "sms_gateway").rglob("*.py")]
    lines = {line for text in code for line in re.findall(r'log\.\w+\(\s*"([^"]+)"[^)]*alert=True', text)}
    page = (DOCS / "operations" / "incidents.md").read_text("utf-8")
    assert lines
    assert [line for line in lines if f"`{line}`" not in page] == []


@pytest.mark.parametrize("file", GUIDE, ids=lambda file: file.name)
def test_no_link_of_the_guide_leads_nowhere(file):
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", file.read_text("utf-8"))
    assert [link for link in links if "://" not in link and not (file.parent / link).exists()] == []


def test_the_guide_s_first_page_leads_to_every_other():
    index = (DOCS / "operations" / "README.md").read_text("utf-8")
    assert [file.name for file in GUIDE if file.name != "README.md" and f"({file.name})" not in index] == []


@pytest.mark.parametrize("words", COMMANDS)
def test_an_example_is_shown_as_it_is_typed_and_calls_a_command_that_there_is(words):
    command = COMMANDS[words]
    shown = command.get_help(click.Context(command))
    assert "\\b" not in shown
    if HEADING in shown:
        calls = (command.help or "").partition(HEADING)[2].strip().splitlines()
        assert all(call.strip() in shown for call in calls)
        assert any(words in call for call in calls)


def test_the_list_of_decisions_names_each_of_them_once_by_its_number():
    files = sorted(path.name for path in (DOCS / "adr").glob("0*.md"))
    listed = re.findall(
        r"^\| \[(\d{4})\]\((\1-[a-z-]+\.md)\)", (DOCS / "adr" / "README.md").read_text("utf-8"), re.MULTILINE
    )
    assert [file for _number, file in listed] == files
    assert len({number for number, _file in listed}) == len(listed)


def test_every_picture_is_shown_and_every_one_that_is_shown_is_there():
    pages = [ROOT / "README.md", *DOCS.rglob("*.md")]
    shown = {
        (page.parent / picture).resolve()
        for page in pages
        for picture in re.findall(r"!\[[^]]+\]\(([^)]+)\)", page.read_text("utf-8"))
    }
    assert shown == set((DOCS / "pictures").iterdir())
