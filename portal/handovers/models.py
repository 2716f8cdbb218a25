"""The machine's life of a message: a row for each that leaves the house or comes in."""

from django.db import models
from django.db.models.functions import Now


class HandoverStatus(models.TextChoices):
    """Where a message stands; nothing here says anything of the law."""

    DUE = "DUE"
    SENDING = "SENDING"
    OWED = "OWED"
    DONE = "DONE"
    STALLED = "STALLED"


class Endpoint(models.Model):
    """One door of one outside system, with its own latency and its own circuit."""

    code = models.CharField(max_length=80, unique=True)
    latency_ms = models.FloatField(default=500)
    failures = models.PositiveIntegerField(default=0)
    open_until = models.DateTimeField(null=True, blank=True)
    down_since = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.code


class Handover(models.Model):
    """A message that must have its effect exactly once.

    `UNIQUE (subject, revision, channel)` is the idempotency key. `next_at` is the moment the row
    may be claimed again: the time of the next attempt while DUE, the end of the lease while
    SENDING, the next question while OWED. Every claim raises `fence`; who settles with an older
    fence is late. `attempts` counts every claim to send whose call may have begun, and never
    begins anew: 0 means that nothing has left the house. `forgiven` are those of them that do not
    count towards stalling. `topic` is the carrier's own word for the subject (a step's procedure).
    """

    channel = models.CharField(max_length=20)
    topic = models.CharField(max_length=80)
    subject = models.BigIntegerField()
    revision = models.PositiveIntegerField(default=1)
    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, db_index=False)
    status = models.CharField(
        max_length=8, choices=HandoverStatus, default=HandoverStatus.DUE, db_default="DUE"
    )
    next_at = models.DateTimeField(db_default=Now())
    fence = models.PositiveIntegerField(default=0, db_default=0)
    attempts = models.PositiveIntegerField(default=0, db_default=0)
    forgiven = models.PositiveIntegerField(default=0, db_default=0)
    body = models.BinaryField(null=True)
    body_sha256 = models.BinaryField(null=True, max_length=32)
    reference = models.CharField(max_length=100, default="", db_default="", blank=True)
    last_kind = models.CharField(max_length=30, default="", db_default="", blank=True)
    last_exchange = models.BinaryField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "revision", "channel"], name="handover_idempotency_key"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=HandoverStatus.values), name="handover_status_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["endpoint", "next_at"],
                condition=models.Q(status__in=["DUE", "SENDING"]),
                name="handover_to_send",
            ),
            models.Index(
                fields=["endpoint", "next_at"],
                condition=models.Q(status="OWED"),
                name="handover_to_ask",
            ),
            models.Index(
                fields=["id"], condition=models.Q(status="STALLED"), name="handover_stalled"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.subject}.{self.revision}"


class DeliveryStatus(models.TextChoices):
    """What became of a message that came in."""

    NEW = "NEW"
    APPLIED = "APPLIED"
    IGNORED = "IGNORED"
    STALLED = "STALLED"


class Delivery(models.Model):
    """What an outside system said, kept raw before anyone is told it was received.

    `look_at` is the moment from which a NEW one may be applied: later than now for an answer that
    waits until the message it answers has been sent. One that nobody can apply is STALLED. In
    time only `raw_sha256` is left of what was said (see `retention`).
    """

    sender = models.CharField(max_length=80)
    message_id = models.CharField(max_length=120)
    raw = models.BinaryField(null=True)
    raw_sha256 = models.BinaryField(null=True, max_length=32)
    status = models.CharField(
        max_length=8, choices=DeliveryStatus, default=DeliveryStatus.NEW, db_default="NEW"
    )
    outcome = models.CharField(max_length=60, default="", db_default="", blank=True)
    received_at = models.DateTimeField(db_default=Now())
    look_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = "tin nhận được"
        verbose_name_plural = "tin nhận được"
        constraints = [
            models.UniqueConstraint(
                fields=["sender", "message_id"], name="delivery_once_per_message"
            )
        ]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(status="NEW"), name="delivery_new")
        ]

    def __str__(self) -> str:
        return f"{self.sender} {self.message_id}"
