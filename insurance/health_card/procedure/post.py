"""Following printed cards until they are in the family's hands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from insurance.health_card.models import CardDelivery, DeliveryState, HealthCardDeclaration
from insurance.health_card.procedure import wire
from insurance.health_card.procedure.facts import POST
from insurance.health_card.rules import CardBy
from integrations.social_insurance import PostalState
from portal.handovers.answers import Accepted, Answer, Granted, NoAnswer
from portal.handovers.carriers import Letter, carriers
from portal.handovers.following import Following, follow


@dataclass(frozen=True, slots=True)
class InThePost(Accepted):
    """A printed card on its way, and since when it is where it is."""

    since: datetime | None = None


class CardPost(Following):
    """Asks where printed cards are, and writes it down where one has moved."""

    channel = POST

    def ask(self, endpoint: str, keys: Sequence[str]) -> Mapping[str, Answer]:
        """Ask where these cards are."""
        found = wire.client().fetch_post(keys)
        return {key: _where(one, key) for key, one in found.items()}

    def settle(
        self, answered: Sequence[tuple[Letter, Answer]], *, at: datetime, locked: Any
    ) -> None:
        """Write where each card is now, if it has moved; two queries."""
        told = {letter.subject: _news_of(answer) for letter, answer in answered}
        moved = []
        for one in CardDelivery.objects.select_for_update().filter(step__in=told).order_by("pk"):
            state, since = told[one.step_id]
            if state in DeliveryState.values and state != one.state:
                one.state, one.since = state, since or at
                moved.append(one)
        CardDelivery.objects.bulk_update(moved, ["state", "since"])


carriers.register(CardPost())


def put_in_the_post(granted: Sequence[tuple[Letter, Granted]], at: datetime) -> None:
    """Begin to follow the cards that are printed for their families."""
    by_step = {letter.subject: letter for letter, _ in granted}
    printed = HealthCardDeclaration.objects.filter(pk__in=by_step).exclude(
        card_by=CardBy.ELECTRONIC.value
    )
    deliveries = [
        CardDelivery(step_id=pk, card_by=card_by, since=at)
        for pk, card_by in printed.values_list("pk", "card_by")
    ]
    if not deliveries:
        return
    CardDelivery.objects.bulk_create(deliveries, ignore_conflicts=True)
    follow(POST, [by_step[one.step_id] for one in deliveries])


def _news_of(answer: Answer) -> tuple[str, datetime | None]:
    """Return where a card is by an answer, and since when; ("", None) for no news."""
    if isinstance(answer, InThePost):
        return answer.note, answer.since
    if isinstance(answer, Granted):
        since = answer.facts.get("since")
        return DeliveryState.HANDED_OVER.value, since if isinstance(since, datetime) else None
    return "", None


def _where(found: PostalState | NoAnswer, key: str) -> Answer:
    if isinstance(found, NoAnswer):
        return found
    if found.state == DeliveryState.HANDED_OVER:
        return Granted({"since": found.at})
    return InThePost(key, note=found.state, since=found.at)
