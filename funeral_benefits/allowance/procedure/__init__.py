"""The funeral allowance: examined by the commune, decided and paid by the line of its law."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funeral_benefits.allowance.forms import PAGES
from funeral_benefits.allowance.forms.base import answers_of, estimate_of, is_wanted
from funeral_benefits.allowance.forms.payee import TAKEN, claimed_before, taken
from funeral_benefits.allowance.models import AllowanceClaim, AllowanceOption
from funeral_benefits.allowance.procedure import differences, payments, wire
from funeral_benefits.allowance.procedure.declared import take_answers, take_death, take_payee
from funeral_benefits.allowance.procedure.facts import KIND, PAYMENT, AllowanceFacts
from funeral_benefits.allowance.procedure.findings import finding_of
from funeral_benefits.allowance.procedure.summary import sentences, values
from funeral_benefits.allowance.procedure.sums import code_of, compute_anew, every_law, rests_on
from funeral_benefits.allowance.rules import claiming
from funeral_benefits.allowance.rules.computing import CODES
from funeral_benefits.allowance.rules.regimes import DEATH, LEG, line_of
from integrations.funeral_claims import compose_claim
from integrations.funeral_office import MOST_PER_CALL
from portal.handovers.answers import Answer, Refused
from portal.handovers.carriers import Letter
from portal.handovers.payments import keep_decisions
from portal.people.deaths import home_of
from portal.pipeline.models import Step
from portal.pipeline.procedures import (
    Agency,
    AlreadyDeclared,
    BackClaim,
    Case,
    Counter,
    Finding,
    Offer,
    Procedure,
    Summary,
)
from portal.pipeline.registry import register
from portal.places.selectors import full_addresses
from portal.statutes.selectors import tariff

__all__ = ["AllowanceFacts", "FuneralAllowance", "payments"]


@register
class FuneralAllowance(Procedure):
    """One allowance a death, by the law that gives most; an official confirms what is open."""

    code = LEG
    title: ClassVar[Any] = _("Mai táng phí")
    follows: ClassVar[tuple[str, ...]] = (DEATH,)
    offered = Offer.CHOICE
    has_desk = True
    computes = True
    pages = PAGES
    facts = AllowanceFacts
    time_limit = f"{LEG}.social_protection"
    granted_label: ClassVar[Any] = _("Đã duyệt mai táng phí")
    result_title: ClassVar[Any] = _("Quyết định về mai táng phí")
    codes_per_question = MOST_PER_CALL
    at_counter: ClassVar[Mapping[str, Any]] = {
        f"{LEG}.{claiming.PAYEE_DIED}": _(
            "Người nhận tiền đã mất. Cán bộ xem ai được nhận thay, rồi ghi lại cùng ông/bà."
        )
    }

    def left_to_official(self, branch: str) -> Counter | None:
        """Return M09, where another has claimed for this death."""
        return taken() if branch == TAKEN else None

    def applies(self, declared: Mapping[str, Any]) -> bool:
        """Leave the leg out where nothing is due (M08), or another has claimed it (M09)."""
        return is_wanted(declared)

    def commune_for(self, answers: Mapping[str, Any]) -> str:
        """Return the commune of the last residence, whose officials look up what is not known."""
        return home_of(answers)

    def agency_for(self, answers: Mapping[str, Any]) -> Agency:
        """Return who decides by the law that gives most; the commune while none is known (M03)."""
        best = estimate_of(answers, decided_on=timezone.localdate()).best
        regimes = answers_of(answers).regimes
        regime = best.regime if best else next(iter(regimes), "")
        return wire.agency_of(line_of(regime), self.commune_for(answers))

    def agency_now(self, *, step_id: int, answers: Mapping[str, Any]) -> Agency:
        """Return the line of the law an official confirmed, else who decides by the answers."""
        claim = AllowanceClaim.objects.prefetch_related("options").filter(pk=step_id).first()
        chosen = claim.chosen if claim and claim.confirmed_at else None
        if chosen is None:
            return self.agency_for(answers)
        return wire.agency_of(line_of(chosen.regime), self.commune_for(answers))

    def record_answers(self, *, step_id: int, answers: Mapping[str, Any]) -> None:
        """Store what was declared; pages that are absent (a correction) leave theirs as it was.

        The sum is computed anew only where something it rests on was changed.

        Raises AlreadyDeclared if somebody claimed for this death before.
        """
        step = Step.objects.select_related("dossier__applicant").get(pk=step_id)
        known = AllowanceClaim.objects.filter(pk=step_id).first()
        claim = known or AllowanceClaim(step_id=step_id)
        today = timezone.localdate(step.dossier.filed_at)
        before = rests_on(claim) if known else None
        if f"{DEATH}.deceased" in answers:
            take_death(claim, answers)
        take_answers(claim, answers)
        take_payee(claim, answers, step.dossier.applicant)
        claim.computed_on = claim.computed_on or today
        if not claim.hold():
            raise AlreadyDeclared(claimed_before())
        if rests_on(claim) != before:
            compute_anew(claim, tariff(CODES), today)

    def summary(self, cases: Sequence[Case]) -> Mapping[int, Summary]:
        """Return what was declared, in words; three queries however many cases."""
        claims = claims_of(case.step_id for case in cases)
        addresses = full_addresses((one.post_commune, one.post_line) for one in claims)
        return {
            one.pk: Summary(
                one.deceased_name, tuple(values(one, addresses[one.post_commune, one.post_line]))
            )
            for one in claims
        }

    def findings(self, cases: Sequence[Case]) -> Mapping[int, Finding]:
        """Return every computation of each claim, the family's own laws first.

        Three queries however many cases.
        """
        statuses = {case.step_id: case.status for case in cases}
        rates, today = tariff(CODES), timezone.localdate()
        return {
            one.pk: finding_of(one, statuses[one.pk], rates, today) for one in claims_of(statuses)
        }

    def confirm(
        self, *, step_id: int, option: str, cited: str, by: Any, at: datetime
    ) -> Agency | None:
        """Decide by the law and the reading an official chose and cites (M01, M15)."""
        claim = AllowanceClaim.objects.select_for_update().get(pk=step_id)
        today = timezone.localdate(at)
        found = every_law(claim, tariff(CODES), today)
        chosen = next((one for one in found if code_of(one) == option), None)
        if chosen is None:
            raise ValueError("no such option")
        named = {one.regime for one in found if one.regime in claim.answers.regimes}
        kept = [one for one in found if one.regime in named or one is chosen]
        AllowanceOption.replace(claim, kept, chosen)
        claim.computed_on, claim.cited = today, cited
        claim.confirmed_by, claim.confirmed_at = by, at
        claim.save(update_fields=["computed_on", "cited", "confirmed_by", "confirmed_at"])
        commune = Step.objects.values_list("commune_code", flat=True).get(pk=step_id)
        return wire.agency_of(chosen.line, commune)

    def compose(self, cases: Sequence[Case]) -> Mapping[int, bytes]:
        """Return each claim as its line wants it, or that another has claimed for this death."""
        by_step = {case.step_id: case for case in cases}
        claims = claims_of(by_step)
        addresses = full_addresses((one.post_commune, one.post_line) for one in claims)
        return {
            one.pk: compose_claim(
                wire.written(by_step[one.pk], one, addresses[one.post_commune, one.post_line])
            )
            if wire.holds(one, by_step[one.pk])
            else wire.CLAIMED_BY_ANOTHER
            for one in claims
        }

    def send_one(self, letter: Letter) -> Answer:
        """Hand a claim to the line of its law; one that another was before is handed to nobody."""
        if letter.body == wire.CLAIMED_BY_ANOTHER:
            return Refused(claiming.ALREADY_PAID)
        told = wire.client(letter.endpoint).claim(KIND, letter.body, key=letter.key)
        return wire.checked(told, letter)

    def collect(self, letters: Sequence[Letter]) -> Mapping[int, Answer]:
        """Ask one line about up to fifty claims in one call."""
        keys = [letter.key for letter in letters]
        told = wire.client(letters[0].endpoint).fetch_results(KIND, keys)
        return {letter.subject: wire.checked(told[letter.key], letter) for letter in letters}

    def settled(self, answered: Sequence[tuple[Letter, Answer]], *, at: datetime) -> None:
        """Keep what was decided, and follow the money; constant queries."""
        keep_decisions(AllowanceClaim, answered, channel=PAYMENT, at=at)

    def death_retracted(self, step_ids: Sequence[int], *, at: datetime) -> None:
        """Let another claim be made when the person dies indeed; what was decided stays.

        What nobody has decided about is not paid any more.
        """
        claims = AllowanceClaim.objects.filter(pk__in=step_ids, released_at__isnull=True)
        claims.update(released_at=at)
        differences.drop(step_ids)

    def tracked(self, cases: Sequence[Case], *, on: date) -> Mapping[int, Sequence[str]]:
        """Return two lines: what was decided, and whether it was paid (M17); two queries."""
        return {one.pk: sentences(one) for one in claims_of(case.step_id for case in cases)}

    def find_back_claims(self, *, at: datetime) -> int:
        """Keep a line for each decided claim that comes to another sum by the law of today."""
        return differences.find(at=at)

    def back_claims(self, communes: Collection[str]) -> Sequence[BackClaim]:
        """Return those still to be decided about, the oldest first; one query."""
        return differences.to_decide(communes)

    def decide_back_claim(
        self, *, back_claim: int, step_id: int, pays: bool, reason: str, by: Any, at: datetime
    ) -> bool:
        """Keep what an official decided on one difference; the claim itself never changes."""
        return differences.decide(
            back_claim=back_claim, step_id=step_id, pays=pays, reason=reason, by=by, at=at
        )


def claims_of(step_ids: Iterable[int]) -> list[AllowanceClaim]:
    """Return the claims of these steps with their options; two queries."""
    rows = AllowanceClaim.objects.select_related("step__dossier")
    return list(rows.filter(pk__in=list(step_ids)).prefetch_related("options").order_by("pk"))
