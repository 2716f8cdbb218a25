"""Doors for the calendar: limits that end by themselves."""

from celery import shared_task
from django.utils import timezone

from portal.pipeline import retention, services
from portal.pipeline.services import confirming


@shared_task(name="pipeline.lapse_returns", ignore_result=True)
def lapse_returns() -> None:
    """Refuse what a family did not correct within its limit."""
    services.lapse_returns(at=timezone.now())


@shared_task(name="pipeline.lapse_proofs", ignore_result=True)
def lapse_proofs() -> None:
    """Take a family's silence about a proof for agreement once its limit has ended."""
    services.lapse_proofs(at=timezone.now())


@shared_task(name="pipeline.papers_arrived", ignore_result=True)
def papers_arrived() -> None:
    """Ask nobody any more for a hospital's paper that has come."""
    services.papers_arrived(at=timezone.now())


@shared_task(name="pipeline.forget_words", ignore_result=True)
def forget_words() -> None:
    """Empty what people were asked, and where they were written to, in cases long over."""
    retention.forget_words(at=timezone.now())


@shared_task(name="pipeline.find_back_claims", ignore_result=True)
def find_back_claims() -> None:
    """List decided sums that a decree counted from an earlier day would make others."""
    confirming.find_back_claims(at=timezone.now())


@shared_task(name="pipeline.remind_of_duties", ignore_result=True)
def remind_of_duties() -> None:
    """Remind families of duties whose last day comes near."""
    services.remind_of_duties(at=timezone.now())
