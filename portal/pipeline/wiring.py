"""Where the pipeline takes its place in registries that belong to the floors below it."""

from portal.consents.hearing import on_answer
from portal.handovers.afterwards import afterwards
from portal.handovers.carriers import carriers
from portal.pipeline import publishing, services, transitions
from portal.pipeline.courier import StepCourier
from portal.pipeline.deaths import DeathFollower
from portal.pipeline.undoing import UndoingCourier


def connect() -> None:
    """Register the couriers, what happens when consents are answered, and the publisher."""
    carriers.register(StepCourier())
    carriers.register(DeathFollower())
    carriers.register(UndoingCourier())
    afterwards.register(publishing.publish)
    on_answer.register(lock=transitions.lock, answered=services.consents_answered)
