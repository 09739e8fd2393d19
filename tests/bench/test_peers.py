"""Kannel answers the words of a payday here too; Rasa does where its environment is (not in every checkout)."""

from pathlib import Path

import pytest

from sms_gateway.bench import peers
from sms_gateway.bench.peers import Plan, measure_peers
from tests.peers.needs import need

pytestmark = [pytest.mark.peer, pytest.mark.xdist_group("kannel")]


async def test_kannel_relays_the_same_texts_and_a_missing_rasa_is_told():
    need("bearerbox", "smsbox")
    lines = (await measure_peers(Plan(1, 4, Path("nowhere")))).splitlines()
    rasa, kannel = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:])
    assert rasa[:2] == ["Rasa, REST channel", "not measured"]
    assert (kannel[0], int(kannel[1]) > 0) == ("Kannel, relaying", True)


def test_the_texts_are_those_of_a_payday():
    said = [text for _number, (_phone, text) in zip(range(300), peers.texts(), strict=False)]
    assert {"ou est ma demande svp", "أين وصل طلبي", "fin wsel dossier dyali", "bghit ndir chikaya"} <= set(
        said
    )
