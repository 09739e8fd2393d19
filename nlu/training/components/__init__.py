"""Rasa components of our own, for Rasa's Python 3.10 environment; all they know of language is in nlu/."""
