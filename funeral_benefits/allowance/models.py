"""Who claims the allowance of a death, how it was computed, and what was decided and paid."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from funeral_benefits.allowance.rules.claiming import PayBy, PayeeIs
from funeral_benefits.allowance.rules.computing import Computed
from funeral_benefits.allowance.rules.regimes import Answers, Regime
from portal.accounts.models import User
from portal.people.model_fields import PartialDateField, PersonNameField
from portal.pipeline.models import Step

COMMUNE = "^([0-9]{5})?$"
ENDED = ("REFUSED", "WITHDRAWN", "SKIPPED")  # without a grant
REGIMES = [
    (Regime.COMPULSORY.value, _("Bảo hiểm xã hội bắt buộc, lương hưu")),
    (Regime.VOLUNTARY.value, _("Bảo hiểm xã hội tự nguyện")),
    (Regime.SOCIAL_PENSION.value, _("Trợ cấp hưu trí xã hội")),
    (Regime.SOCIAL_PROTECTION.value, _("Trợ cấp xã hội hằng tháng")),
    (Regime.PERSON_OF_MERIT.value, _("Người có công với cách mạng")),
    (Regime.VETERAN.value, _("Cựu chiến binh")),
    (Regime.YOUTH_VOLUNTEER.value, _("Thanh niên xung phong")),
    (Regime.FRONTLINE_LABOURER.value, _("Dân công hỏa tuyến")),
    (
        Regime.RESISTANCE.value,
        _("Tham gia kháng chiến, bảo vệ Tổ quốc (Quyết định 290/2005, 62/2011)"),
    ),
]
PAYEE_IS = [
    (PayeeIs.APPLICANT.value, _("Tôi")),
    (PayeeIs.PERSON.value, _("Người khác")),
    (PayeeIs.ORGANISATION.value, _("Cơ quan, tổ chức đã lo mai táng")),
]
PAY_BY = [
    (PayBy.ACCOUNT.value, _("Chuyển vào tài khoản")),
    (PayBy.CASH.value, _("Tiền mặt tại xã, phường")),
    (PayBy.POST.value, _("Gửi qua bưu điện")),
]


class AllowanceClaim(models.Model):
    """One claim to the allowance of a death.

    `death` tells deaths apart: the personal number, else name and days. While a claim is open or
    was granted no other may exist for that death; what ended without a grant is `released_at`.
    Sums are in dong. What was decided is never changed by later law: see `BackPayment`.
    """

    step = models.OneToOneField(Step, on_delete=models.PROTECT, primary_key=True, related_name="+")
    death = models.CharField(max_length=250)
    released_at = models.DateTimeField(null=True, blank=True)
    deceased_name = PersonNameField(max_length=200)
    deceased_number = models.CharField(max_length=12, blank=True)
    born_on = PartialDateField(null=True, blank=True)
    died_on = PartialDateField()
    province = models.CharField(max_length=2, blank=True)
    pension = models.CharField(max_length=10)
    contributed = models.CharField(max_length=10)
    monthly_aid = models.CharField(max_length=30)
    merits = ArrayField(models.CharField(max_length=30), default=list)
    other = models.CharField(max_length=250, blank=True)
    decision_number = models.CharField(max_length=60, blank=True)
    decision_on = PartialDateField(null=True, blank=True)
    decision_by = models.CharField(max_length=200, blank=True)
    insurance_number = models.CharField(max_length=12, blank=True)
    drawn_at = models.CharField(max_length=200, blank=True)
    payee_is = models.CharField(_("người nhận"), max_length=12, choices=PAYEE_IS)
    payee_name = models.CharField(_("tên người nhận"), max_length=200)
    payee_number = models.CharField(max_length=12, blank=True)
    payee_tax_code = models.CharField(max_length=14, blank=True)
    payee_relation = models.CharField(max_length=100, blank=True)
    pay_by = models.CharField(_("cách nhận tiền"), max_length=10, choices=PAY_BY)
    bank = models.CharField(_("ngân hàng"), max_length=100, blank=True)
    account_number = models.CharField(_("số tài khoản"), max_length=30, blank=True)
    post_commune = models.CharField(max_length=5, blank=True)
    post_line = models.CharField(max_length=250, blank=True)
    computed_on = models.DateField(_("ngày tính"))
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    cited = models.CharField(_("căn cứ cán bộ ghi"), max_length=300, blank=True)
    decided_regime = models.CharField(max_length=30, choices=REGIMES, blank=True)
    decided_amount = models.PositiveBigIntegerField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    paid_on = models.DateField(_("chi trả ngày"), null=True, blank=True)

    class Meta:
        verbose_name = _("đề nghị mai táng phí")
        verbose_name_plural = _("đề nghị mai táng phí")
        constraints = [
            models.UniqueConstraint(
                fields=["death"],
                condition=Q(released_at__isnull=True),
                name="allowance_one_claim_a_death",
            ),
            models.CheckConstraint(
                name="allowance_account_where_paid_by_account",
                condition=~Q(pay_by=PayBy.ACCOUNT.value) | ~Q(account_number="") & ~Q(bank=""),
            ),
            models.CheckConstraint(
                name="allowance_address_where_paid_by_post",
                condition=~Q(pay_by=PayBy.POST.value) | ~Q(post_commune="") & ~Q(post_line=""),
            ),
            models.CheckConstraint(
                name="allowance_organisation_has_tax_code",
                condition=~Q(payee_is=PayeeIs.ORGANISATION.value) | ~Q(payee_tax_code=""),
            ),
            models.CheckConstraint(
                name="allowance_post_commune", condition=Q(post_commune__regex=COMMUNE)
            ),
            models.CheckConstraint(
                name="allowance_decided_whole",
                condition=Q(decided_amount__isnull=True, decided_on__isnull=True, decided_regime="")
                | Q(decided_amount__gt=0, decided_on__isnull=False) & ~Q(decided_regime=""),
            ),
            models.CheckConstraint(
                name="allowance_paid_once_decided",
                condition=Q(paid_on__isnull=True) | Q(decided_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"allowance of step {self.step_id}"

    @staticmethod
    def is_taken(death: str, *, but: int = 0) -> bool:
        """Say whether a claim for this death is open or was granted, other than that of a step."""
        held = AllowanceClaim.objects.filter(death=death, released_at__isnull=True)
        return held.exclude(pk=but).exclude(step__status__in=ENDED).exists()

    def hold(self) -> bool:
        """Save this claim as the only one for its death; False if another was before it.

        Decided by the constraint, also against somebody who files this very moment. What ended
        without a grant stands in nobody's way.
        """
        others = AllowanceClaim.objects.filter(death=self.death, released_at__isnull=True)
        others = others.exclude(pk=self.pk).filter(step__status__in=ENDED)
        others.update(released_at=Now())
        try:
            with transaction.atomic():
                self.save()
        except IntegrityError as twice:
            if "allowance_one_claim_a_death" not in str(twice):
                raise
            return False
        return True

    @property
    def answers(self) -> Answers:
        """The four plain answers."""
        return Answers(
            self.pension, self.contributed, self.monthly_aid, tuple(self.merits), self.other
        )

    @property
    def chosen(self) -> "AllowanceOption | None":
        """The computation the claim is made by; reads the options, prefetched or not."""
        return next((one for one in self.options.all() if one.is_chosen), None)


class AllowanceOption(models.Model):
    """One computation of a claim: factor × level, by which articles, and what is in doubt."""

    claim = models.ForeignKey(AllowanceClaim, on_delete=models.CASCADE, related_name="options")
    ordinal = models.PositiveSmallIntegerField()
    regime = models.CharField(max_length=30, choices=REGIMES)
    reading = models.CharField(max_length=20, blank=True)
    factor = models.DecimalField(max_digits=8, decimal_places=2)
    level = models.PositiveBigIntegerField()
    amount = models.PositiveBigIntegerField(_("số tiền"))
    article = models.CharField(_("điều khoản"), max_length=300)
    level_article = models.CharField(_("văn bản về mức"), max_length=300)
    law_day = models.DateField()
    by_month = models.BooleanField()
    doubts = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    said = models.TextField()
    is_chosen = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("cách tính mai táng phí")
        verbose_name_plural = _("cách tính mai táng phí")
        ordering = ["claim", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "ordinal"], name="allowance_option_in_order"),
            models.UniqueConstraint(
                fields=["claim"], condition=Q(is_chosen=True), name="allowance_one_option_chosen"
            ),
            models.CheckConstraint(
                name="allowance_option_adds_up", condition=Q(amount=F("factor") * F("level"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.regime} {self.reading} of step {self.claim_id}".strip()

    @property
    def code(self) -> str:
        """What tells the options of a claim apart."""
        return f"{self.regime}.{self.reading}" if self.reading else self.regime

    @staticmethod
    def replace(claim: AllowanceClaim, found: Iterable[Computed], chosen: Computed | None) -> None:
        """Write what a claim comes to, in place of what was computed before."""
        claim.options.all().delete()
        AllowanceOption.objects.bulk_create(
            [
                AllowanceOption(
                    claim=claim,
                    ordinal=ordinal,
                    regime=one.regime.value,
                    reading=str(one.reading),
                    factor=one.factor.value,
                    level=int(one.level.value),
                    amount=one.amount,
                    article=one.article[:300],
                    level_article=one.level_article[:300],
                    law_day=one.law_day,
                    by_month=one.by_month,
                    doubts=[doubt.value for doubt in one.doubts],
                    said=str(one),
                    is_chosen=one is chosen,
                )
                for ordinal, one in enumerate(found, 1)
            ]
        )


@dataclass(frozen=True, slots=True)
class Owed:
    """What a decided claim would come to by the law as it is known now."""

    amount: int
    said: str


def _granted_so_far(claim: AllowanceClaim, paid: "BackPayment | None") -> tuple[int, str]:
    """Return the sum a family was granted up to now, and how it was computed."""
    if paid is not None:
        return paid.owed_now, paid.said_now
    return claim.decided_amount or 0, claim.chosen.said if claim.chosen else ""


class BackPayment(models.Model):
    """A decided claim that later law would have decided otherwise; an official decides on it (M05).

    The claim itself is never changed. One line for each new sum: the same rate is found once.
    """

    class Decision(models.TextChoices):
        """What an official decided."""

        PAY = "pay", _("Đề nghị chi thêm phần chênh lệch")
        LEAVE = "leave", _("Không chi thêm")

    claim = models.ForeignKey(AllowanceClaim, on_delete=models.PROTECT, related_name="+")
    decided_before = models.PositiveBigIntegerField(_("đã duyệt"))
    owed_now = models.PositiveBigIntegerField(_("theo mức mới"))
    said_before = models.TextField()
    said_now = models.TextField()
    found_on = models.DateField(_("phát hiện ngày"))
    decision = models.CharField(max_length=5, choices=Decision, blank=True)
    reason = models.CharField(_("căn cứ"), max_length=300, blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("phần chênh lệch mai táng phí")
        verbose_name_plural = _("phần chênh lệch mai táng phí")
        constraints = [
            models.UniqueConstraint(fields=["claim", "owed_now"], name="back_payment_found_once"),
            models.CheckConstraint(
                name="back_payment_differs", condition=~Q(owed_now=F("decided_before"))
            ),
            models.CheckConstraint(
                name="back_payment_decided_whole",
                condition=Q(decision="", decided_at__isnull=True, decided_by__isnull=True)
                | ~Q(decision="") & ~Q(reason="") & Q(decided_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["found_on", "id"],
                condition=Q(decided_at__isnull=True),
                name="back_payment_to_decide",
            )
        ]

    def __str__(self) -> str:
        return f"back payment of step {self.claim_id}"

    @staticmethod
    @transaction.atomic
    def find(owed: Mapping[int, Owed], *, on: date) -> int:
        """Keep a line for each decided claim that comes to more than was granted; return how many.

        What an official let pay before counts as granted, and what an earlier look found and
        nobody has decided about is replaced: nothing is paid twice.
        """
        claims = AllowanceClaim.objects.filter(pk__in=owed).prefetch_related("options")
        paid: dict[int, BackPayment] = {}
        known = BackPayment.objects.select_for_update().filter(claim__in=owed)
        for one in known.order_by("pk"):
            if one.decision == BackPayment.Decision.PAY:
                paid[one.claim_id] = one
            elif not one.decision and one.owed_now != owed[one.claim_id].amount:
                one.delete()
        made = BackPayment.objects.bulk_create(
            [
                BackPayment(
                    claim=claim,
                    decided_before=granted,
                    owed_now=owed[claim.pk].amount,
                    said_before=said,
                    said_now=owed[claim.pk].said,
                    found_on=on,
                )
                for claim in claims.order_by("pk")
                for granted, said in [_granted_so_far(claim, paid.get(claim.pk))]
                if owed[claim.pk].amount > granted
            ],
            ignore_conflicts=True,
        )
        return len(made)

    def decide(self, decision: str, reason: str, *, by: User, at: datetime) -> None:
        """Write what an official decided."""
        self.decision, self.reason = BackPayment.Decision(decision), reason
        self.decided_by, self.decided_at = by, at
        self.save(update_fields=["decision", "reason", "decided_by", "decided_at"])
