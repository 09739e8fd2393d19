"""Processes that think for a service, so that a turn takes no time of the loop that keeps and sends.

The service claims a message, sends it with its session to one of them, and is sent back the turn to commit.
They look cases up in the registry by themselves; of the store they have only what they ask the service for
(`storing.py`), so one writer stays one writer. One that dies loses no message: what it had is given back and
claimed again.
"""
