"""/metrics: shut without its token, silent about people, and every figure of it documented."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from sms_gateway.demo import demo_settings, prepare_demo
from sms_gateway.metrics import Metrics
from tests.unit.service.test_app import STATUS, answers, serving, text, until

DOCS = Path(__file__).parents[3] / "docs"
TOKEN = "a-token-of-the-test"


@pytest.fixture
async def data(tmp_path):
    folder = tmp_path / "demo"
    await asyncio.to_thread(prepare_demo, demo_settings({"service": {"data_folder": folder, "port": 0}}))
    return folder


@pytest.fixture
def watched(data):
    return demo_settings({"service": {"data_folder": data, "port": 0, "metrics_token": TOKEN}})


async def figures(client):
    async with client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}) as answer:
        assert answer.status == 200
        return await answer.text()


def value(exposition, name, **labels):
    return sum(
        sample.value
        for family in text_string_to_metric_families(exposition)
        for sample in family.samples
        if sample.name == name and labels.items() <= sample.labels.items()
    )


async def test_without_a_token_in_the_settings_there_is_no_such_page(data):
    settings = demo_settings({"service": {"data_folder": data, "port": 0}})
    async with serving(settings) as (_service, client), client.get("/metrics") as answer:
        assert answer.status == 404


@pytest.mark.parametrize("header", [None, "Bearer", "Bearer wrong", f"Basic {TOKEN}", "Bearer \u00e9"])
async def test_who_does_not_hold_the_token_is_refused(watched, header):
    headers = {"Authorization": header} if header else {}
    async with serving(watched) as (_service, client), client.get("/metrics", headers=headers) as answer:
        assert answer.status == 401
        assert "recours_" not in await answer.text()


async def test_one_message_is_counted_at_each_step_and_a_copy_as_a_copy(watched):
    async with serving(watched) as (service, client):
        await text(client, STATUS)
        await text(client, STATUS)

        async def is_sent():
            return value(await figures(client), "recours_sends_total", link="phone") == 1

        await until(is_sent)
        now = await figures(client)
        assert value(now, "recours_messages_received_total", result="kept") == 1
        assert value(now, "recours_messages_received_total", result="copy") == 1
        assert value(now, "recours_turns_total", intent="application_status") == 1
        assert value(now, "recours_turn_seconds_count") == 1
        assert value(now, "recours_turn_failures_total") == 0
        assert value(now, "recours_waiting", what="mo:waiting") == 0
        assert len(await answers(service)) == 1


async def test_the_loop_is_watched(watched):
    async with serving(watched) as (_service, client):

        async def has_looked():
            return value(await figures(client), "recours_loop_lag_seconds_count") > 1

        await until(has_looked)


def test_every_figure_is_documented_and_no_other():
    page = (DOCS / "metrics.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `(recours_\w+)`", page, re.MULTILINE))
    assert {name.removesuffix("_total") for name in documented} == Metrics().names()


def test_the_alert_rules_speak_of_figures_that_there_are():
    rules = yaml.safe_load((DOCS / "operations" / "alerts.yml").read_text(encoding="utf-8"))
    text_of_rules = " ".join(rule["expr"] for group in rules["groups"] for rule in group["rules"])
    named = {
        re.sub(r"_(total|bucket|count|sum)$", "", name) for name in re.findall(r"recours_\w+", text_of_rules)
    }
    assert named
    assert named <= Metrics().names()
