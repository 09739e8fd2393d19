"""The same service for another programme, by configuration alone: its households, its money, its quarters, its levels."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from programmes.pack import load_programme
from sms_gateway.app import open_service
from sms_gateway.settings import Settings
from storage.fields import Keys
from tests.unit.bot.test_formats import ARABIC_MONTHS
from tests.unit.service.conversing import Conversing, import_households

MR_PHONE, CI_PHONE = "+22222345678", "+2250712345678"
GOLDEN = Path(__file__).parent / "golden_tekavoul.ar.txt"
TEKAVOUL_IN_ARABIC = (
    *("أين ملفي", "1", "2", "متى الأداء القادم", "لماذا هذا المبلغ"),
    *("اريد ان اقدم تظلم", "ما وصلني كل شيء", "1"),
)
HOUSEHOLDS = "case_number,status,status_since,head_birth_year,phones,reason\n"
FILES = {
    "mr_tekavoul": {
        "households": "T-100001,accepted,2023-02-10,1980,22345678,\nT-100002,refused,2025-11-03,1980,22345679,NOT_SELECTED\n",
        "payments": "T-100001,2025-10,36000,collected,2025-10-20\nT-100001,2025-07,3600,collected,2025-07-20\n",
    },
    "ci_filets": {
        "households": "F-100001,accepted,2022-10-10,1980,0712345678,\n"
        + "F-2025-000002,accepted,2025-01-10,1975,07654321,\n",
        "payments": "F-100001,2025-07,36000,collected,2025-07-20\nF-100001,2022-10,36000,collected,2022-11-20\n",
    },
}


@pytest.fixture
def serving(tmp_path):
    """A service of a programme over its registry."""

    def of(key):
        pack, keys, files = load_programme(key), Keys.fresh(), FILES[key]
        (tmp_path / "households.csv").write_text(HOUSEHOLDS + files["households"], "utf-8")
        (tmp_path / "members.csv").write_text("case_number,member_id,birth_date,relation\n", "utf-8")
        (tmp_path / "payments.csv").write_text(
            "case_number,month,amount,state,day\n" + files["payments"], "utf-8"
        )
        import_households(tmp_path, keys, pack)
        return Conversing(tmp_path, keys, pack)

    return of


async def test_tekavoul_tells_a_quarter_in_both_moneys_and_sees_the_old_one(serving):
    async with serving("mr_tekavoul").open() as service:
        told = await service.asks("pourquoi ce montant", MR_PHONE)
        assert told.splitlines()[:5] == [
            "Octobre à décembre: 3600 MRU",
            "Soit 36000 anciennes ouguiyas.",
            "Montant fixe par foyer: 3600 MRU",
            "Payé: 36000 MRU. Notre calcul: 3600 MRU.",
            "Ce chiffre semble en ancienne monnaie.",
        ]
        assert "2 Le trimestre d'avant" in told
        assert (await service.asks("2", MR_PHONE)).startswith("Juillet à septembre: 3600 MRU")


async def test_tekavoul_tells_a_refusal_its_step_and_no_time_limit_that_nobody_published(serving):
    async with serving("mr_tekavoul").open() as service:
        told = await service.asks("ou est ma demande svp", "+22222345679")
    assert "le foyer n'est pas choisi dans le registre social" in told
    assert "C'est faux? Faites mettre vos données à jour au registre social." in told
    assert "jusqu'au" not in told


async def test_tekavoul_answers_in_arabic_too(serving):
    async with serving("mr_tekavoul").open() as service:
        told = await service.asks("لماذا هذا المبلغ", MR_PHONE)
    # Mauritania's months: Morocco would write دجنبر.
    assert told.splitlines()[:2] == ["أكتوبر إلى دجمبر: 3600 أوقية", "أي 36000 أوقية قديمة."]


async def test_a_mauritanian_family_reads_its_own_months_word_for_word(serving):
    """RECOURS_UPDATE_GOLDEN=1 writes the conversation anew, to be read again."""
    lines = []
    async with serving("mr_tekavoul").open() as service:
        for words in TEKAVOUL_IN_ARABIC:
            lines += [f"> {words}", f"< {await service.asks(words, MR_PHONE)}"]
    told = re.sub(r"\d{3}\.\d{3}\.\d{3}", "000.000.000", "\n".join(lines)) + "\n"
    if os.environ.get("RECOURS_UPDATE_GOLDEN"):
        GOLDEN.write_text(told, encoding="utf-8")
    assert told == GOLDEN.read_text(encoding="utf-8")
    moroccan = set(ARABIC_MONTHS["MA"].split()) - set(ARABIC_MONTHS["MR"].split())
    assert not moroccan & set(re.findall(r"\w+", told))


async def test_the_filets_sociaux_take_a_complaint_at_any_of_three_levels(serving):
    async with serving("ci_filets").open() as service:
        told = await service.asks("pourquoi ce montant", CI_PHONE)
        assert told.startswith("Octobre à décembre: 72000 FCFA\nPrime de fin d'aide: 72000 FCFA")
        assert "La durée de l'aide est finie." in told
        asked = await service.asks("1", CI_PHONE)
        assert asked.splitlines()[:4] == [
            "Qui doit l'étudier d'abord?",
            "1 Comité du village",
            "2 Direction régionale",
            "3 Unité du projet",
        ]
        await service.asks("2", CI_PHONE)
        await service.asks("il manque un trimestre", CI_PHONE)
        receipt = await service.asks("1", CI_PHONE)
        [ticket] = await service.tickets(CI_PHONE)
    assert receipt.startswith("Enregistré: ")
    assert (ticket.programme, ticket.subject["level"], ticket.subject["month"]) == (
        "ci_filets",
        "region",
        "2025-10",
    )
    assert not ticket.late


async def test_a_number_of_before_2021_proves_the_case_once_and_is_its_phone_then(serving):
    phone = "+2250707654321"
    async with serving("ci_filets").open() as service:
        assert "numéro de votre dossier" in await service.asks("ou est ma demande svp", phone)
        await service.asks("F-2025-000002", phone)
        told = await service.asks("1975", phone)
        assert "ACCEPTEE" in told
        assert "ACCEPTEE" in await service.asks("ou est ma demande svp", phone)


async def test_tekavoul_says_what_is_known_and_leaves_the_card_to_an_officer(serving):
    async with serving("mr_tekavoul").open() as service:
        assert (await service.asks("code oublié", MR_PHONE)).startswith("Ne donnez votre code à personne")
        told = await service.asks("jai perdu ma carte", MR_PHONE)
        assert told.startswith("Un agent doit vous dire quoi faire.\n1 Ce n'est pas réglé")
        await service.asks("1", MR_PHONE)
        await service.asks("elle ne marche plus depuis lundi", MR_PHONE)
        assert (await service.asks("1", MR_PHONE)).startswith("Enregistré: ")
        [ticket] = await service.tickets(MR_PHONE)
    assert (ticket.programme, ticket.motive, ticket.subject["about"]) == ("mr_tekavoul", "PAYMENT", "card")


async def test_the_filets_sociaux_take_a_birth_by_message_and_send_the_rest_to_the_village(serving):
    async with serving("ci_filets").open() as service:
        told = await service.asks("changer mon numero de telephone", CI_PHONE)
        assert "C'est à changer ici: comité du village.\nAllez-y vous-meme." in told
        told = await service.asks("handicap de mon fils comment le déclarer", CI_PHONE)
        assert told.startswith("Un agent doit vous dire quoi faire.")
        told = await service.asks("jai eu un bebe comment l'ajouter", CI_PHONE)
        assert "comité du village.\n1 Le demander ici" in told
        await service.asks("1", CI_PHONE)
        await service.asks("ma fille est née en mai", CI_PHONE)
        await service.asks("1", CI_PHONE)
        [ticket] = await service.tickets(CI_PHONE)
    assert (ticket.motive, ticket.subject["about"]) == ("DATA", "child")


APPLYING = {
    "mr_tekavoul": ("Etre inscrit au registre social", "Il faut d'abord etre au registre social"),
    "ci_filets": ("Le foyer est choisi dans son village", "Voyez le comité de votre village."),
}
OFFICE = {"mr_tekavoul": "Bureau Taazour le plus proche", "ci_filets": "Comité villageois de plaintes"}


@pytest.mark.parametrize("key", ["mr_tekavoul", "ci_filets"])
async def test_how_to_apply_leads_to_the_programme_s_own_desk(serving, key):
    phone = MR_PHONE if key == "mr_tekavoul" else CI_PHONE
    condition, where = APPLYING[key]
    async with serving(key).open() as service:
        told = await service.asks("comment faire une demande", phone)
        assert told.startswith(f"- {condition}\n")
        assert "Un agent doit vous dire" in await service.asks("1", phone)
        assert (await service.asks("2", phone)).startswith(where)
        await service.asks("3", phone)
        assert OFFICE[key] in await service.asks("xqzw", phone)


@pytest.mark.parametrize("key", ["mr_tekavoul", "ci_filets"])
async def test_a_call_back_promises_no_hours_that_nobody_published(serving, key):
    phone = MR_PHONE if key == "mr_tekavoul" else CI_PHONE
    async with serving(key).open() as service:
        assert "Quand pouvons-nous vous appeler?" in await service.asks("je veux parler à un agent", phone)
        assert await service.asks("1", phone) == "Noté: nous appelons le matin seulement."
        [ticket] = await service.tickets(phone)
    assert (ticket.motive, ticket.subject["call"]) == ("INFORMATION", "morning")


async def test_tekavoul_gives_its_advice_in_arabic_too(serving):
    async with serving("mr_tekavoul").open() as service:
        assert (await service.asks("نسيت الرمز السري", MR_PHONE)).startswith("لا تعطوا الرمز لأي أحد")
        assert "السجل الاجتماعي" in await service.asks("زاد عندي مولود جديد", MR_PHONE)


@pytest.mark.parametrize("key", ["mr_tekavoul", "ci_filets"])
async def test_the_service_starts_with_the_programme_that_is_configured(tmp_path, key):
    Keys.create(tmp_path / "recours.keys")
    settings = Settings(service={"data_folder": tmp_path}, programme={"pack": key})
    async with open_service(settings) as service:
        assert service.programme.key == key
