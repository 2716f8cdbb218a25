"""The funeral allowance: examined by the commune, decided and paid by the line of its law."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from functools import cache
from typing import Any, ClassVar

import orjson
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from funeral_benefits.allowance.forms import PAGES
from funeral_benefits.allowance.forms.base import (
    answers_of,
    estimate_of,
    is_wanted,
    province_of,
)
from funeral_benefits.allowance.forms.estimate import WHY, label_of
from funeral_benefits.allowance.forms.payee import claimed_before, key_of
from funeral_benefits.allowance.models import (
    PAY_BY,
    PAYEE_IS,
    AllowanceClaim,
    AllowanceOption,
    BackPayment,
    Owed,
)
from funeral_benefits.allowance.rules import claiming
from funeral_benefits.allowance.rules.claiming import PayeeIs
from funeral_benefits.allowance.rules.computing import (
    CODES,
    FORMULAS,
    Computed,
    Doubt,
    Estimate,
    compute,
    estimate,
)
from funeral_benefits.allowance.rules.regimes import DEATH, LEG, Answers, Line, Regime, line_of
from integrations.funeral_claims import AllowanceClaim as WrittenClaim
from integrations.funeral_claims import AskedSum, DeathEntry, DeceasedPerson, Payee, compose_claim
from integrations.funeral_office import MOST_PER_CALL, FuneralOffice, Payment, is_double
from portal.accounts.models import Citizen
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
from portal.people.partial_dates import PartialDate
from portal.pipeline.models import Step
from portal.pipeline.procedures import (
    Agency,
    AlreadyDeclared,
    BackClaim,
    Case,
    Finding,
    Offer,
    Option,
    Procedure,
    Summary,
    Value,
)
from portal.pipeline.registry import register
from portal.places.models import OfficeKind
from portal.places.selectors import communes_by_code, full_addresses, offices
from portal.statutes.selectors import tariff
from portal.statutes.tariff import money

KIND = "allowance"
PAYMENT = "allowance_payment"
QUESTIONS = {
    "pension": _("lương hưu, trợ cấp bảo hiểm"),
    "contributed": _("việc đóng bảo hiểm xã hội"),
    "monthly_aid": _("trợ cấp hằng tháng ở xã, phường"),
    "merits": _("diện người có công, cựu chiến binh"),
}


@dataclass(frozen=True, slots=True)
class AllowanceFacts:
    """What a decided allowance establishes: the sum in dong, its law, and days in ISO.

    `paid_on` is "" where the money was not paid with the decision; see `AllowanceClaim.paid_on`.
    """

    decision_number: str
    regime: str
    amount: str
    decided_on: str
    paid_on: str
    decision_sha256: str


class ClaimedByAnother(Exception):
    """The register names somebody for whose death another claim is open or was granted."""


@dataclass(frozen=True, slots=True)
class Unpaid(Accepted):
    """Decided, and the money is still to come."""


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

    def applies(self, declared: Mapping[str, Any]) -> bool:
        """Leave the leg out where nothing is due (M08), or another has claimed it (M09)."""
        return is_wanted(declared)

    def commune_for(self, answers: Mapping[str, Any]) -> str:
        """Return the commune of the last residence, whose officials look up what is not known."""
        return claiming.home_of(answers)

    def agency_for(self, answers: Mapping[str, Any]) -> Agency:
        """Return who decides by the law that gives most; the commune while none is known (M03)."""
        best = estimate_of(answers, decided_on=timezone.localdate()).best
        regimes = answers_of(answers).regimes
        regime = best.regime if best else next(iter(regimes), "")
        return agency_of(line_of(regime), self.commune_for(answers))

    def agency_now(self, *, step_id: int, answers: Mapping[str, Any]) -> Agency:
        """Return the line of the law an official confirmed, else who decides by the answers."""
        claim = AllowanceClaim.objects.prefetch_related("options").filter(pk=step_id).first()
        chosen = claim.chosen if claim and claim.confirmed_at else None
        if chosen is None:
            return self.agency_for(answers)
        return agency_of(line_of(chosen.regime), self.commune_for(answers))

    def record_answers(self, *, step_id: int, answers: Mapping[str, Any]) -> None:
        """Store what was declared; pages that are absent (a correction) leave theirs as it was.

        The sum is computed anew only where something it rests on was changed.

        Raises AlreadyDeclared if somebody claimed for this death before.
        """
        step = Step.objects.select_related("dossier__applicant").get(pk=step_id)
        known = AllowanceClaim.objects.filter(pk=step_id).first()
        claim = known or AllowanceClaim(step_id=step_id)
        today = timezone.localdate(step.dossier.filed_at)
        before = _rests_on(claim) if known else None
        if f"{DEATH}.deceased" in answers:
            _take_death(claim, answers)
        _take_answers(claim, answers)
        _take_payee(claim, answers, step.dossier.applicant)
        claim.computed_on = claim.computed_on or today
        if not claim.hold():
            raise AlreadyDeclared(claimed_before())
        if _rests_on(claim) != before:
            _compute(claim, today)

    def summary(self, cases: Sequence[Case]) -> Mapping[int, Summary]:
        """Return what was declared, in words; three queries however many cases."""
        claims = _claims(case.step_id for case in cases)
        addresses = full_addresses((one.post_commune, one.post_line) for one in claims)
        return {
            one.pk: Summary(
                one.deceased_name, tuple(_values(one, addresses[one.post_commune, one.post_line]))
            )
            for one in claims
        }

    def findings(self, cases: Sequence[Case]) -> Mapping[int, Finding]:
        """Return every computation of each claim, the family's own laws first."""
        return {one.pk: _finding(one) for one in _claims(case.step_id for case in cases)}

    def confirm(
        self, *, step_id: int, option: str, cited: str, by: Any, at: datetime
    ) -> Agency | None:
        """Decide by the law and the reading an official chose and cites (M01, M15)."""
        claim = AllowanceClaim.objects.select_for_update().get(pk=step_id)
        today = timezone.localdate(at)
        found = _every_law(claim, today)
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
        return agency_of(chosen.line, commune)

    def compose(self, cases: Sequence[Case]) -> Mapping[int, bytes]:
        """Return each claim as its line wants it; raises ClaimedByAnother (see `_known_now`)."""
        by_step = {case.step_id: case for case in cases}
        claims = _claims(by_step)
        addresses = full_addresses((one.post_commune, one.post_line) for one in claims)
        return {
            one.pk: compose_claim(
                _written(
                    by_step[one.pk],
                    _known_now(one, by_step[one.pk]),
                    addresses[one.post_commune, one.post_line],
                )
            )
            for one in claims
        }

    def send_one(self, letter: Letter) -> Answer:
        """Hand a claim to the line of its law."""
        told = client(letter.endpoint).claim(KIND, letter.body, key=letter.key)
        return checked(told, letter)

    def collect(self, letters: Sequence[Letter]) -> Mapping[int, Answer]:
        """Ask one line about up to fifty claims in one call."""
        keys = [letter.key for letter in letters]
        told = client(letters[0].endpoint).fetch_results(KIND, keys)
        return {letter.subject: checked(told[letter.key], letter) for letter in letters}

    def settled(self, answered: Sequence[tuple[Letter, Answer]], *, at: datetime) -> None:
        """Keep what was decided, and follow the money; constant queries."""
        refused = [letter.subject for letter, one in answered if isinstance(one, Refused)]
        if refused:
            AllowanceClaim.objects.filter(pk__in=refused).update(released_at=at)
        granted = {
            letter.subject: (letter, one.facts)
            for letter, one in answered
            if isinstance(one, Granted)
        }
        if not granted:
            return
        claims = list(AllowanceClaim.objects.filter(pk__in=granted).order_by("pk"))
        for claim in claims:
            facts = granted[claim.pk][1]
            claim.decided_regime = str(facts["regime"])
            claim.decided_amount = int(str(facts["amount"]))
            claim.decided_on = date.fromisoformat(str(facts["decided_on"]))
            paid_on = str(facts["paid_on"])
            claim.paid_on = date.fromisoformat(paid_on) if paid_on else None
        decided = ["decided_regime", "decided_amount", "decided_on", "paid_on"]
        AllowanceClaim.objects.bulk_update(claims, decided)
        _follow([granted[one.pk][0] for one in claims if one.paid_on is None])

    def death_retracted(self, step_ids: Sequence[int], *, at: datetime) -> None:
        """Let another claim be made when the person dies indeed; what was decided stays."""
        claims = AllowanceClaim.objects.filter(pk__in=step_ids, released_at__isnull=True)
        claims.update(released_at=at)

    def tracked(self, cases: Sequence[Case], *, on: date) -> Mapping[int, Sequence[str]]:
        """Return two lines: what was decided, and whether it was paid (M17); two queries."""
        return {one.pk: _sentences(one) for one in _claims(case.step_id for case in cases)}

    def find_back_claims(self, *, at: datetime) -> int:
        """Keep a line for each decided claim that comes to another sum by the law of today (M05).

        Each rate is computed once, however many claims were decided by it.
        """
        today, rates = timezone.localdate(at), tariff(CODES)
        decided = AllowanceOption.objects.filter(
            is_chosen=True,
            claim__decided_amount=F("amount"),
            claim__decided_regime=F("regime"),
            claim__released_at__isnull=True,
        )
        ways = ("regime", "reading", "law_day", "claim__province", "amount")
        owed: dict[int, Owed] = {}
        for regime, reading, day, province, amount in decided.values_list(*ways).distinct():
            now = _again(regime, reading, day, province, rates, today)
            if now is None:
                continue
            same = decided.filter(
                regime=regime,
                reading=reading,
                law_day=day,
                claim__province=province,
                amount=amount,
            )
            if now.amount == amount:  # what a mistaken rate made owed for a while is not
                open_ones = BackPayment.objects.filter(decided_at__isnull=True)
                same = same.filter(claim__in=open_ones.values("claim"))
            found = Owed(now.amount, str(now))
            owed |= dict.fromkeys(same.values_list("claim", flat=True), found)
        return BackPayment.find(owed, on=today)

    def back_claims(self, communes: Collection[str]) -> Sequence[BackClaim]:
        """Return those still to be decided about, the oldest first; one query."""
        open_ones = BackPayment.objects.filter(
            decided_at__isnull=True, claim__step__commune_code__in=communes
        )
        return [
            BackClaim(
                one.pk,
                one.claim_id,
                one.said_before,
                one.said_now,
                one.owed_now - one.decided_before,
                one.found_on,
            )
            for one in open_ones.order_by("found_on", "pk")[:200]
        ]

    def decide_back_claim(
        self, *, back_claim: int, pays: bool, reason: str, by: Any, at: datetime
    ) -> bool:
        """Keep what an official decided on one difference; the claim itself never changes."""
        found = BackPayment.objects.select_for_update().get(pk=back_claim)
        if found.decided_at is not None:
            return False
        decision = BackPayment.Decision.PAY if pays else BackPayment.Decision.LEAVE
        found.decide(decision, reason, by=by, at=at)
        return True


class AllowancePayments(Carrier):
    """Asks whether decided allowances were paid; nothing is sent, and no step moves."""

    channel = PAYMENT

    def compose(self, letters: Sequence[Letter]) -> Mapping[int, bytes]:
        """Return the key under which each sum was claimed."""
        return {one.subject: f"step-{one.subject}.{one.revision}".encode() for one in letters}

    def send(self, letters: Sequence[Letter]) -> Mapping[int, Answer]:
        """Ask for the first time."""
        return self.collect(letters)

    def collect(self, letters: Sequence[Letter]) -> Mapping[int, Answer]:
        """Ask one line about up to fifty sums."""
        keys = {letter.subject: letter.body.decode() for letter in letters}
        found = client(letters[0].endpoint).fetch_payments(list(keys.values()))
        return {subject: _paid(found[key], key) for subject, key in keys.items()}

    def letters_per_call(self, topic: str, *, asking: bool) -> int:
        """Return how many sums one question takes."""
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
        claims = list(AllowanceClaim.objects.select_for_update().filter(pk__in=paid))
        for claim in claims:
            claim.paid_on = paid[claim.pk]
        AllowanceClaim.objects.bulk_update(claims, ["paid_on"])


carriers.register(AllowancePayments())


@cache
def client(line: str) -> FuneralOffice:
    """Return the client of a line, made once a process."""
    return FuneralOffice(**reach(line))


def agency_of(line: Line, commune_code: str) -> Agency:
    """Return the office of a line that decides for a commune."""
    code = f"{line}.{commune_code}"
    if line is Line.HOME_AFFAIRS:
        commune = communes_by_code([commune_code]).get(commune_code)
        province = commune.province.title if commune else ""
        return Agency(code, f"Sở Nội vụ {province}".strip(), line)
    social = line is Line.SOCIAL_INSURANCE
    kind = OfficeKind.SOCIAL_INSURANCE if social else OfficeKind.PEOPLES_COMMITTEE
    office = offices([commune_code], kind).get(commune_code)
    return Agency(code, office.title if office else str(kind.label), line)


def checked(answer: Answer, letter: Letter) -> Answer:
    """Return an answer in our own words; a grant only if it is about this death."""
    if isinstance(answer, Returned):
        reason, items = claiming.reason_of(answer.items)
        return Returned(reason, items, answer.note or answer.reason)
    if isinstance(answer, Refused):
        reason = claiming.ALREADY_PAID if is_double(answer) else claiming.REFUSED
        return Refused(reason, answer.note or ("" if is_double(answer) else answer.reason))
    if not isinstance(answer, Granted):
        return answer
    sent, told = orjson.loads(letter.body), answer.facts
    about = (told["dossier"], told["personal_number"])
    known = told["regime"] in list(Regime)
    if about != (sent["dossier"], sent["deceased"]["personal_number"]) or not known:
        return NoAnswer(NoAnswerKind.GARBLED)
    facts = AllowanceFacts(**{one.name: str(told[one.name]) for one in fields(AllowanceFacts)})
    return replace(answer, facts=asdict(facts))


def code_of(one: Computed | AllowanceOption) -> str:
    """Return what tells the computations of one death apart."""
    return f"{one.regime}.{one.reading}" if one.reading else str(one.regime)


def _follow(letters: Sequence[Letter]) -> None:
    """Begin to ask whether these sums were paid."""
    if not letters:
        return
    codes = {letter.endpoint for letter in letters}
    known = dict(Endpoint.objects.filter(code__in=codes).values_list("code", "pk"))
    rows = [(LEG, one.subject, one.revision, known[one.endpoint]) for one in letters]
    messages.create(PAYMENT, rows)


def _paid(found: Payment | NoAnswer, key: str) -> Answer:
    if isinstance(found, NoAnswer):
        return found
    return Granted({"paid_on": found.paid_on.isoformat()}) if found.paid_on else Unpaid(key)


def _claims(step_ids: Iterable[int]) -> list[AllowanceClaim]:
    rows = AllowanceClaim.objects.select_related("step__dossier")
    return list(rows.filter(pk__in=list(step_ids)).prefetch_related("options").order_by("pk"))


def _take_death(claim: AllowanceClaim, answers: Mapping[str, Any]) -> None:
    said = answers[f"{DEATH}.deceased"]
    claim.death = key_of(answers)
    claim.deceased_name = claiming.deceased_name(answers)
    claim.deceased_number = str(said.get("personal_number") or "")
    days = {
        "born_on": claiming.partial(said.get("born_on")),
        "died_on": claiming.died_on(answers),
    }
    for name, day in days.items():
        setattr(claim, name, day)
    claim.province = province_of(claiming.home_of(answers))


def _take_answers(claim: AllowanceClaim, answers: Mapping[str, Any]) -> None:
    if f"{LEG}.benefits" in answers:
        said = Answers.declared(answers[f"{LEG}.benefits"])
        claim.pension, claim.contributed = said.pension, said.contributed
        claim.monthly_aid, claim.merits = said.monthly_aid, list(said.merits)
    if f"{LEG}.estimate" in answers:
        claim.other = str(answers[f"{LEG}.estimate"].get("other") or "")
    regime = answers.get(f"{LEG}.regime")
    if regime is not None:
        for name in ("decision_number", "decision_by", "insurance_number", "drawn_at"):
            setattr(claim, name, str(regime.get(name) or ""))
        remembered = {"decision_on": claiming.partial(regime.get("decision_on"))}
        for name, day in remembered.items():
            setattr(claim, name, day)


def _take_payee(claim: AllowanceClaim, answers: Mapping[str, Any], applicant: Citizen) -> None:
    payee = answers.get(f"{LEG}.payee")
    if payee is not None:
        claim.payee_is = payee["payee_is"]
        own = claim.payee_is == PayeeIs.APPLICANT
        claim.payee_name = applicant.full_name if own else payee.get("name") or ""
        claim.payee_number = applicant.personal_number if own else payee.get("number") or ""
        claim.payee_tax_code = payee.get("tax_code") or ""
        relation = claiming.relation_of(answers) if own else payee.get("relation") or ""
        claim.payee_relation = relation or claim.payee_relation
    payment = answers.get(f"{LEG}.payment")
    if payment is not None:
        for name in ("pay_by", "bank", "account_number", "post_commune", "post_line"):
            setattr(claim, name, payment.get(name) or "")


def _rests_on(claim: AllowanceClaim) -> tuple[object, ...]:
    """Return all that the sum of a claim depends on, but the law."""
    day = claiming.partial(claim.died_on)
    return claim.answers, day.iso if day else "", claim.province


def _compute(claim: AllowanceClaim, today: date) -> None:
    """Compute anew; what an official confirmed of other answers counts no more."""
    found = _estimate(claim, claim.answers.regimes, today)
    AllowanceOption.replace(claim, found.found, found.best)
    claim.computed_on, claim.cited = today, ""
    claim.confirmed_at = claim.confirmed_by = None
    claim.save(update_fields=["computed_on", "cited", "confirmed_at", "confirmed_by"])


def _estimate(claim: AllowanceClaim, regimes: Iterable[Regime], today: date) -> Estimate:
    day = claiming.partial(claim.died_on)
    if day is None:
        return Estimate(())
    return estimate(regimes, day, tariff(CODES), decided_on=today, province=claim.province)


def _every_law(claim: AllowanceClaim, today: date) -> list[Computed]:
    """Return what each law would give, those the family named first."""
    named = claim.answers.regimes
    found = _estimate(claim, Regime, today).found
    return sorted(found, key=lambda one: one.regime not in named)


def _again(
    regime: str, reading: str, day: date, province: str, rates: Any, today: date
) -> Computed | None:
    formula = next(
        (one for one in FORMULAS if (one.regime.value, str(one.reading)) == (regime, reading)), None
    )
    if formula is None:
        return None
    return compute(formula, PartialDate.from_date(day), rates, today, province)


def _finding(claim: AllowanceClaim) -> Finding:
    """Return what an official reads: each law's sum, and why somebody must choose."""
    chosen = claim.chosen
    stored = {one.code: one for one in claim.options.all()}
    options = [_option(one, one.said, one.doubts) for one in stored.values()]
    asks = () if claim.confirmed_at else tuple(_questions(claim))
    if asks:
        options += [
            _option(one, str(one), [doubt.value for doubt in one.doubts])
            for one in _every_law(claim, claim.computed_on)
            if code_of(one) not in stored
        ]
    return Finding(tuple(options), chosen.code if chosen else "", asks, claim.cited)


def _option(way: Computed | AllowanceOption, said: str, doubts: Sequence[str]) -> Option:
    notes = tuple(gettext(str(WHY[Doubt(one)])) for one in doubts)
    return Option(code_of(way), label_of(way.regime, way.reading), said, notes)


def _questions(claim: AllowanceClaim) -> list[str]:
    """Return why an official must confirm before the claim may go on."""
    answers, asked = claim.answers, []
    found = _estimate(claim, answers.regimes, claim.computed_on)
    if answers.unknown:
        names = "; ".join(str(QUESTIONS[name]) for name in answers.unknown)
        asked.append(gettext("Gia đình chưa biết, xin tra cứu: {names}.").format(names=names))
    if answers.other:
        asked.append(gettext("Gia đình ghi thêm: “{words}”.").format(words=answers.other))
    for regime in found.uncomputed:
        sentence = gettext("{law}: chưa có mức tiền của ngày này trong bảng mức.")
        asked.append(sentence.format(law=label_of(regime)))
    if found.best and found.needs_official:
        doubts = {one for each in found.found for one in each.doubts} - {Doubt.AWAITED}
        asked += [str(WHY[one]) for one in Doubt if one in doubts]
    return asked


def _known_now(claim: AllowanceClaim, case: Case) -> AllowanceClaim:
    """Return the claim as the register of deaths knows its deceased.

    A number the family did not know may be that of somebody for whom another claimed.
    """
    number = case.granted[DEATH].personal_number
    if number and number != claim.deceased_number:
        claim.deceased_number = claim.death = number
        if not claim.hold():
            raise ClaimedByAnother
    return claim


def _written(case: Case, claim: AllowanceClaim, address: str) -> WrittenClaim:
    """Return a claim in the words of the line that decides: the deceased as registered."""
    death, chosen = case.granted[DEATH], claim.chosen
    decision_on = claiming.partial(claim.decision_on)
    confirmed = timezone.localtime(claim.confirmed_at).isoformat() if claim.confirmed_at else ""
    return WrittenClaim(
        dossier=case.dossier_code,
        revision=case.revision,
        commune_code=case.commune_code,
        deceased=DeceasedPerson(
            death.full_name, death.personal_number, death.born_on, death.died_on
        ),
        death=DeathEntry(death.number, death.book, death.registered_on, death.e_copy_sha256),
        asked=AskedSum(
            regime=chosen.regime if chosen else "",
            amount=chosen.amount if chosen else 0,
            said=chosen.said if chosen else "",
            article=chosen.article if chosen else "",
            confirmed_at=confirmed,
            cited=claim.cited,
        ),
        payee=Payee(
            kind=claim.payee_is,
            name=claim.payee_name,
            personal_number=claim.payee_number,
            tax_code=claim.payee_tax_code,
            relation=claim.payee_relation,
            phone=claim.step.dossier.phone,
            pay_by=claim.pay_by,
            bank=claim.bank,
            account_number=claim.account_number,
            address=address,
        ),
        decision_number=claim.decision_number,
        decision_on=decision_on.iso if decision_on else "",
        decision_by=claim.decision_by,
        insurance_number=claim.insurance_number,
        drawn_at=claim.drawn_at,
    )


def _values(claim: AllowanceClaim, address: str) -> list[Value]:
    laws = "; ".join(label_of(one) for one in claim.answers.regimes)
    decided = " ".join(
        filter(None, (claim.decision_number, str(claim.decision_on or ""), claim.decision_by))
    )
    paid = str(dict(PAY_BY)[claim.pay_by])
    account = " · ".join(filter(None, (paid, claim.bank, claim.account_number, address)))
    chosen = claim.chosen
    own = claim.payee_is == PayeeIs.APPLICANT
    payee = gettext("Người nộp hồ sơ") if own else str(dict(PAYEE_IS)[claim.payee_is])
    died = gettext("mất ngày {day}").format(day=claim.died_on)
    deceased = " · ".join(filter(None, (claim.deceased_name, claim.deceased_number, died)))
    lines = [
        ("deceased", gettext("Người đã mất"), deceased, ""),
        ("benefits.pension", gettext("Chế độ gia đình khai"), laws, ""),
        ("regime.decision_number", gettext("Quyết định hưởng chế độ"), decided, "NccQdinhSo"),
        (
            "regime.insurance_number",
            gettext("Mã số bảo hiểm xã hội"),
            claim.insurance_number,
            "NdktMasobhxh",
        ),
        ("regime.drawn_at", gettext("Nơi đã lĩnh chế độ"), claim.drawn_at, ""),
        ("estimate.sum", gettext("Số tiền dự tính"), chosen.said if chosen else "", ""),
        ("estimate.other", gettext("Gia đình ghi thêm"), claim.other, ""),
        ("payee.payee_is", gettext("Người nhận tiền"), payee, "CanhanIsNyc"),
        ("payee.name", gettext("Tên người nhận"), claim.payee_name, "CanhanHoTen"),
        ("payee.tax_code", gettext("Mã số thuế"), claim.payee_tax_code, ""),
        ("payment.pay_by", gettext("Cách nhận tiền"), account, "MtpTienHinhthuc"),
    ]
    return [
        Value(f"{LEG}.{field}", label, text, official)
        for field, label, text, official in lines
        if text
    ]


def _sentences(claim: AllowanceClaim) -> tuple[str, ...]:
    """Return the estimate while nothing is decided; then that it is, and whether it was paid."""
    if claim.decided_on is None:
        chosen = claim.chosen
        if chosen is None:
            return (gettext("Cán bộ đang tra cứu chế độ của người đã mất."),)
        return (gettext("Số tiền dự tính: {said}.").format(said=chosen.said),)
    decided = gettext("Đã duyệt ngày {day}: {sum} đ.").format(
        day=f"{claim.decided_on:%d/%m/%Y}", sum=money(claim.decided_amount or 0)
    )
    if claim.paid_on is None:
        return decided, gettext("Chưa chi trả; cơ quan báo ngay khi chi.")
    paid = gettext("Đã chi trả ngày {day}.").format(day=f"{claim.paid_on:%d/%m/%Y}")
    return decided, paid
