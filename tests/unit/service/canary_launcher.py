"""Starts `recours` with faults of ours in it, each of which quotes the words that it stumbled over.

python tests/unit/service/canary_launcher.py serve --config FILE
"""

from __future__ import annotations

import functools
from dataclasses import replace

from nlu.cascade import CascadeParser
from sms_gateway import converse, web
from sms_gateway.channels.http_json import HttpJsonChannel
from sms_gateway.channels.kannel import KannelChannel
from sms_gateway.channels.smpp.channel import SmppChannel
from sms_gateway.cli import program
from storage.verbs import StoreVerbs

#: A message that holds one of these words fails there.
FAULTS = {
    "boumrecu": (StoreVerbs, "accept_mo", "accept_and_claim"),
    "boumcompris": (CascadeParser, "parse"),
    "boumenvoi": (KannelChannel, "send"),
    "boumdecide": (StoreVerbs, "change_ticket"),
    "boumjson": (HttpJsonChannel, "send"),
    "boumligne": (SmppChannel, "send"),
}


def faulty(word, function):
    @functools.wraps(function)
    async def stumbles(*args, **kwargs):
        said = repr((args, kwargs))
        if word in said:
            raise RuntimeError(said)
        return await function(*args, **kwargs)

    return stumbles


if __name__ == "__main__":
    converse.MOST_ATTEMPTS = 2  # the pauses between more would be longer than a test
    told = web._console_settings  # and so is the time in which a reply may be taken back
    web._console_settings = lambda service: replace(told(service), undo=0)
    for word, (owner, *names) in FAULTS.items():
        for name in names:
            setattr(owner, name, faulty(word, getattr(owner, name)))
    program()
