"""Who was asked to agree to what, and what they said: one row for each person and text."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.documents.models import Document


class Role(models.TextChoices):
    """In what capacity somebody agrees."""

    HOUSEHOLD_HEAD = "household_head", _("Chủ hộ")
    DWELLING_OWNER = "dwelling_owner", _("Chủ nhà")
    PARENT = "parent", _("Cha hoặc mẹ")
    GUARDIAN = "guardian", _("Người giám hộ")


class ConsentStatus(models.TextChoices):
    """Where a request stands."""

    ASKED = "ASKED", _("Đã nhờ, chưa trả lời")
    REMINDED = "REMINDED", _("Đã nhắc")
    AGREED = "AGREED", _("Đã đồng ý")
    REFUSED = "REFUSED", _("Không đồng ý")
    LAPSED = "LAPSED", _("Hết hạn, chưa trả lời")
    REPLACED = "REPLACED", _("Đã đổi người")
    BY_PAPER = "BY_PAPER", _("Xác nhận bằng tờ CT01")
    CANCELLED = "CANCELLED", _("Không cần nữa")


class Cause(models.TextChoices):
    """Why a request ended otherwise than by an answer or by time."""

    NOT_ME = "not_me", _("Người được nhờ cho biết không phải là mình")
    DEATH = "death", _("Người được nhờ đã mất")
    WITHDRAWN = "withdrawn", _("Phần việc này không làm nữa")
    UNREACHABLE = "unreachable", _("Không nhờ được người này qua VNeID")


WAITING = frozenset({ConsentStatus.ASKED, ConsentStatus.REMINDED})
GIVEN = frozenset({ConsentStatus.AGREED, ConsentStatus.BY_PAPER})
_ANSWERED = GIVEN | {ConsentStatus.REFUSED}
_UNANSWERED = WAITING | {ConsentStatus.LAPSED}


class Consent(models.Model):
    """One request to one person about one step, good once and only for the text it was asked with.

    `step_id` is a plain number: dossiers live above this app. Who is asked in two capacities is
    asked once (`roles`). `expires_on` is the last day on which an answer counts. A REPLACED row
    no longer counts; every other row of a step does, so that silence never passes for consent.
    `handle` stands for a person whose number VNeID keeps to itself; without number and handle the
    request waits for whoever brings its invitation. `reason` is the refuser's own sentence, or the
    official's who took a paper. Of requests that are an `alternative`, one agreement is enough
    (co-owners, on days when the law says so).
    """

    step_id = models.BigIntegerField(db_index=True)
    roles = ArrayField(models.CharField(max_length=20, choices=Role))
    personal_number = models.CharField(max_length=12, blank=True)
    full_name = models.CharField(max_length=200, blank=True)
    handle = models.CharField(max_length=80, blank=True)
    dossier_code = models.CharField(max_length=40, blank=True)
    asked_by = models.CharField(max_length=200, blank=True)
    alternative = models.BooleanField(default=False)
    text = models.TextField()
    text_sha256 = models.CharField(max_length=64)
    status = models.CharField(max_length=9, choices=ConsentStatus, default=ConsentStatus.ASKED)
    cause = models.CharField(max_length=11, choices=Cause, blank=True, default="")
    asked_at = models.DateTimeField()
    expires_on = models.DateField()
    reminded_count = models.PositiveSmallIntegerField(default=0)
    last_reminded_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)
    paper = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["step_id", "personal_number", "roles"],
                condition=Q(status__in=sorted(WAITING)) & ~Q(personal_number=""),
                name="consent_one_open_a_person",
            ),
            models.CheckConstraint(
                condition=Q(status__in=ConsentStatus.values), name="consent_status_known"
            ),
            models.CheckConstraint(
                condition=Q(roles__contained_by=Role.values, roles__len__gte=1),
                name="consent_roles_known",
            ),
            models.CheckConstraint(
                condition=Q(personal_number__regex="^([0-9]{12})?$"), name="consent_of_a_person"
            ),
            models.CheckConstraint(
                condition=Q(text_sha256__regex="^[0-9a-f]{64}$"), name="consent_text_bound"
            ),
            models.CheckConstraint(
                condition=(~Q(status__in=sorted(_ANSWERED)) | Q(answered_at__isnull=False))
                & (~Q(status__in=sorted(_UNANSWERED)) | Q(answered_at__isnull=True, reason="")),
                name="consent_answer_has_its_time",
            ),
            models.CheckConstraint(
                condition=(~Q(status="ASKED") | Q(reminded_count=0))
                & (~Q(status="REMINDED") | Q(reminded_count__gte=1))
                & (
                    Q(reminded_count=0, last_reminded_at__isnull=True)
                    | Q(reminded_count__gte=1, last_reminded_at__isnull=False)
                ),
                name="consent_reminders_counted",
            ),
            models.CheckConstraint(
                condition=Q(paper__isnull=True) | Q(status__in=["BY_PAPER", "REPLACED"]),
                name="consent_paper_fits",
            ),
            models.CheckConstraint(
                condition=(
                    ~Q(status="CANCELLED") | Q(cause__in=["death", "withdrawn", "unreachable"])
                )
                & (~Q(cause="not_me") | Q(status__in=["REFUSED", "REPLACED"])),
                name="consent_cause_fits",
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_on"],
                condition=Q(status__in=sorted(WAITING)),
                name="consent_to_lapse",
            ),
            models.Index(
                fields=["personal_number"],
                condition=Q(status__in=sorted(WAITING)),
                name="consent_of_person",
            ),
        ]

    def __str__(self) -> str:
        return f"consent #{self.pk} on step {self.step_id}"
