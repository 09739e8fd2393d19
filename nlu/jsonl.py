"""One message a line in, one JSON object a line out: what `recours nlu parse` prints."""

from __future__ import annotations

import json

from nlu.understanding import Understanding


def to_json_line(heard: Understanding) -> str:
    """What is understood of a message, as one line of JSON.

    `intent` is the likeliest one even where that is too doubtful to be acted upon; `acted_upon` tells, and
    `offered` are the wishes that the person is then asked about.
    """
    return json.dumps(
        {
            "text": heard.text,
            "language": heard.language,
            "intent": heard.intent or heard.guess,
            "confidence": heard.confidence,
            "entities": heard.entities,
            "tier": heard.tier,
            "acted_upon": heard.intent is not None,
            "offered": heard.likeliest,
        },
        ensure_ascii=False,
    )
