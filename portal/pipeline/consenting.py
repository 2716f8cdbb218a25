"""What the standing of consents means for a step: go on, wait, or ask the family another way."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from portal.consents import selectors
from portal.consents.standing import Standing
from portal.pipeline.deadlines import Limits
from portal.pipeline.models import ReturnRequest
from portal.pipeline.sets import StepRow
from portal.pipeline.statuses import StepStatus

CONSENT = "CONSENT"  # the reason of a return that asks for another person, or a signed paper


def standings_of(steps: Sequence[StepRow]) -> Mapping[int, Standing]:
    """Return the standing of those steps that need somebody's agreement; one query at most."""
    asked = [step.id for step in steps if step.needs_consent]
    return selectors.standings(asked) if asked else {}


def acts_for(step: StepRow, standing: Standing, onward: StepStatus) -> list[tuple[StepStatus, str]]:
    """Return the (status, act) moves a step makes by what its consents amount to now.

    `onward` is where it goes once everybody has agreed. A refusal sends it to the family, which
    can name another person; a new request after that holds it again.
    """
    act = f"consent_{standing.value}"
    waits = step.status in (StepStatus.HELD, StepStatus.RETURNED)
    if standing is Standing.GIVEN:
        return [(onward, act)] if waits else []
    if standing is Standing.WAITING:
        return [(StepStatus.HELD, "consent_asked_anew")] if _is(step, StepStatus.RETURNED) else []
    return [(StepStatus.RETURNED, act)] if _is(step, StepStatus.HELD) else []


def ask_another_way(steps: Sequence[StepRow], *, at: datetime) -> None:
    """Tell families that somebody did not agree: they may name another person or send a CT01."""
    limits = Limits(at, {step.commune_code for step in steps})
    ReturnRequest.objects.bulk_create(
        [
            ReturnRequest(
                step_id=step.id,
                revision=step.revision,
                reason=CONSENT,
                items=["consent"],
                asked_at=at,
                answer_by=limits.supplement_by(step.commune_code),
            )
            for step in steps
        ]
    )


def returned_for_consent(steps: Sequence[StepRow]) -> set[int]:
    """Return those RETURNED steps that wait for nothing but another way to agree."""
    returned = [step.id for step in steps if _is(step, StepStatus.RETURNED)]
    if not returned:
        return set()
    open_requests = ReturnRequest.objects.filter(
        step_id__in=returned, reason=CONSENT, answered_at__isnull=True
    )
    return set(open_requests.values_list("step_id", flat=True))


def _is(step: StepRow, status: StepStatus) -> bool:
    return step.status == status
