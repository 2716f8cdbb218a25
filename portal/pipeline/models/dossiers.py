"""What a family filed, and what the law says now of each part of it."""

from django.db import models
from django.db.models.fields.json import KT

from portal.accounts.models import Citizen, User
from portal.handovers.models import Endpoint
from portal.pipeline.statuses import OPEN, StepStatus


class Dossier(models.Model):
    """What one family filed at one time for one person, and the head of its journal.

    `filing` is shared by the dossiers of twins. `journal_head` and `journal_count` are the last
    hash and the length of the chain; they are written only together with a journal line.
    """

    code = models.CharField(max_length=40, unique=True)
    life_event = models.CharField(max_length=40)
    applicant = models.ForeignKey(  # `dossier_of_applicant` is its index
        Citizen, on_delete=models.PROTECT, related_name="dossiers", db_index=False
    )
    filing = models.UUIDField()
    ordinal = models.PositiveSmallIntegerField(default=1)
    filed_at = models.DateTimeField()
    promised_on = models.DateField(null=True, blank=True)
    phone = models.CharField(max_length=15, blank=True)
    email = models.EmailField(blank=True)
    filed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    journal_head = models.BinaryField(max_length=32, default=bytes(32), db_default=b"\x00" * 32)
    journal_count = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["filing", "ordinal"], name="dossier_filed_once")
        ]
        indexes = [models.Index(fields=["applicant", "-filed_at"], name="dossier_of_applicant")]

    def __str__(self) -> str:
        return self.code


class Step(models.Model):
    """One procedure's part of a dossier: what the law says about it now.

    `since` is when the present status began; `note` names a sub-state the agency told us
    ("number_due", "e_copy_due"); `facts` is what a grant established, written once.
    """

    dossier = models.ForeignKey(  # `step_once_a_dossier` is its index
        Dossier, on_delete=models.PROTECT, related_name="steps", db_index=False
    )
    procedure = models.CharField(max_length=80)
    status = models.CharField(max_length=12, choices=StepStatus, default=StepStatus.WAITING)
    revision = models.PositiveIntegerField(default=1, db_default=1)
    commune_code = models.CharField(max_length=5)
    agency_code = models.CharField(max_length=80)
    agency_title = models.CharField(max_length=200, blank=True)
    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, db_index=False)
    needs_consent = models.BooleanField(default=False, db_default=False)
    since = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    reference = models.CharField(max_length=100, blank=True, db_default="")
    note = models.CharField(max_length=40, blank=True, db_default="")
    facts = models.JSONField(null=True, blank=True)
    withdrawal_asked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "procedure"], name="step_once_a_dossier"),
            models.CheckConstraint(
                condition=models.Q(status__in=StepStatus.values),
                name="step_status_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="GRANTED") | models.Q(facts__isnull=False),
                name="step_granted_has_facts",
            ),
        ]
        indexes = [
            models.Index(
                fields=["commune_code", "due_on", "id"],
                condition=models.Q(status__in=sorted(OPEN)),
                name="step_queue",
            ),
            models.Index(fields=["procedure", "id"], name="step_of_procedure"),
            models.Index(
                KT("facts__personal_number"),
                condition=models.Q(facts__has_key="personal_number"),
                name="step_about_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure} #{self.pk}"
