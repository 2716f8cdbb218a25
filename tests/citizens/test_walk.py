"""A second walk of the same moment takes over what was done and rests on the same."""

import pytest

from portal.accounts.models import Citizen
from portal.citizens import drafts
from portal.citizens.models import Draft
from portal.citizens.walk import State
from tests.citizens.conftest import AT, drafted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("family")]
WHO, CHILD, CONTACT = "tested.birth.who", "tested.birth.child#1", "tested.birth.contact"


def _taken_over(draft: Draft, key: str, typed: dict[str, list[str]]) -> set[str]:
    """Save one page, walk again, and return the pages that were not judged anew."""
    before = drafts.walk(draft, at=AT)
    drafts.save_page(draft=draft, key=key, typed=typed, at=AT)
    after = drafts.walk(draft, at=AT, earlier=before)
    forms = {one.place.key: one.form for one in before.stations}
    fresh = drafts.walk(draft, at=AT)
    assert after.answers() == fresh.answers()
    assert [one.state for one in after.stations] == [one.state for one in fresh.stations]
    return {
        one.place.key
        for one in after.stations
        if one.form is not None and one.form is forms[one.place.key]
    }


def test_what_comes_before_a_changed_page_is_taken_over(mother: Citizen) -> None:
    draft = drafted(mother)

    assert _taken_over(draft, CONTACT, {"phone": ["0900000000"]}) == {WHO, CHILD}


def test_what_comes_after_it_is_judged_anew(mother: Citizen) -> None:
    draft = drafted(mother)

    assert _taken_over(draft, WHO, {"children": ["1"], "happy": ["on"]}) == set()


def test_nothing_is_taken_over_from_a_page_that_lacked_something(mother: Citizen) -> None:
    draft = drafted(mother, papers=0)
    before = drafts.walk(draft, at=AT)
    then = before.station(CHILD)
    now = drafts.walk(draft, at=AT, earlier=before).station(CHILD)

    assert then is not None
    assert now is not None
    assert now.state is State.STARTED
    assert now.form is not then.form
