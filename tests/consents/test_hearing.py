"""The one listener."""

from datetime import UTC, datetime

import pytest

from portal.consents.hearing import OnAnswer
from portal.consents.standing import Standing
from tests.consents.people import Listener

AT = datetime(2026, 11, 23, tzinfo=UTC)


def test_nobody_listening_is_nobody_called() -> None:
    silent = OnAnswer()
    assert silent.lock([1]) is None
    silent.answered({1: Standing.GIVEN}, at=AT, locked=None)


def test_what_was_locked_is_handed_on() -> None:
    listener, calls = Listener(), OnAnswer()
    calls.register(lock=listener.lock, answered=listener.answered)
    token = calls.lock([3])
    calls.answered({3: Standing.LAPSED}, at=AT, locked=token)
    assert (listener.locked, listener.heard) == ([[3]], [{3: Standing.LAPSED}])


def test_nothing_changed_is_nobody_called() -> None:
    listener, calls = Listener(), OnAnswer()
    calls.register(lock=listener.lock, answered=listener.answered)
    calls.answered({}, at=AT, locked=calls.lock([]))
    assert (listener.locked, listener.heard) == ([], [])


def test_a_second_listener_is_refused() -> None:
    listener, calls = Listener(), OnAnswer()
    calls.register(lock=listener.lock, answered=listener.answered)
    with pytest.raises(ValueError):
        calls.register(lock=listener.lock, answered=listener.answered)
