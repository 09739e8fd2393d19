"""Letters without words are nothing: nobody acts on them, and nobody is asked about violence for them."""

from random import Random

import pytest

from nlu.cascade import CascadeParser

CASCADE = CascadeParser()
LATIN = ("qwertyuiopasdfghjklzxcvbnm", "azertyuiopqsdfghjklmwxcvbn")
ARABIC = ("ضصثقفغعهخحجشسيبلاتنمكط", "ضصثقفغعهخحجدشسيبلاتنمكطئءؤرىةوزظ")


def neighbours(dice, keyboards):
    """A few words of neighbouring keys, as a child or a pocket presses them."""
    keys = dice.choice(keyboards)
    typed = []
    for _ in range(dice.randint(1, 3)):
        start, step = dice.randrange(len(keys)), dice.choice((1, 2, 3, 5, 7))
        typed.append("".join(keys[(start + step * at) % len(keys)] for at in range(dice.randint(5, 12))))
    return " ".join(typed)


def scattered(dice, keyboards):
    """A few words of any keys."""
    keys = dice.choice(keyboards)
    lengths = [dice.randint(4, 9) for _ in range(dice.randint(1, 4))]
    return " ".join("".join(dice.choice(keys) for _ in range(length)) for length in lengths)


@pytest.mark.parametrize(
    "text",
    [
        "sdfkj qwpo xcvnm",
        "asdfghjkl",
        "qsdfghjklm",
        "wxcvbn",
        "ضصثقفغعه",
        "شسيبلاتن",
        "ثقفغعه خحجد",
        "jhgfd kjhg",
    ],
)
def test_a_hand_on_the_keys_means_nothing(text):
    heard = CASCADE.understand(text)
    assert (heard.intent, heard.likeliest) == (None, ())


@pytest.mark.parametrize("keyboards", [LATIN, ARABIC], ids=["latin", "arabic"])
@pytest.mark.parametrize("hand", [neighbours, scattered])
def test_of_five_hundred_mashed_messages_hardly_one_is_answered(hand, keyboards):
    dice = Random(5)
    heard = [CASCADE.understand(hand(dice, keyboards)) for _ in range(500)]
    assert sum(one.intent is not None or bool(one.likeliest) for one in heard) <= 10


@pytest.mark.parametrize(
    "text", ["mn mari me frape", "kaydrbni rajli", "ka7gr 3lia ou kay drebni", "كيضربنيي بزااف"]
)
def test_a_misspelt_cry_for_help_is_no_noise(text):
    heard = CASCADE.understand(text)
    assert heard.intent is not None or heard.likeliest
