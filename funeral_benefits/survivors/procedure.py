"""The survivors' benefit: claimed with a list of relatives, decided by Social Insurance."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from functools import cache
from typing import Any, ClassVar

import orjson
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from funeral_benefits.survivors import rules
from funeral_benefits.survivors.forms import (
    PAGES,
    claimed_before,
    estimate_of,
    key_of,
    relatives_of,
)
from funeral_benefits.survivors.models import (
    FLAGS,
    PAY_BY,
    RELATIONS,
    WANTED,
    Dependant,
    SurvivorsClaim,
)
from funeral_benefits.survivors.rules import ALLOWANCE, DEATH, LEG, Flag, PayBy, Wanted
from integrations.funeral_claims import (
    DeathEntry,
    DeceasedPerson,
    Payee,
    Relative,
    compose_claim,
)
from integrations.funeral_claims import SurvivorsClaim as WrittenClaim
from integrations.funeral_office import MOST_PER_CALL, FuneralOffice, is_double
from portal.handovers import sets as messages
from portal.handovers.answers import (
    Accepted,
    Answer,
    Granted,
    NoAnswer,
    NoAnswerKind,
    Refused,
    Returned,
)
from portal.handovers.carriers import Carrier, Letter, carriers
from portal.handovers.models import Endpoint
from portal.handovers.outside import reach
from portal.pipeline.models import Step
from portal.pipeline.procedures import (
    Agency,
    AlreadyDeclared,
    Case,
    Offer,
    Procedure,
    Summary,
    Value,
)
from portal.pipeline.registry import register
from portal.places.models import OfficeKind
from portal.places.selectors import offices
from portal.statutes.tariff import money

KIND = "survivors"
SYSTEM = "social_insurance"
PAYMENT = "survivors_payment"
NUMBERS = ("years_before_2014", "years_from_2014", "salary", "pension_months")


@dataclass(frozen=True, slots=True)
class SurvivorsFacts:
    """What a decision on survivors establishes; the sum in dong, days in ISO.

    `regime` says monthly or lump_sum, as decided; `paid_on` is "" where nothing was paid with it.
    """

    decision_number: str
    regime: str
    amount: str
    decided_on: str
    paid_on: str
    decision_sha256: str


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

    def applies(self, declared: Mapping[str, Any]) -> bool:
        """Leave the leg out where the deceased never was insured."""
        return rules.is_insured(declared)

    def commune_for(self, answers: Mapping[str, Any]) -> str:
        """Return the commune of the last residence, else the one that registers the death."""
        home = (answers.get(f"{DEATH}.residence") or {}).get("residence_commune")
        return str(home or (answers.get(f"{DEATH}.office") or {}).get("commune") or "")

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
        _take(claim, answers)
        if f"{LEG}.regime" in answers and f"{DEATH}.event" in answers:
            day = timezone.localdate(step.dossier.filed_at)
            ways = estimate_of(answers, decided_on=day)
            claim.estimate = "\n".join(f"{title}: {'; '.join(lines)}" for title, lines in ways)
        if not claim.hold():
            raise AlreadyDeclared(claimed_before())
        nobody = (answers.get(f"{LEG}.regime") or {}).get("people") == 0
        if nobody or f"{LEG}.relatives" in answers:
            _replace_dependants(claim, answers.get(f"{LEG}.relatives") or {})

    def summary(self, cases: Sequence[Case]) -> Mapping[int, Summary]:
        """Return what was declared, in words; two queries however many cases."""
        claims = _claims(case.step_id for case in cases)
        return {one.pk: Summary(str(self.title), tuple(_values(one))) for one in claims}

    def compose(self, cases: Sequence[Case]) -> Mapping[int, bytes]:
        """Return each claim as Social Insurance wants it; two queries however many cases."""
        by_step = {case.step_id: case for case in cases}
        return {one.pk: compose_claim(_written(by_step[one.pk], one)) for one in _claims(by_step)}

    def send_one(self, letter: Letter) -> Answer:
        """Hand a claim over."""
        return checked(client().claim(KIND, letter.body, key=letter.key), letter)

    def collect(self, letters: Sequence[Letter]) -> Mapping[int, Answer]:
        """Ask about up to fifty claims in one call."""
        told = client().fetch_results(KIND, [letter.key for letter in letters])
        return {letter.subject: checked(told[letter.key], letter) for letter in letters}

    def settled(self, answered: Sequence[tuple[Letter, Answer]], *, at: datetime) -> None:
        """Keep what was decided, and follow the money; constant queries."""
        refused = [letter.subject for letter, one in answered if isinstance(one, Refused)]
        if refused:
            SurvivorsClaim.objects.filter(pk__in=refused).update(released_at=at)
        granted = {
            letter.subject: (letter, one.facts)
            for letter, one in answered
            if isinstance(one, Granted)
        }
        if not granted:
            return
        claims = list(SurvivorsClaim.objects.filter(pk__in=granted).order_by("pk"))
        for claim in claims:
            facts = granted[claim.pk][1]
            claim.decided_amount = int(str(facts["amount"]))
            claim.decided_regime = str(facts["regime"])
            claim.decided_on = date.fromisoformat(str(facts["decided_on"]))
            paid_on = str(facts["paid_on"])
            claim.paid_on = date.fromisoformat(paid_on) if paid_on else None
        SurvivorsClaim.objects.bulk_update(
            claims, ["decided_amount", "decided_regime", "decided_on", "paid_on"]
        )
        _follow([granted[one.pk][0] for one in claims if one.paid_on is None])

    def death_retracted(self, step_ids: Sequence[int], *, at: datetime) -> None:
        """Let another claim be made when the person dies indeed; what was decided stays."""
        claims = SurvivorsClaim.objects.filter(pk__in=step_ids, released_at__isnull=True)
        claims.update(released_at=at)

    def tracked(self, cases: Sequence[Case], *, on: date) -> Mapping[int, Sequence[str]]:
        """Return what was decided and whether it was paid; before that, the estimate (M17)."""
        return {one.pk: _sentences(one) for one in _claims(case.step_id for case in cases)}


class SurvivorsPayments(Carrier):
    """Asks whether decided benefits were paid; nothing is sent, and no step moves."""

    channel = PAYMENT

    def compose(self, letters: Sequence[Letter]) -> Mapping[int, bytes]:
        """Return the key under which each was claimed."""
        return {one.subject: f"step-{one.subject}.{one.revision}".encode() for one in letters}

    def send(self, letters: Sequence[Letter]) -> Mapping[int, Answer]:
        """Ask for the first time."""
        return self.collect(letters)

    def collect(self, letters: Sequence[Letter]) -> Mapping[int, Answer]:
        """Ask about up to fifty."""
        keys = {letter.subject: letter.body.decode() for letter in letters}
        found = client().fetch_payments(list(keys.values()))
        answers: dict[int, Answer] = {}
        for subject, key in keys.items():
            told = found[key]
            if isinstance(told, NoAnswer):
                answers[subject] = told
            elif told.paid_on:
                answers[subject] = Granted({"paid_on": told.paid_on.isoformat()})
            else:
                answers[subject] = Accepted(key)
        return answers

    def letters_per_call(self, topic: str, *, asking: bool) -> int:
        """Return how many one question takes."""
        return MOST_PER_CALL

    def settle(
        self, answered: Sequence[tuple[Letter, Answer]], *, at: datetime, locked: Any
    ) -> None:
        """Write the day of payment beside the decision."""
        paid = {
            letter.subject: date.fromisoformat(str(answer.facts["paid_on"]))
            for letter, answer in answered
            if isinstance(answer, Granted)
        }
        claims = list(SurvivorsClaim.objects.select_for_update().filter(pk__in=paid))
        for claim in claims:
            claim.paid_on = paid[claim.pk]
        SurvivorsClaim.objects.bulk_update(claims, ["paid_on"])


carriers.register(SurvivorsPayments())


@cache
def client() -> FuneralOffice:
    """Return the client of Social Insurance for such claims, made once a process."""
    return FuneralOffice(**reach(SYSTEM))


def checked(answer: Answer, letter: Letter) -> Answer:
    """Return an answer in our own words; a grant only if it is about this death."""
    if isinstance(answer, Returned):
        reason, items = rules.reason_of(answer.items)
        return Returned(reason, items, answer.note or answer.reason)
    if isinstance(answer, Refused):
        if is_double(answer):
            return Refused(rules.ALREADY_DECIDED, answer.note)
        return Refused(rules.REFUSED, answer.note or answer.reason)
    if not isinstance(answer, Granted):
        return answer
    sent, told = orjson.loads(letter.body), answer.facts
    about = (told["dossier"], told["personal_number"])
    if about != (sent["dossier"], sent["deceased"]["personal_number"]):
        return NoAnswer(NoAnswerKind.GARBLED)
    facts = SurvivorsFacts(**{one.name: str(told[one.name]) for one in fields(SurvivorsFacts)})
    return replace(answer, facts=asdict(facts))


def _follow(letters: Sequence[Letter]) -> None:
    """Begin to ask whether these were paid."""
    if letters:
        endpoint, _made = Endpoint.objects.get_or_create(code=SYSTEM)
        rows = [(LEG, one.subject, one.revision, endpoint.pk) for one in letters]
        messages.create(PAYMENT, rows)


def _claims(step_ids: Iterable[int]) -> list[SurvivorsClaim]:
    rows = SurvivorsClaim.objects.select_related("step__dossier__applicant")
    return list(rows.filter(pk__in=list(step_ids)).prefetch_related("dependants").order_by("pk"))


def _take(claim: SurvivorsClaim, answers: Mapping[str, Any]) -> None:
    if f"{DEATH}.deceased" in answers:
        claim.death = key_of(answers)
        said = answers[f"{DEATH}.deceased"]
        claim.deceased_number = str(said.get("personal_number") or "")
    regime = answers.get(f"{LEG}.regime")
    if regime is not None:
        before = answers.get(f"{ALLOWANCE}.regime") or {}
        number = regime.get("insurance_number") or before.get("insurance_number")
        claim.pension = rules.pension_of(answers)
        claim.long_enough = str(regime.get("long_enough") or "")
        claim.wanted, claim.insurance_number = regime["wanted"], str(number or "")
    if f"{LEG}.estimate" in answers:
        claim.note = str(answers[f"{LEG}.estimate"].get("note") or "")
    years = answers.get(f"{LEG}.years")
    if years is not None:
        for name in NUMBERS:
            setattr(claim, name, years.get(name))
    paid = answers.get(f"{LEG}.payment") or answers.get(f"{ALLOWANCE}.payment")
    if paid is not None and (f"{LEG}.payment" in answers or not claim.pay_by):
        claim.pay_by = paid["pay_by"] if paid["pay_by"] in list(PayBy) else PayBy.CASH.value
        claim.bank = paid.get("bank") or ""
        claim.account_number = paid.get("account_number") or ""


def _replace_dependants(claim: SurvivorsClaim, said: Mapping[str, Any]) -> None:
    claim.dependants.all().delete()
    Dependant.objects.bulk_create(
        Dependant(
            claim=claim,
            ordinal=ordinal,
            full_name=one.full_name,
            born_on=one.born_on.iso,
            relation=one.relation,
            flags=sorted(one.flags),
        )
        for ordinal, one in enumerate(relatives_of(said), 1)
    )


def _written(case: Case, claim: SurvivorsClaim) -> WrittenClaim:
    """Return a claim in the words of Social Insurance: the deceased as registered."""
    death, applicant = case.granted[DEATH], claim.step.dossier.applicant
    return WrittenClaim(
        dossier=case.dossier_code,
        revision=case.revision,
        commune_code=case.commune_code,
        deceased=DeceasedPerson(
            death.full_name, death.personal_number, death.born_on, death.died_on
        ),
        death=DeathEntry(death.number, death.book, death.registered_on, death.e_copy_sha256),
        wanted=claim.wanted,
        relatives=tuple(
            Relative(
                full_name=one.full_name,
                born_on=one.relative.born_on.iso,
                relation=one.relation,
                is_studying=Flag.STUDYING in one.flags,
                is_disabled=Flag.DISABLED in one.flags,
                has_no_income=Flag.NO_INCOME in one.flags,
                has_no_other_support=Flag.ALONE in one.flags,
            )
            for one in claim.dependants.all()
        ),
        payee=Payee(
            kind="applicant",
            name=applicant.full_name,
            personal_number=applicant.personal_number,
            phone=claim.step.dossier.phone,
            pay_by=claim.pay_by,
            bank=claim.bank,
            account_number=claim.account_number,
        ),
        insurance_number=claim.insurance_number,
        estimate=claim.estimate,
        note=claim.note,
    )


def _values(claim: SurvivorsClaim) -> list[Value]:
    account = " · ".join(
        filter(None, (str(dict(PAY_BY)[claim.pay_by]), claim.bank, claim.account_number))
    )
    lines = [
        ("regime.wanted", gettext("Cách nhận"), str(dict(WANTED)[claim.wanted]), "LoaiTroCap"),
        (
            "regime.insurance_number",
            gettext("Mã số bảo hiểm xã hội"),
            claim.insurance_number,
            "NdktMasobhxh",
        ),
        *(
            (f"relatives.name_{one.ordinal}", gettext("Thân nhân"), _about(one), "")
            for one in claim.dependants.all()
        ),
        ("estimate.sum", gettext("Số tiền dự tính"), claim.estimate, ""),
        ("estimate.note", gettext("Gia đình ghi thêm"), claim.note, ""),
        ("payment.pay_by", gettext("Cách nhận tiền"), account, "MtpTienHinhthuc"),
    ]
    return [
        Value(f"{LEG}.{field}", label, text, official)
        for field, label, text, official in lines
        if text
    ]


def _about(one: Dependant) -> str:
    said = dict(FLAGS)
    flags = [str(said[flag]).lower() for flag in one.flags if flag in said]
    relation = str(dict(RELATIONS)[one.relation]).lower()
    return ", ".join([one.full_name, relation, f"sinh {one.relative.born_on}", *flags])


def _sentences(claim: SurvivorsClaim) -> tuple[str, ...]:
    if claim.decided_on is None:
        if not claim.estimate:
            return ()
        said = gettext("Số tiền dự tính. Cơ quan bảo hiểm quyết định.")
        return (said, *claim.estimate.splitlines())
    ways = {
        Wanted.MONTHLY.value: gettext("Đã duyệt ngày {day}: {sum} đ mỗi tháng."),
        Wanted.LUMP_SUM.value: gettext("Đã duyệt ngày {day}: {sum} đ, nhận một lần."),
    }
    way = ways.get(claim.decided_regime, gettext("Đã duyệt ngày {day}: {sum} đ."))
    decided = way.format(day=f"{claim.decided_on:%d/%m/%Y}", sum=money(claim.decided_amount or 0))
    if claim.paid_on is None:
        return decided, gettext("Chưa chi trả; cơ quan báo ngay khi chi.")
    paid = gettext("Đã chi trả ngày {day}.").format(day=f"{claim.paid_on:%d/%m/%Y}")
    return decided, paid
