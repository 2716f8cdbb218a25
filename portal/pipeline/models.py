"""The dossier and its journey, and the record that nobody can rewrite."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.fields.json import KT
from django.db.models.functions import Now

from portal.accounts.models import Citizen, User
from portal.documents.models import Document
from portal.handovers.models import Endpoint
from portal.pipeline.feed_tables import FeedEpoch, FeedGap, FeedHead, FeedLine
from portal.pipeline.statuses import OPEN, StepStatus

__all__ = [
    "AccessLog",
    "AskedOffice",
    "Attachment",
    "Bereavement",
    "Dossier",
    "FeedEpoch",
    "FeedGap",
    "FeedHead",
    "FeedLine",
    "JournalEntry",
    "Proof",
    "ReturnRequest",
    "Step",
    "Verification",
]


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


class JournalEntry(models.Model):
    """One line of the record: acts, codes, ids and hashes; never a name, a number or free text.

    Append-only: the database refuses UPDATE, DELETE and TRUNCATE to every role the portal runs as.
    `hash` is SHA-256 over the previous line's hash and this line's canonical form.
    """

    dossier = models.ForeignKey(
        Dossier, on_delete=models.PROTECT, related_name="journal", db_index=False
    )
    sequence = models.PositiveIntegerField()
    step = models.ForeignKey(
        Step,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
    )
    act = models.CharField(max_length=40)
    actor = models.CharField(max_length=60)
    origin = models.CharField(max_length=12, blank=True)
    to = models.CharField(max_length=12, blank=True)
    revision = models.PositiveIntegerField(default=1)
    at = models.DateTimeField()
    details = models.JSONField(default=dict)
    hash = models.BinaryField(max_length=32)

    class Meta:
        verbose_name_plural = "journal entries"
        constraints = [
            models.UniqueConstraint(fields=["dossier", "sequence"], name="journal_gapless_key")
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.dossier_id}/{self.sequence}"


class AccessLog(models.Model):
    """Who read which dossier: one line for every look an official takes; append-only."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=40)
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.act} {self.dossier_id}"


class Attachment(models.Model):
    """A document of a step: uploaded by the family (its `field` names the row) or a result."""

    class Kind(models.TextChoices):
        """Which way the document travelled."""

        UPLOAD = "upload"
        RESULT = "result"

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="attachments")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=Kind)
    field = models.CharField(max_length=80)
    filename = models.CharField(max_length=200, blank=True)
    revision = models.PositiveIntegerField(default=1)
    superseded_at = models.DateTimeField(null=True, blank=True)
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["step", "field", "document"], name="attachment_once_a_row"
            )
        ]

    def __str__(self) -> str:
        return f"{self.field} of step {self.step_id}"


class ReturnRequest(models.Model):
    """What a family was asked to correct: everything at once, each by a coded reason and a field.

    `by_agency` tells who examines the correction: the desk, or the agency that asked. `paper` is
    the code of a paper nobody may ask for that somebody's words seem to ask for: words an official
    said are no demand, or words of an agency that are `withheld` from the family. Both lie before
    a supervisor until `reviewed_at`. A request taken back is `recalled_at`, and asks nothing.
    """

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="returns")
    revision = models.PositiveIntegerField()
    reason = models.CharField(max_length=40)
    items = ArrayField(models.CharField(max_length=80), default=list)
    sentence = models.TextField(blank=True)
    by_agency = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    answer_by = models.DateField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    recalled_at = models.DateTimeField(null=True, blank=True)
    paper = models.CharField(max_length=40, blank=True, default="", db_default="")
    withheld = models.TextField(blank=True, default="", db_default="")
    reviewed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["step"],
                condition=models.Q(answered_at__isnull=True),
                name="return_one_open_a_step",
            )
        ]
        indexes = [
            models.Index(
                fields=["asked_at"],
                condition=models.Q(reviewed_at__isnull=True) & ~models.Q(paper=""),
                name="return_to_review",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reason} on step {self.step_id}"


class AskedOffice(models.TextChoices):
    """Which kind of office is asked, in words that stand inside a family's sentence."""

    COMMITTEE_OF_MARRIAGE = "committee_of_marriage", "UBND nơi đăng ký kết hôn"
    COMMITTEE_OF_RESIDENCE = "committee_of_residence", "UBND nơi cư trú của cha, mẹ"
    COMMITTEE_ELSEWHERE = "committee_elsewhere", "UBND xã, phường khác"
    CIVIL_STATUS = "civil_status", "cơ quan quản lý hộ tịch"
    POLICE = "police", "công an xã, phường"
    POPULATION = "population", "cơ quan quản lý dữ liệu dân cư"
    FACILITY = "facility", "cơ sở y tế đã cấp giấy"
    SOCIAL_INSURANCE = "social_insurance", "cơ quan bảo hiểm xã hội"
    ANOTHER = "another", "một cơ quan khác"


class Verification(models.Model):
    """A question to another office while a step stays where it is; it moves the promised date.

    `office` is one of the labels of `AskedOffice`, which the family reads; `named` is what the
    official wrote of it and, like question and answer, stays at the desk. `result` is the answer
    as a code: reasons are offered by it, never by what was typed.
    """

    class Subject(models.TextChoices):
        """What is asked about, where a reason of the law hangs on it."""

        MARRIAGE = "marriage", "Việc kết hôn của cha và mẹ"
        ANOTHER = "another", "Việc khác"

    class Result(models.TextChoices):
        """What was found."""

        FOUND = "found", "Có, tìm thấy"
        NOT_FOUND = "not_found", "Không tìm thấy"
        UNCLEAR = "unclear", "Chưa rõ, hoặc trả lời khác"

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="verifications")
    office = models.CharField(max_length=200)
    named = models.CharField(max_length=200, blank=True, default="", db_default="")
    subject = models.CharField(
        max_length=12, choices=Subject, default=Subject.ANOTHER, db_default="another"
    )
    result = models.CharField(max_length=12, choices=Result, blank=True, default="", db_default="")
    question = models.TextField()
    asked_at = models.DateTimeField()
    previous_due_on = models.DateField(null=True, blank=True)
    new_due_on = models.DateField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["step"],
                condition=models.Q(answered_at__isnull=True),
                name="verification_one_open_a_step",
            )
        ]

    def __str__(self) -> str:
        return f"verification of step {self.step_id}"


class Proof(models.Model):
    """The draft of a certificate that a family reads before it is written.

    Silence agrees: closed with `is_right` None it lapsed, or the step left the desk before an
    answer. `words` is what is not right, in the family's own words; erasable, never journalled.
    """

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="proofs")
    revision = models.PositiveIntegerField()
    sent_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    is_right = models.BooleanField(null=True, blank=True)
    words = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["step"],
                condition=models.Q(answered_at__isnull=True),
                name="proof_one_open_a_step",
            ),
            models.CheckConstraint(
                condition=models.Q(is_right__isnull=True) | models.Q(answered_at__isnull=False),
                name="proof_said_is_answered",
            ),
        ]
        indexes = [
            models.Index(
                fields=["answer_by"],
                condition=models.Q(answered_at__isnull=True),
                name="proof_to_lapse",
            )
        ]

    def __str__(self) -> str:
        return f"proof of step {self.step_id}"

    @property
    def is_open(self) -> bool:
        """Whether the family may still answer."""
        return self.answered_at is None

    @property
    def is_lapsed(self) -> bool:
        """Whether silence agreed: nothing was said until the limit ended."""
        closed = self.answered_at
        return self.is_right is None and closed is not None and closed >= self.answer_by


class Bereavement(models.Model):
    """Somebody in a running dossier was registered dead: its clocks stand, and a human is told.

    `death` is the step that registered the death; the person is not named here. `role` says what
    the person was in this dossier. It lies before an official until `seen_at`; the clocks of the
    family stand until the death turns out to be registered by mistake (`retracted_at`).
    """

    class Role(models.TextChoices):
        """What somebody who died was in a dossier."""

        SUBJECT = "subject", "Người được làm giấy tờ"
        APPLICANT = "applicant", "Người nộp hồ sơ"
        RELATIVE = "relative", "Cha hoặc mẹ"
        ASKED = "asked", "Người được nhờ đồng ý"
        SIBLING = "sibling", "Bé cùng lần khai"

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="bereavements")
    death = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=Role)
    since = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    retracted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "death"], name="bereaved_once_a_death"),
            models.CheckConstraint(
                condition=models.Q(seen_by__isnull=True) | models.Q(seen_at__isnull=False),
                name="bereavement_seen_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["since"],
                condition=models.Q(seen_at__isnull=True, retracted_at__isnull=True),
                name="bereavement_to_see",
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} of dossier {self.dossier_id} died"
