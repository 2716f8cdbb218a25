"""Sums that others decide and pay: what is kept of a decision, and asking until it is paid."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from django.db.models import Model

from integrations.funeral_office import FuneralOffice, Payment
from portal.handovers.answers import Accepted, Answer, Granted, NoAnswer, Refused
from portal.handovers.carriers import Letter
from portal.handovers.following import Following, follow

DECIDED = ("decided_regime", "decided_amount", "decided_on", "paid_on")


class Payments(Following):
    """Asks whether decided sums were paid, and writes the day beside the decision.

    `claims` are rows by step with the columns of `keep_decisions`.
    """

    claims: ClassVar[type[Model]]

    @abstractmethod
    def office(self, endpoint: str) -> FuneralOffice:
        """Return the client of whoever pays."""

    def ask(self, endpoint: str, keys: Sequence[str]) -> Mapping[str, Answer]:
        """Ask which of these sums were paid, and when."""
        found = self.office(endpoint).fetch_payments(keys)
        return {key: _paid(one, key) for key, one in found.items()}

    def settle(
        self, answered: Sequence[tuple[Letter, Answer]], *, at: datetime, locked: Any
    ) -> None:
        """Write the day of payment; two queries."""
        paid = {
            letter.subject: date.fromisoformat(str(answer.facts["paid_on"]))
            for letter, answer in answered
            if isinstance(answer, Granted)
        }
        claims = list(self._rows().select_for_update().filter(pk__in=paid).order_by("pk"))
        for claim in claims:
            claim.paid_on = paid[claim.pk]
        self._rows().bulk_update(claims, ["paid_on"])

    def _rows(self) -> Any:
        return self.claims._default_manager


def keep_decisions(
    claims: type[Model],
    answered: Sequence[tuple[Letter, Answer]],
    *,
    channel: str,
    at: datetime,
) -> None:
    """Keep what was decided of claims by step, and follow what is not paid yet by `channel`.

    A refused one is released (`released_at`). A constant number of queries.
    """
    rows = claims._default_manager
    refused = [letter.subject for letter, answer in answered if isinstance(answer, Refused)]
    if refused:
        rows.filter(pk__in=refused).update(released_at=at)
    granted = {
        letter.subject: (letter, answer.facts)
        for letter, answer in answered
        if isinstance(answer, Granted)
    }
    if not granted:
        return
    decided: list[Any] = list(rows.filter(pk__in=granted).order_by("pk"))
    for claim in decided:
        _take_decision(claim, granted[claim.pk][1])
    rows.bulk_update(decided, DECIDED)
    follow(channel, [granted[one.pk][0] for one in decided if one.paid_on is None])


def _take_decision(claim: Any, facts: Mapping[str, Any]) -> None:
    claim.decided_regime = str(facts["regime"])
    claim.decided_amount = int(str(facts["amount"]))
    claim.decided_on = date.fromisoformat(str(facts["decided_on"]))
    paid_on = str(facts["paid_on"])
    claim.paid_on = date.fromisoformat(paid_on) if paid_on else None


def _paid(found: Payment | NoAnswer, key: str) -> Answer:
    """Return what a line says of one sum; one that is still to be paid goes on being owed."""
    if isinstance(found, NoAnswer):
        return found
    return Granted({"paid_on": found.paid_on.isoformat()}) if found.paid_on else Accepted(key)
