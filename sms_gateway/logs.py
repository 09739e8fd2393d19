"""Logs as one JSON object a line on standard error; no phone, no text and no secret ever goes in.

aiohttp's access log stays off: Kannel's GET carries the number and the words.
"""

from __future__ import annotations

import logging
import sys

import structlog


def configure_logs(level: str) -> None:
    """Write what is at least `level` (`debug`, `info`, `warning`, `error`)."""
    threshold = logging.getLevelNamesMapping()[level.upper()]
    logging.basicConfig(level=threshold, format="%(levelname)s %(name)s %(message)s", stream=sys.stderr)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _places_only,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def _places_only(
    _logger: object, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Of an exception keep its kind and where it came from.

    Its message and its values may hold a person's words.
    """
    raised = event.pop("exc_info", None)
    error = sys.exc_info()[1] if raised is True else raised
    if isinstance(error, BaseException):
        event["exception"] = type(error).__name__
        event["places"] = places_of(error)
    return event


def places_of(error: BaseException) -> list[str]:
    """Where an error came from, outermost first: functions and lines, no values."""
    places = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_qualname}:{trace.tb_lineno}")
        trace = trace.tb_next
    return places
