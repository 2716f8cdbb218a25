"""What an answer means for its message."""

import pytest

from portal.handovers.answers import NoAnswer, NoAnswerKind
from portal.handovers.carriers import Letter
from portal.handovers.pace import Pace
from portal.handovers.verdicts import outcome_of

LETTER = Letter(1, "step", "x", 1, 1, "e", b"", fence=1, attempt=1)


@pytest.mark.parametrize("asking", [False, True])
@pytest.mark.parametrize(("said", "waited"), [(0.0, 0.0), (90.0, 90.0), (999_999_999.0, 3600.0)])
def test_a_partner_that_says_when_to_come_back_is_believed_up_to_an_hour(
    asking: bool, said: float, waited: float
) -> None:
    throttled = NoAnswer(NoAnswerKind.THROTTLED, retry_after=said, raw=b"Retry-After: 999999999")
    outcome = outcome_of(LETTER, throttled, asking=asking, pace=Pace())
    assert outcome.wait == waited
    assert outcome.raw == b"Retry-After: 999999999"


def test_how_long_it_is_believed_is_this_installations_to_say() -> None:
    throttled = NoAnswer(NoAnswerKind.THROTTLED, retry_after=90.0)
    pace = Pace(retry_after_at_most=60.0)
    assert outcome_of(LETTER, throttled, asking=False, pace=pace).wait == 60.0
