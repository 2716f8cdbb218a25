"""Asking the lines whether decided allowances were paid."""

from funeral_benefits.allowance.models import AllowanceClaim
from funeral_benefits.allowance.procedure import wire
from funeral_benefits.allowance.procedure.facts import PAYMENT
from integrations.funeral_office import FuneralOffice
from portal.handovers.carriers import carriers
from portal.handovers.payments import Payments


class AllowancePayments(Payments):
    """Asks the line of its law about each sum."""

    channel = PAYMENT
    claims = AllowanceClaim

    def office(self, endpoint: str) -> FuneralOffice:
        """Return the client of a line."""
        return wire.client(endpoint)


carriers.register(AllowancePayments())
