"""What people were told, and the families nobody writes to any more."""

from django.db import models
from django.db.models import Q

from portal.notifications.kinds import Kind


class Notice(models.Model):
    """One thing one person was told on one occasion; the portal shows it, SMS and e-mail carry it.

    `params` holds codes, dates and counts only. Without phone and e-mail it stands in the portal
    alone. `occasion` makes telling twice harmless.
    """

    kind = models.CharField(max_length=20, choices=Kind)
    dossier_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    step_id = models.BigIntegerField(null=True, blank=True)
    dossier_code = models.CharField(max_length=40, blank=True)
    phone = models.CharField(max_length=15, blank=True)
    email = models.EmailField(blank=True)
    params = models.JSONField(default=dict)
    occasion = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "dossier_id", "step_id", "occasion", "phone", "email"],
                nulls_distinct=False,
                name="notice_once_an_occasion",
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="notice_kind_known"),
            models.CheckConstraint(
                condition=Q(phone__regex="^(0[0-9]{9})?$"), name="notice_phone_dials"
            ),
            models.CheckConstraint(condition=~Q(occasion=""), name="notice_has_occasion"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"


class Silence(models.Model):
    """A dossier whose family is written to no more, because somebody in it has died."""

    dossier_id = models.BigIntegerField(primary_key=True)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"silence on dossier {self.dossier_id}"
