"""From the desk to the register and back: what the runner does of a step, one act at a time."""

from datetime import timedelta

from django.utils import timezone

from portal.accounts.models import User
from portal.handovers.models import Handover
from portal.handovers.runner import Runner
from portal.pipeline import services
from portal.pipeline.models import Step
from tests.civil_registry.declaring import AT
from tests.integrations.running import wait_for


def accepted(step: Step) -> None:
    """Let the desk accept a registration and the runner carry it."""
    official, _ = User.objects.get_or_create(username="official")
    services.accept(step_ids=[step.pk], by=official, at=AT)
    Runner().dispatch(clock=lambda: AT)


def asked(step: Step) -> Step:
    """Return the step after the register was asked about it."""
    Handover.objects.filter(status="OWED").update(next_at=timezone.now() - timedelta(days=400))
    Runner().collect(clock=lambda: AT)
    return shown(step)


def shown(step: Step) -> Step:
    """Return the step as it stands."""
    return Step.objects.select_related("dossier").get(pk=step.pk)


def until(step: Step, status: str) -> Step:
    """Return the step once the register has moved it there."""
    return wait_for(lambda: asked(step), lambda one: one.status == status)
