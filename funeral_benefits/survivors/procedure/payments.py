"""Asking Social Insurance whether decided benefits were paid."""

from funeral_benefits.survivors.models import SurvivorsClaim
from funeral_benefits.survivors.procedure import wire
from funeral_benefits.survivors.procedure.facts import PAYMENT
from integrations.funeral_office import FuneralOffice
from portal.handovers.carriers import carriers
from portal.handovers.payments import Payments


class SurvivorsPayments(Payments):
    """Asks Social Insurance about each benefit."""

    channel = PAYMENT
    claims = SurvivorsClaim

    def office(self, endpoint: str) -> FuneralOffice:
        """Return the client of Social Insurance."""
        return wire.client()


carriers.register(SurvivorsPayments())
