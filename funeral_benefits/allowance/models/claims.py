"""Who claims the allowance of a death, and by which computation."""

from collections.abc import Collection, Iterable

from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from funeral_benefits.allowance.models.choices import PAY_BY, PAYEE_IS, REGIMES
from funeral_benefits.allowance.rules.claiming import PayBy, PayeeIs
from funeral_benefits.allowance.rules.computing import Computed
from funeral_benefits.allowance.rules.regimes import Answers
from portal.accounts.models import User
from portal.people.model_fields import PartialDateField, PersonNameField
from portal.pipeline.models import Step

COMMUNE = "^([0-9]{5})?$"
ENDED = ("REFUSED", "WITHDRAWN", "SKIPPED")  # without a grant


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
    def is_taken(death: str, *, but: Collection[int] = ()) -> bool:
        """Say whether a claim for this death is open or was granted, other than of these steps."""
        held = AllowanceClaim.objects.filter(death=death, released_at__isnull=True)
        return held.exclude(pk__in=but).exclude(step__status__in=ENDED).exists()

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
