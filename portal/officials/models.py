"""What the desk keeps of its own: text typed before a sign-out, and questions to a supervisor."""

from collections.abc import Mapping
from types import MappingProxyType

from django.db import models
from django.db.models.functions import Now

from portal.accounts.models import User
from portal.pipeline.models import JournalEntry, Step
from portal.pipeline.registry import registry


class Case(Step):
    """A step as it lies on a desk."""

    class Meta:
        proxy = True
        verbose_name = "hồ sơ"
        verbose_name_plural = "hồ sơ cần làm"

    @property
    def title(self) -> str:
        """The procedure as people call it."""
        return str(registry[self.procedure].title)


class Record(JournalEntry):
    """A line of the record as supervisors read it; `names` are those of officials by number."""

    names: Mapping[str, str] = MappingProxyType({})

    class Meta:
        proxy = True
        verbose_name = "dòng nhật ký"
        verbose_name_plural = "nhật ký"


class KeptText(models.Model):
    """What an official had typed when the session fell idle; theirs alone, for a day at most."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=200)
    typed = models.JSONField()
    kept_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "path"], name="kept_text_one_a_form")
        ]

    def __str__(self) -> str:
        return f"text of {self.user_id}"


class DemandRequest(models.Model):
    """An official asks a supervisor to send what the law lets no official send alone.

    `paper` is the title of the paper that is wanted, "" for a second return. `sentence` is what
    the family would read, composed when it was asked: the supervisor answers for exactly that.
    """

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    paper = models.CharField(max_length=200, blank=True)
    why = models.TextField()
    request = models.JSONField()
    sentence = models.TextField(default="", db_default="")
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    allowed = models.BooleanField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["step"],
                condition=models.Q(decided_at__isnull=True),
                name="demand_one_open_a_step",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True)
                | ~models.Q(decided_by=models.F("asked_by")),
                name="demand_decided_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"demand on step {self.step_id}"


class DraftLook(models.Model):
    """Which official read which kept draft: one line for every look; append-only.

    `draft_id` is a plain number: drafts are forgotten, the look is not.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    draft_id = models.BigIntegerField()
    citizen_id = models.BigIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"look at draft {self.draft_id}"
