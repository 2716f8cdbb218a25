"""What was claimed for survivors, who they are, and what was decided and paid."""

from collections.abc import Collection

from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from funeral_benefits.survivors.rules import MOST_LISTED, Flag, PayBy, Relation, Relative, Wanted
from portal.people.model_fields import PartialDateField, PersonNameField
from portal.people.partial_dates import PartialDate
from portal.pipeline.models import Step

ENDED = ("REFUSED", "WITHDRAWN", "SKIPPED")  # without a grant
WANTED = [
    (Wanted.MONTHLY.value, _("Trợ cấp hằng tháng")),
    (Wanted.LUMP_SUM.value, _("Trợ cấp một lần")),
    (Wanted.ADVISE.value, _("Tôi không biết, nhờ cơ quan bảo hiểm tính giúp")),
]
RELATIONS = [
    (Relation.CHILD.value, _("Con")),
    (Relation.WIFE.value, _("Vợ")),
    (Relation.HUSBAND.value, _("Chồng")),
    (Relation.MOTHER.value, _("Mẹ, mẹ vợ, mẹ chồng")),
    (Relation.FATHER.value, _("Cha, cha vợ, cha chồng")),
    (Relation.OTHER.value, _("Người khác mà người đã mất nuôi dưỡng")),
]
FLAGS = [
    (Flag.STUDYING.value, _("Đang đi học")),
    (Flag.DISABLED.value, _("Khuyết tật nặng, mất sức lao động")),
    (Flag.NO_INCOME.value, _("Không có thu nhập")),
    (Flag.ALONE.value, _("Không còn ai nuôi dưỡng")),
]
PEOPLE = [
    *((count, str(count)) for count in range(1, MOST_LISTED + 1)),
    (0, _("Chưa biết ghi ai; cơ quan bảo hiểm xem giúp")),
]
PAY_BY = [
    (PayBy.ACCOUNT.value, _("Chuyển vào tài khoản của tôi")),
    (PayBy.CASH.value, _("Tiền mặt")),
]


class SurvivorsClaim(models.Model):
    """One claim of the survivors of a death; only one may be open or granted a death.

    `estimate` is what was shown as an estimate; sums are in dong.
    """

    step = models.OneToOneField(Step, on_delete=models.PROTECT, primary_key=True, related_name="+")
    death = models.CharField(max_length=250)
    released_at = models.DateTimeField(null=True, blank=True)
    deceased_number = models.CharField(max_length=12, blank=True)
    pension = models.CharField(max_length=10, blank=True)
    long_enough = models.CharField(max_length=10, blank=True)
    wanted = models.CharField(_("chọn"), max_length=10, choices=WANTED)
    insurance_number = models.CharField(max_length=12, blank=True)
    years_before_2014 = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    years_from_2014 = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    salary = models.PositiveBigIntegerField(null=True, blank=True)
    pension_months = models.PositiveSmallIntegerField(null=True, blank=True)
    estimate = models.TextField(blank=True)
    note = models.CharField(max_length=250, blank=True, default="", db_default="")
    pay_by = models.CharField(_("cách nhận tiền"), max_length=10, choices=PAY_BY)
    bank = models.CharField(_("ngân hàng"), max_length=100, blank=True)
    account_number = models.CharField(_("số tài khoản"), max_length=30, blank=True)
    decided_amount = models.PositiveBigIntegerField(null=True, blank=True)
    decided_regime = models.CharField(max_length=10, blank=True, default="", db_default="")
    decided_on = models.DateField(null=True, blank=True)
    paid_on = models.DateField(_("chi trả ngày"), null=True, blank=True)

    class Meta:
        verbose_name = _("đề nghị chế độ tử tuất")
        verbose_name_plural = _("đề nghị chế độ tử tuất")
        constraints = [
            models.UniqueConstraint(
                fields=["death"],
                condition=Q(released_at__isnull=True),
                name="survivors_one_claim_a_death",
            ),
            models.CheckConstraint(
                name="survivors_account_where_paid_by_account",
                condition=~Q(pay_by=PayBy.ACCOUNT.value) | ~Q(account_number="") & ~Q(bank=""),
            ),
            models.CheckConstraint(
                name="survivors_paid_once_decided",
                condition=Q(paid_on__isnull=True) | Q(decided_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"survivors of step {self.step_id}"

    @staticmethod
    def is_taken(death: str, *, but: Collection[int] = ()) -> bool:
        """Say whether a claim for this death is open or was granted, other than of these steps."""
        held = SurvivorsClaim.objects.filter(death=death, released_at__isnull=True)
        return held.exclude(pk__in=but).exclude(step__status__in=ENDED).exists()

    def hold(self) -> bool:
        """Save this claim as the only one for its death; False if another was before it."""
        others = SurvivorsClaim.objects.filter(death=self.death, released_at__isnull=True)
        others = others.exclude(pk=self.pk).filter(step__status__in=ENDED)
        others.update(released_at=Now())
        try:
            with transaction.atomic():
                self.save()
        except IntegrityError as twice:
            if "survivors_one_claim_a_death" not in str(twice):
                raise
            return False
        return True


class Dependant(models.Model):
    """A relative a family lists, with what it says of them; Social Insurance confirms (M14)."""

    claim = models.ForeignKey(SurvivorsClaim, on_delete=models.CASCADE, related_name="dependants")
    ordinal = models.PositiveSmallIntegerField()
    full_name = PersonNameField(max_length=200)
    born_on = PartialDateField()
    relation = models.CharField(max_length=10, choices=RELATIONS)
    flags = ArrayField(models.CharField(max_length=10), default=list, blank=True)

    class Meta:
        verbose_name = _("thân nhân")
        verbose_name_plural = _("thân nhân")
        ordering = ["claim", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "ordinal"], name="survivor_in_order"),
            models.CheckConstraint(
                name="survivors_at_most",
                condition=Q(ordinal__gte=1) & Q(ordinal__lte=MOST_LISTED),
            ),
        ]

    def __str__(self) -> str:
        return f"survivor {self.ordinal} of step {self.claim_id}"

    @property
    def relative(self) -> Relative:
        """The same as a plain value."""
        born_on = PartialDate.parse(str(self.born_on))
        return Relative(self.full_name, born_on, self.relation, frozenset(self.flags))
