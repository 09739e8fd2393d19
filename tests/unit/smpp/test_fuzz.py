"""A share of what `python -m tests.fuzz.smpp` does at length."""

from tests.fuzz import smpp


def test_twenty_thousand_damaged_pdus_raise_nothing():
    smpp.at_random(20_000)


def test_the_right_ones_raise_nothing():
    for data in smpp.seeds():
        smpp.one(data)
