"""Logs hold codes and ids; what a person typed does not get there by accident."""

import json
import logging
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from portal.settings.logs import LOGGING, WithoutMessages, redact

SECRET = "Nguyễn Thị Sáu"
NUMBER = "012345678901"


@pytest.fixture
def written() -> Callable[[logging.LogRecord], dict[str, object]]:
    """Render a record as the portal's log would, and read the line back."""
    formatter = LOGGING["formatters"]["json"]["()"]()

    def write(record: logging.LogRecord) -> dict[str, object]:
        WithoutMessages().filter(record)
        line: dict[str, object] = json.loads(formatter.format(record))
        return line

    return write


def _record(name: str, message: str, *arguments: object, **extra: object) -> logging.LogRecord:
    logger = logging.getLogger(name)
    taken = extra.pop("exc_info", None)
    return logger.makeRecord(
        name, logging.ERROR, __file__, 1, message, arguments, taken, extra=extra or None
    )


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (f"GET /tra-cuu?so={NUMBER}&ten=An HTTP/1.1", "GET /tra-cuu?[query] HTTP/1.1"),
        (f"number {NUMBER}", "number [number]"),
        ("phone 0912345678", "phone [number]"),
        ("step 1204 revision 2", "step 1204 revision 2"),
        ("dossier 4f2c1a90-7f15-4d6e-9c3e-123456789012", None),
    ],
)
def test_numbers_and_queries_are_cut(text: str, kept: str | None) -> None:
    assert redact(text) == (kept or text)


def test_an_exception_is_told_by_class_and_place(
    written: Callable[[logging.LogRecord], dict[str, object]],
) -> None:
    try:
        raise ValueError(f"Key (full_name)=({SECRET}) already exists")
    except ValueError as error:
        taken = (ValueError, error, error.__traceback__)
    line = written(_record("portal.pipeline", "settle_failed", step=12, exc_info=taken))
    assert line["error"] == "ValueError"
    assert line["step"] == 12
    assert SECRET not in json.dumps(line, ensure_ascii=False)


def test_celery_quotes_neither_arguments_nor_the_error(
    written: Callable[[logging.LogRecord], dict[str, object]],
) -> None:
    quoted = {
        "name": "handovers.dispatch",
        "id": "1",
        "description": "raised unexpected",
        "exc": f"ValueError('{SECRET}')",
        "args": SECRET,
    }
    record = _record("celery.app.trace", "Task %(name)s[%(id)s] %(description)s: %(exc)s", quoted)
    record.data = quoted
    line = written(record)
    assert line["event"] == "Task handovers.dispatch[1] raised unexpected: ValueError"
    assert SECRET not in json.dumps(line, ensure_ascii=False)


@pytest.mark.django_db
def test_a_request_that_fails_is_logged_without_its_query(
    caplog: pytest.LogCaptureFixture,
) -> None:
    Client().get("/quan-tri-khong-co/", {"so": NUMBER, "ten": SECRET})
    assert NUMBER not in caplog.text
    assert SECRET not in caplog.text


def test_nothing_in_the_settings_asks_for_a_debug_log() -> None:
    assert not settings.DEBUG
    assert all(logger.get("level") != "DEBUG" for logger in LOGGING["loggers"].values())
