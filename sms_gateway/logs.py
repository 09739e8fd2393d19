"""Logs as one JSON object a line on standard error; every line passes one redaction (redaction.py).

That holds for our own lines, for every logger of the standard library (aiohttp, asyncio, psycopg), for
warnings, and for errors that nobody caught. aiohttp's access log stays off: Kannel's GET carries the number
and the words.
"""

from __future__ import annotations

import logging
import sys
import threading
import warnings
from collections.abc import Iterable
from typing import Any

import structlog

from sms_gateway.redaction import Redaction

log = structlog.get_logger()


def configure_logs(level: str, names: Iterable[str] = ()) -> None:
    """Write what is at least `level` (`debug`, `info`, `warning`, `error`); `names` are those of links."""
    threshold = logging.getLevelNamesMapping()[level.upper()]
    redaction = Redaction(names)
    structlog.configure(
        processors=_chain(redaction),
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    _take_over(redaction, threshold)
    _take_up_what_nobody_caught()


def _chain(redaction: Redaction) -> list[structlog.typing.Processor]:
    return [
        structlog.processors.add_log_level,
        redaction,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]


class _Formatter(logging.Formatter):
    """A record of the standard library as such a line."""

    def __init__(self, redaction: Redaction) -> None:
        super().__init__()
        self._chain = _chain(redaction)

    def format(self, record: logging.LogRecord) -> str:
        """Its logger's name, its sentence, and of its error the kind and the places."""
        line: Any = {"event": _said(record), "logger": record.name, "_record": record}
        line |= {name: value for name in ("places",) if (value := getattr(record, name, None)) is not None}
        line["exc_info"] = record.exc_info
        for process in self._chain[:-1]:
            line = process(None, record.levelname.lower(), line)
        del line["_record"]
        return str(self._chain[-1](None, record.levelname.lower(), line))


def _said(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):  # the sentence and its values do not fit
        return str(record.msg)


def _take_over(redaction: Redaction, threshold: int) -> None:
    """All of the standard library's loggers write through us, once however often this is called."""
    root = logging.getLogger()
    for handler in [one for one in root.handlers if isinstance(one.formatter, _Formatter)]:
        root.removeHandler(handler)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Formatter(redaction))
    root.addHandler(handler)
    root.setLevel(threshold)


def _take_up_what_nobody_caught() -> None:
    """Tracebacks would quote a person's words; a hook that somebody else has set stays."""
    if sys.excepthook is sys.__excepthook__:
        sys.excepthook = lambda _kind, error, _trace: log.critical("died", exc_info=error)
    if threading.excepthook is threading.__excepthook__:
        threading.excepthook = lambda args: log.critical("thread died", exc_info=args.exc_value)
    if sys.unraisablehook is sys.__unraisablehook__:
        sys.unraisablehook = lambda args: log.error("error not raised", exc_info=args.exc_value)
    if warnings.showwarning.__module__ == "warnings":
        logging.captureWarnings(capture=True)
