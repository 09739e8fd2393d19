"""One message a line in, one JSON object a line out: what `recours nlu parse` prints."""

from __future__ import annotations

import json

from nlu.keywords import understand


def to_json_line(text: str) -> str:
    """What is understood of a message, as one line of JSON: text, language, intent, confidence, entities."""
    heard = understand(text)
    return json.dumps(
        {
            "text": heard.text,
            "language": heard.language,
            "intent": heard.intent,
            "confidence": heard.confidence,
            "entities": heard.entities,
        },
        ensure_ascii=False,
    )
