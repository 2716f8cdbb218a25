"""What families typed and did on their own pages: drafts, their files, corrections, reports."""

from datetime import date, timedelta
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from portal.accounts.models import Citizen
from portal.documents.models import Document
from portal.pipeline.models import Dossier

KEPT = timedelta(days=60)


class Draft(models.Model):
    """What was typed for one life event, page by page; not a declaration until it is filed.

    `typed` maps `procedure.page` (for one child of several `procedure.page#n`) to what stood in
    each box. It is kept after filing, so that a family can mend it, until the dossiers are done.
    `offered` is what agencies answered about it, by procedure (a list of places of first care).
    `key` names the draft to an official who scans the printed sheet.
    """

    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="drafts")
    life_event = models.CharField(max_length=40)
    key = models.UUIDField(default=uuid4, unique=True)
    filing = models.UUIDField(default=uuid4, unique=True)
    typed = models.JSONField(default=dict)
    offered = models.JSONField(default=dict)
    left_out = ArrayField(models.CharField(max_length=80), default=list)
    updated_at = models.DateTimeField()
    filed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["citizen", "life_event"],
                condition=Q(filed_at__isnull=True),
                name="draft_one_open_a_life_event",
            )
        ]
        indexes = [
            models.Index(
                fields=["updated_at"], condition=Q(filed_at__isnull=True), name="draft_to_forget"
            )
        ]

    def __str__(self) -> str:
        return f"draft #{self.pk} of {self.life_event}"

    @property
    def kept_until(self) -> date:
        """The last day on which the draft can be taken up again."""
        return timezone.localdate(self.updated_at + KEPT)

    @property
    def short_code(self) -> str:
        """What a person reads out to an official."""
        return f"N-{self.key.hex[:4]}-{self.key.hex[4:8]}".upper()


class DraftFile(models.Model):
    """A photo or PDF a family sent for one row of one page, as the portal shrank it."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    page = models.CharField(max_length=120)
    row = models.CharField(max_length=60)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    filename = models.CharField(max_length=200)
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "page", "row", "document"], name="draft_file_once_a_row"
            ),
            models.UniqueConstraint(
                fields=["draft", "page", "row", "filename"], name="draft_file_names_differ"
            ),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.filename


class Amendment(models.Model):
    """What a family changed in one dossier after filing it.

    `typed` lies over the draft's, in the same form; `pending` is typed but not sent yet.
    """

    dossier = models.OneToOneField(
        Dossier, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    typed = models.JSONField(default=dict)
    pending = models.JSONField(default=dict)
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"amendment of dossier {self.dossier_id}"

    def pending_of(self, procedure: str) -> dict[str, dict[str, list[str]]]:
        """Return what was typed for one leg and not sent yet, by page key."""
        return {key: self.pending[key] for key in self.pending if key.startswith(f"{procedure}.")}

    def send(self, procedure: str, read: "Amendment") -> None:
        """Let what was `read` for one leg count as sent; unsaved.

        What was typed since in another tab is not sent, and stays.
        """
        sent = read.pending_of(procedure)
        self.typed = {**self.typed, **sent}
        self.pending = {
            key: self.pending[key] for key in self.pending if self.pending[key] != sent.get(key)
        }


class Receipt(models.Model):
    """The receipt of one dossier, drawn and signed when it is first fetched."""

    dossier = models.OneToOneField(
        Dossier, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"receipt of dossier {self.dossier_id}"


class DemandReport(models.Model):
    """ "Báo yêu cầu sai quy định": somebody asked a family for a paper nobody may ask for."""

    class Where(models.TextChoices):
        """How it was asked for."""

        COUNTER = "counter", "Tại bàn tiếp nhận"
        TELEPHONE = "telephone", "Qua điện thoại"
        MESSAGE = "message", "Qua tin nhắn, trang này"
        ELSEWHERE = "elsewhere", "Cách khác"

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+")
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="+")
    papers = ArrayField(models.CharField(max_length=60), default=list)
    where = models.CharField(max_length=10, choices=Where)
    words = models.TextField(max_length=1000, blank=True)
    reported_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["reported_at"], condition=Q(seen_at__isnull=True), name="demand_unseen"
            )
        ]

    def __str__(self) -> str:
        return f"demand #{self.pk} on dossier {self.dossier_id}"


class LookUps(models.Model):
    """How often one address, or one code, was tried without signing in; by checksum only."""

    who = models.CharField(max_length=64)
    window = models.DateTimeField()
    tries = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["who", "window"], name="lookups_once")]

    def __str__(self) -> str:
        return f"{self.tries} tries"
