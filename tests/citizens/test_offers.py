"""What an agency offers for a declaration reaches the page that asks about it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from portal.accounts.models import Citizen
from portal.citizens import drafts
from portal.pipeline.procedures import Procedure
from portal.pipeline.registry import registry
from tests.pipeline.invented import LeftLeg, Opening

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


class Offering(LeftLeg):
    """A leg whose agency offers places, once for each thing declared."""

    asked = 0

    def look_up(
        self, *, declared: Mapping[str, Any], known: Mapping[str, Any], applicant: Any = None
    ) -> Mapping[str, Any]:
        type(self).asked += 1
        return known or {"places": ["một", "hai"]}


def test_what_an_agency_offers_is_kept_with_the_draft_and_declared(applicant: Citizen) -> None:
    with registry.replaced(Opening, Offering):
        draft = drafts.open_draft(citizen=applicant, life_event="invented", at=AT)
        walk = drafts.walk(draft, at=AT)
        offering: Procedure = registry["invented.left"]
        assert drafts.look_up(draft=draft, walk=walk, procedure=offering)
        draft.refresh_from_db()
        declared = drafts.walk(draft, at=AT).declared()
        assert declared["invented.left.offered"] == {"places": ["một", "hai"]}
        assert not drafts.look_up(draft=draft, walk=walk, procedure=offering)


def test_an_agency_that_offers_nothing_changes_nothing(applicant: Citizen) -> None:
    with registry.replaced(Opening, LeftLeg):
        draft = drafts.open_draft(citizen=applicant, life_event="invented", at=AT)
        walk = drafts.walk(draft, at=AT)
        assert not drafts.look_up(draft=draft, walk=walk, procedure=registry["invented.left"])
        assert draft.offered == {}
