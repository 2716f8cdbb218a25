"""What is logged: one JSON object a line, with codes and ids, never names, numbers or queries."""

import logging
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

# A last net below the rule that only codes and ids are logged: personal numbers have 9 or 12
# digits, telephone numbers 10 or 11, and both may also follow a question mark in an address.
QUERY_STRING = re.compile(r"\?[^\s\"'<>]*")
LONG_NUMBER = re.compile(r"(?<![\w-])\d{9,12}(?![\w-])")

Event = MutableMapping[str, Any]


def redact(text: str) -> str:
    """Return `text` without query strings and without numbers that may be a person's."""
    return LONG_NUMBER.sub("[number]", QUERY_STRING.sub("?[query]", text))


def redact_event(_logger: Any, _method: str, event: Event) -> Event:
    """Redact every text of an event; structlog calls this for each line."""
    for name, value in event.items():
        if isinstance(value, str) and name != "timestamp":
            event[name] = redact(value)
    return event


def frames_only(_logger: Any, _method: str, event: Event) -> Event:
    """Render an exception as its class and places: its message may quote what a person typed."""
    given = event.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        event["at"] = [
            f"{frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)[-12:]
        ]
    return event


class WithoutMessages(logging.Filter):
    """Cut Celery's report of a failed task down to the class of its error."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record; change what Celery would quote."""
        if record.name == "celery.app.trace" and isinstance(record.args, Mapping):
            error = str(record.args.get("exc", "")).partition("(")[0]
            unsaid = {"exc": error, "traceback": "", "args": "", "kwargs": "", "return_value": ""}
            record.args = {**record.args, **unsaid}
            record.__dict__.pop("data", None)  # the same once more, as an extra
        return True


def _in_shared_order() -> list[Any]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        frames_only,
    ]


def _formatter() -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_in_shared_order(),
        processors=[
            _drop_the_request,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            redact_event,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=_class_name),
        ],
    )


def _drop_the_request(_logger: Any, _method: str, event: Event) -> Event:
    # Django attaches the request and the server's socket as extras.
    for name in ("request", "server_time"):
        event.pop(name, None)
    return event


def _class_name(value: object) -> str:
    return f"<{type(value).__name__}>"


structlog.configure(
    processors=[*_in_shared_order(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_messages": {"()": WithoutMessages}},
    "formatters": {"json": {"()": _formatter}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "json",
            "filters": ["without_messages"],
        }
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    # Django would mail its administrators, and runserver would print every address whole.
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # Two lines for each ring of the bell, with the task's arguments among the extras.
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
        # It writes the user name of every failed sign-in.
        "axes": {"level": "ERROR"},
        # At DEBUG this one prints every statement with its values.
        "django.db.backends": {"level": "INFO"},
    },
}
