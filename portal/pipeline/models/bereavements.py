"""Where somebody in a running dossier was registered dead."""

from django.db import models

from portal.accounts.models import User
from portal.pipeline.models.dossiers import Dossier, Step


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
