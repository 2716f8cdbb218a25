"""The survivors' benefit: claimed with a list of relatives, decided by Social Insurance."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funeral_benefits.survivors import rules
from funeral_benefits.survivors.forms import PAGES
from funeral_benefits.survivors.forms.estimate import estimate_of
from funeral_benefits.survivors.forms.regime import TAKEN, claimed_before, taken
from funeral_benefits.survivors.models import SurvivorsClaim
from funeral_benefits.survivors.procedure import payments, wire
from funeral_benefits.survivors.procedure.declared import replace_dependants, take_answers
from funeral_benefits.survivors.procedure.facts import KIND, PAYMENT, SYSTEM, SurvivorsFacts
from funeral_benefits.survivors.procedure.summary import sentences, values
from funeral_benefits.survivors.rules import DEATH, LEG
from integrations.funeral_claims import compose_claim
from integrations.funeral_office import MOST_PER_CALL
from portal.handovers.answers import Answer
from portal.handovers.carriers import Letter
from portal.handovers.payments import keep_decisions
from portal.people.deaths import home_of
from portal.pipeline.models import Step
from portal.pipeline.procedures import (
    Agency,
    AlreadyDeclared,
    Case,
    Counter,
    Offer,
    Procedure,
    Summary,
)
from portal.pipeline.registry import register
from portal.places.models import OfficeKind
from portal.places.selectors import offices

__all__ = ["SurvivorsBenefit", "SurvivorsFacts", "payments"]


@register
class SurvivorsBenefit(Procedure):
    """Social Insurance decides who of the relatives receives what; the portal only estimates."""

    code = LEG
    title: ClassVar[Any] = _("Chế độ tử tuất")
    follows: ClassVar[tuple[str, ...]] = (DEATH,)
    offered = Offer.CHOICE
    pages = PAGES
    facts = SurvivorsFacts
    time_limit = LEG
    granted_label: ClassVar[Any] = _("Đã duyệt chế độ tử tuất")
    result_title: ClassVar[Any] = _("Quyết định về chế độ tử tuất")
    codes_per_question = MOST_PER_CALL
    at_counter: ClassVar[Mapping[str, Any]] = {
        f"{LEG}.{rules.PAYEE_DIED}": _(
            "Người nhận tiền đã mất. Cán bộ xem ai được nhận thay, rồi ghi lại cùng ông/bà."
        )
    }

    def left_to_official(self, branch: str) -> Counter | None:
        """Return M09, where another has claimed for this death."""
        return taken() if branch == TAKEN else None

    def applies(self, declared: Mapping[str, Any]) -> bool:
        """Leave the leg out where the deceased never was insured."""
        return rules.is_insured(declared)

    def commune_for(self, answers: Mapping[str, Any]) -> str:
        """Return the commune of the last residence, else the one that registers the death."""
        return home_of(answers)

    def agency_for(self, answers: Mapping[str, Any]) -> Agency:
        """Return the Social Insurance office in charge of the last residence."""
        home = self.commune_for(answers)
        office = offices([home], OfficeKind.SOCIAL_INSURANCE).get(home)
        title = office.title if office else str(OfficeKind.SOCIAL_INSURANCE.label)
        return Agency(f"{SYSTEM}.{home}", title, SYSTEM)

    def record_answers(self, *, step_id: int, answers: Mapping[str, Any]) -> None:
        """Store what was declared; pages that are absent (a correction) leave theirs as it was.

        Raises AlreadyDeclared if other survivors of this death claimed before.
        """
        step = Step.objects.select_related("dossier").get(pk=step_id)
        known = SurvivorsClaim.objects.filter(pk=step_id).first()
        claim = known or SurvivorsClaim(step_id=step_id)
        take_answers(claim, answers)
        if f"{LEG}.regime" in answers and f"{DEATH}.event" in answers:
            day = timezone.localdate(step.dossier.filed_at)
            ways = estimate_of(answers, decided_on=day)
            claim.estimate = "\n".join(f"{title}: {'; '.join(lines)}" for title, lines in ways)
        if not claim.hold():
            raise AlreadyDeclared(claimed_before())
        nobody = (answers.get(f"{LEG}.regime") or {}).get("people") == 0
        if nobody or f"{LEG}.relatives" in answers:
            replace_dependants(claim, answers.get(f"{LEG}.relatives") or {})

    def summary(self, cases: Sequence[Case]) -> Mapping[int, Summary]:
        """Return what was declared, in words; two queries however many cases."""
        deaths: dict[int, Any] = {case.step_id: case.granted.get(DEATH) for case in cases}
        return {
            one.pk: Summary(_called(deaths[one.pk]), tuple(values(one, deaths[one.pk])))
            for one in claims_of(deaths)
        }

    def compose(self, cases: Sequence[Case]) -> Mapping[int, bytes]:
        """Return each claim as Social Insurance wants it; two queries however many cases."""
        by_step = {case.step_id: case for case in cases}
        return {
            one.pk: compose_claim(wire.written(by_step[one.pk], one)) for one in claims_of(by_step)
        }

    def send_one(self, letter: Letter) -> Answer:
        """Hand a claim over."""
        return wire.checked(wire.client().claim(KIND, letter.body, key=letter.key), letter)

    def collect(self, letters: Sequence[Letter]) -> Mapping[int, Answer]:
        """Ask about up to fifty claims in one call."""
        told = wire.client().fetch_results(KIND, [letter.key for letter in letters])
        return {letter.subject: wire.checked(told[letter.key], letter) for letter in letters}

    def settled(self, answered: Sequence[tuple[Letter, Answer]], *, at: datetime) -> None:
        """Keep what was decided, and follow the money; constant queries."""
        keep_decisions(SurvivorsClaim, answered, channel=PAYMENT, at=at)

    def death_retracted(self, step_ids: Sequence[int], *, at: datetime) -> None:
        """Let another claim be made when the person dies indeed; what was decided stays."""
        claims = SurvivorsClaim.objects.filter(pk__in=step_ids, released_at__isnull=True)
        claims.update(released_at=at)

    def tracked(self, cases: Sequence[Case], *, on: date) -> Mapping[int, Sequence[str]]:
        """Return what was decided and whether it was paid; before that, the estimate (M17)."""
        return {one.pk: sentences(one) for one in claims_of(case.step_id for case in cases)}


def claims_of(step_ids: Iterable[int]) -> list[SurvivorsClaim]:
    """Return the claims of these steps with their relatives; two queries."""
    rows = SurvivorsClaim.objects.select_related("step__dossier__applicant")
    return list(rows.filter(pk__in=list(step_ids)).prefetch_related("dependants").order_by("pk"))


def _called(death: Any) -> str:
    """Return whose survivors these are, as registered; before that, what is claimed."""
    return str(death.full_name if death else SurvivorsBenefit.title)
