"""The record nobody can rewrite: what happened, and who looked."""

from django.db import models
from django.db.models.functions import Now

from portal.accounts.models import User
from portal.pipeline.models.dossiers import Dossier, Step


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
