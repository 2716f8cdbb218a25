"""A report of a forbidden demand, sent more than once."""

from datetime import datetime, timedelta

from portal.citizens.filing import file_draft
from portal.citizens.models import DemandReport
from portal.citizens.reports import report_demand
from portal.pipeline.registry import registry
from tests.citizens import invented
from tests.citizens.conftest import AT, drafted
from tests.clones import CommittedDatabase
from tests.consents.test_races import at_once
from tests.pipeline.invented import invented_citizen


def test_the_same_words_are_kept_once_until_they_are_read(committed_db: CommittedDatabase) -> None:
    with registry.replaced(*invented.FAMILY):
        mother = invented_citizen(1)
        (dossier,) = file_draft(filing=drafted(mother).filing, applicant=mother, at=AT)

    def report(words: str = "Chị ở bàn 3 đòi căn cước.", at: datetime = AT) -> DemandReport:
        return report_demand(
            dossier=dossier,
            citizen=mother,
            papers=["identity_card"],
            where="counter",
            words=words,
            at=at,
        )

    kept = at_once(*[report] * 6)
    assert len({one.pk for one in kept}) == 1
    assert DemandReport.objects.count() == 1

    report("Chị ấy lại đòi.")
    assert DemandReport.objects.count() == 2

    DemandReport.objects.update(seen_at=AT + timedelta(hours=1))
    report(at=AT + timedelta(days=2))
    assert DemandReport.objects.count() == 3
