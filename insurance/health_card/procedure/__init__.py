"""A health card for a child under six: Social Insurance issues it from the birth record."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from insurance.health_card import rules
from insurance.health_card.forms import PAGES
from insurance.health_card.models import (
    CardDelivery,
    CardIncident,
    Cover,
    HealthCardDeclaration,
    HouseholdMember,
    InsuredPerson,
)
from insurance.health_card.procedure import wire
from insurance.health_card.procedure.declared import take_delivery, take_facility, take_family
from insurance.health_card.procedure.facts import SYSTEM, CardFacts
from insurance.health_card.procedure.near import facilities_near
from insurance.health_card.procedure.post import put_in_the_post
from insurance.health_card.procedure.summary import sentences, values
from insurance.health_card.rules import LEG
from integrations.health_card_application import compose_application
from integrations.social_insurance import MOST_PER_CALL
from portal.accounts.models import Citizen
from portal.handovers.answers import Answer, Granted
from portal.handovers.carriers import Letter
from portal.people.families import BIRTH, family_of
from portal.pipeline.procedures import Agency, Case, Offer, Procedure, Summary
from portal.pipeline.registry import register
from portal.places.models import OfficeKind
from portal.places.selectors import full_addresses, offices

__all__ = ["CardFacts", "HealthCard"]


@register
class HealthCard(Procedure):
    """Every child gets a card; nothing is asked but where it is seen first."""

    code = LEG
    title: ClassVar[Any] = _("Cấp thẻ bảo hiểm y tế")
    follows: ClassVar[tuple[str, ...]] = (BIRTH,)
    offered = Offer.ALWAYS
    pages = PAGES
    facts = CardFacts
    time_limit = LEG
    granted_label: ClassVar[Any] = _("Đã cấp thẻ bảo hiểm y tế")
    result_title: ClassVar[Any] = _("Thẻ bảo hiểm y tế điện tử")
    codes_per_question = MOST_PER_CALL

    def commune_for(self, answers: Mapping[str, Any]) -> str:
        """Return the commune near which the child is seen first."""
        return rules.home_of(answers)[0]

    def agency_for(self, answers: Mapping[str, Any]) -> Agency:
        """Return the Social Insurance office in charge of the child's commune."""
        home = self.commune_for(answers)
        office = offices([home], OfficeKind.SOCIAL_INSURANCE).get(home)
        title = office.title if office else "Bảo hiểm xã hội"
        return Agency(f"social_insurance.{home}", title, SYSTEM)

    def look_up(
        self, *, declared: Mapping[str, Any], known: Mapping[str, Any], applicant: Any = None
    ) -> Mapping[str, Any]:
        """Return what the facility page may offer: asked of Social Insurance once a home and day.

        For the door, which keeps it as `declared["insurance.health_card.offered"]`; network yes.
        No list leaves the plain way, that Social Insurance chooses; one of another home is no list,
        and yesterday's is good only while no newer one can be had: places fill up and close.
        """
        home, today = self.commune_for(declared), timezone.localdate().isoformat()
        if known.get("asked") != home:
            known = {}
        if not home or known.get("on") == today:
            return known
        found = facilities_near(home)
        if found is None:
            return known
        return {"asked": home, "on": today, "facilities": [asdict(one) for one in found]}

    def record_answers(self, *, step_id: int, answers: Mapping[str, Any]) -> None:
        """Store what was declared; pages that are absent (a correction) leave theirs as it was."""
        known = HealthCardDeclaration.objects.filter(pk=step_id).first()
        declaration = known or HealthCardDeclaration(step_id=step_id)
        if family_of(answers).child:
            citizen = Citizen.objects.get(dossiers__steps=step_id)
            take_family(declaration, answers, citizen)
        take_facility(declaration, answers.get(f"{LEG}.facility"))
        take_delivery(declaration, answers.get(f"{LEG}.delivery"), answers)
        declaration.save()

    def summary(self, cases: Sequence[Case]) -> Mapping[int, Summary]:
        """Return what was declared, in words; two queries however many cases."""
        declarations = declarations_of(case.step_id for case in cases)
        addresses = full_addresses((one.post_commune, one.post_line) for one in declarations)
        return {
            one.pk: Summary(
                str(self.title), tuple(values(one, addresses[one.post_commune, one.post_line]))
            )
            for one in declarations
        }

    def compose(self, cases: Sequence[Case]) -> Mapping[int, bytes]:
        """Return the application for each child; three queries however many cases."""
        by_step = {case.step_id: case for case in cases}
        declarations = declarations_of(by_step)
        addresses = full_addresses((one.post_commune, one.post_line) for one in declarations)
        births = {case.granted[BIRTH].personal_number for case in cases}
        numbers = InsuredPerson.objects.filter(pk__in=births).values_list("pk", "insurance_number")
        insured = dict(numbers)
        return {
            one.pk: compose_application(
                wire.written(
                    by_step[one.pk], one, addresses[one.post_commune, one.post_line], insured
                )
            )
            for one in declarations
        }

    def send_one(self, letter: Letter) -> Answer:
        """Hand an application over."""
        told = wire.client().issue_health_card(letter.body, key=letter.key)
        return wire.checked(told, letter)

    def collect(self, letters: Sequence[Letter]) -> Mapping[int, Answer]:
        """Ask about up to fifty applications in one call."""
        told = wire.client().fetch_results([letter.key for letter in letters])
        return {letter.subject: wire.checked(told[letter.key], letter) for letter in letters}

    def settled(self, answered: Sequence[tuple[Letter, Answer]], *, at: datetime) -> None:
        """Keep numbers, households, incidents and what goes into the post; constant queries."""
        wrong = {
            letter.subject: answer.wrong
            for letter, answer in answered
            if isinstance(answer, wire.CardMismatch)
        }
        granted = [(letter, answer) for letter, answer in answered if isinstance(answer, Granted)]
        if granted:
            told = {
                letter.subject: (wire.person_of(letter), str(answer.facts["insurance_number"]))
                for letter, answer in granted
            }
            twice = InsuredPerson.keep(told, at=at)
            wrong |= dict.fromkeys(twice, ("insurance_number",))
            CardIncident.close_all(told.keys() - twice, at=at)
            HouseholdMember.cover(_covers(granted))
            put_in_the_post(granted, at)
        if wrong:
            CardIncident.open_all(wrong, at=at)

    def cover_ended(self, people: Collection[str], *, on: date) -> None:
        """Let people who have died go from their insurance households."""
        HouseholdMember.leave(people, on=on)

    def cover_resumed(self, people: Collection[str]) -> None:
        """Take people back into their households."""
        HouseholdMember.come_back(people)

    def tracked(self, cases: Sequence[Case], *, on: date) -> Mapping[int, Sequence[str]]:
        """Return what the tracking page says of these cards beside their status; two queries."""
        ids = [case.step_id for case in cases]
        incidents = set(
            CardIncident.objects.filter(step__in=ids, closed_at__isnull=True).values_list(
                "step", flat=True
            )
        )
        posted = {one.step_id: one for one in CardDelivery.objects.filter(step__in=ids)}
        return {
            case.step_id: sentences(case, case.step_id in incidents, posted.get(case.step_id), on)
            for case in cases
        }


def declarations_of(step_ids: Iterable[int]) -> list[HealthCardDeclaration]:
    """Return the declarations of these steps; one query."""
    rows = HealthCardDeclaration.objects.select_related("step__dossier")
    return list(rows.filter(pk__in=list(step_ids)).order_by("pk"))


def _covers(granted: Sequence[tuple[Letter, Granted]]) -> dict[str, Cover]:
    """Return by person who stands for them, and the days of the card as answered."""
    declared = HealthCardDeclaration.objects.in_bulk([letter.subject for letter, _ in granted])
    return {
        wire.person_of(letter): Cover(
            declared[letter.subject].guardian_number,
            declared[letter.subject].home_commune,
            date.fromisoformat(str(answer.facts["valid_from"])),
            date.fromisoformat(str(answer.facts["valid_to"])),
        )
        for letter, answer in granted
    }
