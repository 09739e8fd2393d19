"""The exported conversation: what the person did, what lasts of each answer, and nothing that moves with the calendar."""

import pytest
import yaml

from sms_gateway.phone.transcript import lasting, transcript
from storage.records import MoKind, ThreadMessage
from tests.conformance.given import a_ticket
from tests.unit.bot.world import as_kept

USSD = MoKind.USSD
REFERENCE = "482177353"


def said(text, **fields):
    return ThreadMessage(0, inbound=False, text=text, language="fr", **fields)


def did(text, **fields):
    return ThreadMessage(0, inbound=True, text=text, language="fr", **fields)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Votre demande est ACCEPTEE depuis le 12 octobre.", ["Votre demande est ACCEPTEE depuis le"]),
        ("Octobre: 600 DH\n1 Pourquoi 900 DH\n0 Menu", ["Pourquoi", "Menu"]),
        ("نونبر: 600 درهم", ["درهم"]),
        ("482.177.353", []),
        ("", []),
    ],
)
def test_numbers_and_months_do_not_last(text, pieces):
    assert lasting(text) == pieces


def test_a_conversation_by_sms_and_ussd_is_told_line_by_line():
    thread = [
        said("A decision of yesterday.", state="delivered"),
        did("menu"),
        said("Ma demande", state="delivered", parts=2),
        did("merci"),
        did("*555#", kind=USSD),
        said("Aide sociale", kind=USSD, parts=0),
        did("1", kind=USSD),
        said("Enregistré: 482.177.353.", kind=USSD, parts=0),
        said("Enregistré: 482.177.353.", state="delivered"),
    ]
    told = yaml.safe_load(transcript("+212600000101", thread, [as_kept(a_ticket(REFERENCE))]))
    assert (told["phone"], told["language"]) == ("+212600000101", "fr")
    assert told["lines"] == [
        {"person": "menu", "service contains": ["Ma demande"], "parts at most": 2},
        {"person": "merci", "service is silent": True},
        {"person dials": "*555#", "service contains": ["Aide sociale"]},
        {"person types": "1", "service contains": ["Enregistré:"], "sms too": True, "ticket": "AMOUNT"},
    ]
