"""The training messages as they stand, and the check that keeps them honest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nlu.training import check_data
from nlu.training.check_data import INTENTS, Message

if TYPE_CHECKING:
    from pathlib import Path

MESSAGES = check_data.read_data()


def test_the_committed_messages_have_no_fault() -> None:
    assert MESSAGES
    assert check_data.faults_of(MESSAGES) == []


def test_every_intent_of_the_code_is_trained_and_no_other() -> None:
    assert {message.intent for message in MESSAGES} == set(INTENTS)
    assert "start" not in INTENTS


def said(text: str, intent: str = "stop", number: int = 1) -> Message:
    return Message("fr", intent, number, text)


def test_a_message_under_two_intents_is_refused_whatever_its_capitals_and_accents() -> None:
    (fault,) = check_data.copies([said("Ça suffit !"), said("CA SUFFIIIT", "deny")])
    assert fault == "fr/deny.yml example 1: COPY ACROSS INTENTS of fr/stop.yml example 1"


def test_the_same_message_in_two_varieties_counts_once() -> None:
    assert len(check_data.copies([said("stop sms"), Message("fr_sms", "stop", 4, "Stop SMS!")])) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("je n'ai pas recu mon argent de mai", "je n'ai pas recu mon argent de septembre"),
        ("la machine a avalé ma carte hier soir", "la machinne avalee ma karte hier swar"),
        ("ma carte est bloquée depuis lundi au guichet", "au guichet ma carte est bloquée depuis lundi"),
    ],
)
def test_a_swapped_word_a_new_spelling_or_a_new_order_is_a_template(one: str, other: str) -> None:
    assert len(check_data.templates([said(one), said(other, number=2)])) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("oui svp", "oui oui"),
        ("je n'ai rien reçu ce mois-ci", "les voisins ont été payés, pas moi"),
        ("ma carte est bloquée, je ne peux pas retirer", "le distributeur a avalé ma carte"),
    ],
)
def test_two_honest_messages_are_no_template(one: str, other: str) -> None:
    assert check_data.templates([said(one), said(other, number=2)]) == []


def test_the_share_is_the_same_from_both_sides() -> None:
    one, other = said("où en est ma demande s'il vous plaît"), said("ma demande en est où après deux mois")
    assert check_data.shared(one, other) == check_data.shared(other, one) > 0


def test_too_few_messages_and_a_label_that_nobody_knows_are_faults() -> None:
    faults = check_data.missing([Message("mixed", "stop", n, f"stop {n}") for n in range(15)])
    assert "mixed/greet: 0 messages, at least 15 are asked" in faults
    assert not any("mixed/stop" in fault for fault in faults)
    assert "fr/chat: no such intent" in check_data.missing([said("coucou", "chat")])


def test_entity_marks_and_signs_alone_are_refused() -> None:
    assert len(check_data.unreadable([said("le mois de [mai](month)"), said("?!"), said("bonjour")])) == 2


def test_a_held_out_message_is_found_without_being_shown(tmp_path: Path) -> None:
    dev = tmp_path / "dev.tsv"
    dev.write_text("variety\tintent\ttext\nfr\tstop\tNe m'écrivez plus jamais la nuit\n", encoding="utf-8")
    ours = [said("ne m ecrivez plus jamais la nuit"), said("assez de messages")]
    assert check_data.held_out(ours, dev) == ["fr/stop.yml example 1: stands in the held-out file"]


def write(folder: Path, content: str) -> Path:
    (folder / "fr").mkdir()
    (folder / "fr" / "stop.yml").write_text(content, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("content", "said_of_it"),
    [
        ('version: "2.0"\nnlu: []\n', "version must be"),
        ('version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n    - stop\n', "exactly one intent, stop"),
        ('version: "3.1"\nnlu:\n- intent: stop\n  examples: |\n    stop\n', "does not start with a dash"),
        ("[", "1 fault"),
    ],
)
def test_a_broken_file_is_one_fault_and_no_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, said_of_it: str
) -> None:
    assert check_data.main(["--data", str(write(tmp_path, content))]) == 1
    assert said_of_it in capsys.readouterr().out


def test_the_command_prints_a_table_and_ends_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert check_data.main([]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("intent ")
    assert all(intent in printed for intent in INTENTS)
    assert printed.endswith("0 fault(s)\n")
