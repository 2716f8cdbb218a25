"""Decided claims that later law would have decided otherwise, and what an official says of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from funeral_benefits.allowance.models.claims import AllowanceClaim
from portal.accounts.models import User
from portal.statutes.tariff import money

_ONE_LOOK_AT_A_TIME = 0x110A  # advisory lock


@dataclass(frozen=True, slots=True)
class Owed:
    """What a decided claim would come to by the law as it is known now."""

    amount: int
    said: str


def _granted_so_far(claim: AllowanceClaim, paid: "BackPayment | None") -> tuple[int, str]:
    """Return the sum a family was granted up to now, and how it was computed."""
    if paid is not None:
        return paid.owed_now, paid.said_now
    granted, chosen = claim.decided_amount or 0, claim.chosen
    if chosen is not None and chosen.amount == granted:
        return granted, chosen.said
    return granted, f"{money(granted)} đ"


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
    def look_alone() -> None:
        """Wait, to the end of this transaction, until no other look goes on.

        Two looks by different rates would each leave a line of its own for the same money.
        """
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", (_ONE_LOOK_AT_A_TIME,))

    @staticmethod
    @transaction.atomic
    def find(owed: Mapping[int, Owed], *, on: date) -> int:
        """Keep a line for each decided claim that comes to more than was granted; return how many
        are new.

        What an official let pay before counts as granted, and what an earlier look found and
        nobody has decided about is replaced where it comes to another sum now: nothing is paid
        twice, and nothing that an official reads changes under the same number.
        """
        claims = AllowanceClaim.objects.filter(pk__in=owed).prefetch_related("options")
        paid: dict[int, BackPayment] = {}
        found_before = set()
        known = BackPayment.objects.select_for_update().filter(claim__in=owed)
        for one in known.order_by("pk"):
            if one.decision == BackPayment.Decision.PAY:
                paid[one.claim_id] = one
            elif not one.decision and one.owed_now != owed[one.claim_id].amount:
                one.delete()
                continue
            found_before.add((one.claim_id, one.owed_now))
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
                and (claim.pk, owed[claim.pk].amount) not in found_before
            ]
        )
        return len(made)

    def decide(self, decision: str, reason: str, *, by: User, at: datetime) -> None:
        """Write what an official decided."""
        self.decision, self.reason = BackPayment.Decision(decision), reason
        self.decided_by, self.decided_at = by, at
        self.save(update_fields=["decision", "reason", "decided_by", "decided_at"])
