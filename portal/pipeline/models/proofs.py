"""The draft a family reads before it is written."""

from django.db import models

from portal.pipeline.models.dossiers import Step


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
