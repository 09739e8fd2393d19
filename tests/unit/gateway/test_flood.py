from collections import Counter

import pytest

from sms_gateway.flood import Flood, Verdict

PHONE, OTHER = "+212612345678", "+212698765432"
SENTENCE = "Je suis absent et je lirai votre message a mon retour."


def test_a_conversation_is_answered():
    flood = Flood()
    assert {flood.verdict(PHONE, 1000 + 5 * n) for n in range(60)} == {Verdict.ANSWER}


def test_ten_thousand_messages_get_twenty_answers_and_one_polite_word():
    flood = Flood()
    verdicts = Counter(flood.verdict(PHONE, 1000 + n // 1000) for n in range(10_000))
    assert verdicts == {Verdict.ANSWER: 20, Verdict.WARN: 1, Verdict.SILENT: 9_979}


def test_a_flood_of_one_phone_does_not_touch_another():
    flood = Flood()
    for _ in range(100):
        flood.verdict(PHONE, 1000)
    assert flood.verdict(OTHER, 1000) is Verdict.ANSWER


def test_a_phone_is_answered_again_after_its_silence():
    flood = Flood()
    for _ in range(30):
        flood.verdict(PHONE, 1000)
    assert flood.verdict(PHONE, 1599) is Verdict.SILENT
    assert flood.verdict(PHONE, 1601) is Verdict.ANSWER


def test_a_flood_that_lasts_is_told_so_once_an_hour():
    flood = Flood()
    verdicts = Counter(flood.verdict(PHONE, 1000 + n) for n in range(3 * 3600))
    assert verdicts[Verdict.WARN] <= 3
    assert verdicts[Verdict.ANSWER] <= 200


def test_a_slow_stream_is_stopped_by_the_limit_of_an_hour():
    flood = Flood()
    verdicts = [flood.verdict(PHONE, 1000 + 10 * n) for n in range(360)]
    assert verdicts.index(Verdict.WARN) > 120
    assert verdicts.count(Verdict.ANSWER) < 240


def test_an_auto_responder_is_left_without_an_answer_before_a_loop_costs_much():
    flood = Flood()
    verdicts = [flood.verdict(PHONE, 1000 + 15 * n, SENTENCE) for n in range(40)]
    assert verdicts[:3] == [Verdict.ANSWER] * 3
    assert set(verdicts[3:]) == {Verdict.SILENT}


def test_who_asks_once_too_often_is_heard_as_soon_as_the_words_are_others():
    flood = Flood()
    for n in range(5):
        flood.verdict(PHONE, 1000 + 15 * n, SENTENCE)
    assert flood.verdict(PHONE, 1075, SENTENCE) is Verdict.SILENT
    assert flood.verdict(PHONE, 1080, "mon mari me frappe, aidez moi") is Verdict.ANSWER


def test_a_person_may_answer_one_many_times():
    flood = Flood()
    assert {flood.verdict(PHONE, 1000 + 10 * n, "1") for n in range(20)} == {Verdict.ANSWER}


def test_a_person_may_send_the_same_question_on_two_days():
    flood = Flood()
    assert {flood.verdict(PHONE, 86_400 * n, SENTENCE) for n in range(1, 6)} == {Verdict.ANSWER}


@pytest.mark.parametrize("sender", ["MAROCTEL", "5757", "", "+212522000000"])
def test_a_name_a_short_code_and_our_own_number_are_never_answered(sender):
    assert Flood(own=frozenset({"+212522000000"})).verdict(sender, 1000) is Verdict.SILENT


def test_a_phone_that_wrote_once_is_soon_forgotten():
    flood = Flood()
    for n in range(100_000):
        flood.verdict(f"+2126{n:08}", 1000 + n // 50)
    assert len(flood._phones) < 12_000  # 50 a second, each for two minutes


def test_who_is_not_answered_any_more_is_not_forgotten_while_thousands_write():
    flood = Flood(per_minute=5)
    for _message in range(7):
        flood.verdict("+212611111111", 1000)
    for n in range(20_000):
        flood.verdict(f"+2126{n:08}", 1001 + n // 50)
    assert flood.verdict("+212611111111", 1500) is Verdict.SILENT
