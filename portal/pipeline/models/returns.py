"""What a family was asked to correct."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from portal.accounts.models import User
from portal.pipeline.models.dossiers import Step


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
