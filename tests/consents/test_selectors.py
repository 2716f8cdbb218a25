"""What the requests of a step amount to: the table walked."""

from itertools import combinations

import pytest

from portal.consents import selectors
from portal.consents.models import ConsentStatus
from portal.consents.standing import Standing, standing_of

S = ConsentStatus
ALONE = {
    S.ASKED: Standing.WAITING,
    S.REMINDED: Standing.WAITING,
    S.AGREED: Standing.GIVEN,
    S.BY_PAPER: Standing.GIVEN,
    S.REFUSED: Standing.REFUSED,
    S.LAPSED: Standing.LAPSED,
    S.CANCELLED: Standing.CANCELLED,
    S.REPLACED: Standing.WAITING,
}
WEIGHT = [Standing.GIVEN, Standing.WAITING, Standing.LAPSED, Standing.CANCELLED, Standing.REFUSED]


def test_every_status_alone_has_its_standing() -> None:
    assert set(ALONE) == set(S)
    for status, standing in ALONE.items():
        assert standing_of([status]) is standing


def test_of_two_requests_the_weightier_decides_and_a_replaced_one_never_counts() -> None:
    for one, other in combinations(set(S) - {S.REPLACED}, 2):
        expected = max(ALONE[one], ALONE[other], key=WEIGHT.index)
        assert standing_of([one, other]) is expected
        assert standing_of([one, other, S.REPLACED]) is expected


def test_of_alternatives_one_agreement_is_enough_and_one_open_request_is_hope() -> None:
    assert standing_of([], ["REFUSED", "AGREED"]) is Standing.GIVEN
    assert standing_of([], ["REFUSED", "ASKED"]) is Standing.WAITING
    assert standing_of([], ["REFUSED", "LAPSED"]) is Standing.REFUSED
    assert standing_of(["ASKED"], ["AGREED"]) is Standing.WAITING
    assert standing_of([], []) is Standing.WAITING


def test_only_what_the_family_must_act_upon_ends_the_waiting() -> None:
    ending = {standing for standing in Standing if standing.ends_waiting}
    assert ending == {Standing.REFUSED, Standing.LAPSED, Standing.CANCELLED}


@pytest.mark.django_db
def test_a_step_nobody_was_asked_about_is_missing_consent() -> None:
    assert selectors.steps_missing([1, 2]) == {1, 2}
    assert selectors.steps_missing([]) == set()
