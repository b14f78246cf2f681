"""One line of JSON an event, on standard error. No log line holds a path, an address of a person, or an answer."""

from __future__ import annotations

import logging.config
import re
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

# A candidate's link is a key to their interview: it must stand in no log, whoever writes the line.
_LINK = re.compile(r"/i/[^/\s\"']+")


# What Postgres adds to a refusal repeats the row: names, addresses, answers.
_ROW = re.compile(r"\bDETAIL: .*?(?=\n(?:CONTEXT|HINT|QUERY|The above exception|During handling|Traceback)\b|\Z)", re.DOTALL)


def hide_links(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Take candidates' links, and rows that the database quotes, out of every text of an event."""
    return {key: _hidden(value) if isinstance(value, str) else value for key, value in event.items()}


def _hidden(text: str) -> str:
    return _ROW.sub("DETAIL: …", _LINK.sub("/i/…", text))


def configure(options: dict[str, Any]) -> None:
    """Django's LOGGING_CONFIG: send the standard library's and structlog's events the same way."""
    before: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "json": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": before,
                    "processors": [
                        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                        hide_links,
                        structlog.processors.JSONRenderer(),
                    ],
                }
            },
            "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json"}},
            "root": {"handlers": ["out"], "level": options.get("level", "INFO")},
            "loggers": {
                # The request log of our own says the same with route names instead of paths.
                "django.request": {"level": "ERROR"},
                "django.server": {"handlers": [], "propagate": False},
                "celery": {"level": "WARNING"},
                # Clients of models would write each request, with its address and, at DEBUG, its text; a listener its progress.
                **{name: {"level": "WARNING"} for name in ("openai", "anthropic", "httpx2", "httpcore2", "faster_whisper")},
            },
        }
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *before,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
