"""What the requests of a step amount to."""

import pytest

from portal.consents import selectors


@pytest.mark.django_db
def test_a_step_nobody_was_asked_about_is_missing_consent() -> None:
    assert selectors.steps_missing([1, 2]) == {1, 2}
    assert selectors.steps_missing([]) == set()
