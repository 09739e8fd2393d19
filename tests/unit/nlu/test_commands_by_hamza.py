"""`ابدأ` begins, `أبدا` is never: folded they are one word."""

from __future__ import annotations

import pytest

from nlu.keywords import understand
from nlu.understanding import Intent


@pytest.mark.parametrize("text", ["ابدأ", "إبدأ", " ابدأ! ", "أبدأ."])
def test_begin_takes_up_messages_again(text):
    assert understand(text).intent is Intent.START


@pytest.mark.parametrize("text", ["أبدا", "أبداً", "لا أبدا"])
def test_never_is_a_no(text):
    assert understand(text).intent is Intent.DENY
