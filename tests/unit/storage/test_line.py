"""Who is next where turns that were begun and messages that come wait at once."""

import pytest

from storage import line
from storage.errors import StoreBusyError
from storage.line import SHARE, Line


def filled(begun, new):
    waiting = Line()
    for number in range(new):
        waiting.put(f"new {number}", new=True)
    for number in range(begun):
        waiting.put(f"begun {number}", new=False)
    return waiting


def emptied(waiting):
    return [waiting.take() for _place in range(len(waiting))]


def test_what_was_begun_goes_first_and_each_in_the_order_it_came():
    assert emptied(filled(begun=4, new=3)) == [
        *("begun 0", "begun 1", "begun 2", "new 0"),
        *("begun 3", "new 1", "new 2"),
    ]


def test_messages_never_stand_still_while_work_goes_on_for_ever():
    waiting, kept = filled(begun=10, new=100), 0
    for number in range(SHARE * 101):
        waiting.put(f"more {number}", new=False)
    for _place in range((SHARE + 1) * 100):
        kept += waiting.take().startswith("new")
    assert kept == 100


def test_only_new_messages_are_refused_and_only_above_the_limit(monkeypatch):
    monkeypatch.setattr(line, "MOST_NEW", 2)
    waiting = filled(begun=5, new=2)
    with pytest.raises(StoreBusyError):
        waiting.put("one too many", new=True)
    waiting.put("begun", new=False)
    assert len(emptied(waiting)) == 8
