"""The documents of a step: what a family sent, and what it gets."""

from django.db import models
from django.db.models.functions import Now

from portal.documents.models import Document
from portal.pipeline.models.dossiers import Step


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
