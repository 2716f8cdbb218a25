"""What hospitals sent: packets as they came in, the papers they prove, who uses them."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Now

from portal.documents.models import Document
from portal.people.sex import Sex

# Codes of packets that hold no paper, or are not judged yet: they tell nothing of a facility.
NO_PAPER = ("", "accepted.without_notice")


class Channel(models.TextChoices):
    """By which way a packet came."""

    API = "api", "API của cổng"
    GATEWAY = "gateway", "cổng giám định BHXH"


class LifeEvent(models.TextChoices):
    """What a paper is about."""

    BIRTH = "birth", "sinh"
    DEATH = "death", "tử"


class Packet(models.Model):
    """One file as it came in, kept raw before anyone was thanked for it.

    `sender_code` is who said to send it, `facility_code` who signed it, empty before gate 7.
    The sender, its message id and the bytes together are the key by which nothing is taken twice.
    `attempts` counts checks begun: one that kills its process is not begun for ever. `document`
    is null once the content is not kept. In figures a packet `counts_for` the facility that is
    proved to have signed it, else for the one that sent it.
    """

    channel = models.CharField(max_length=10, choices=Channel.choices)
    sender_code = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, blank=True)
    message_id = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    transaction = models.CharField(max_length=30, unique=True)
    received_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    check_at = models.DateTimeField(db_default=Now())
    checked_at = models.DateTimeField(null=True, blank=True)
    code = models.CharField(max_length=60, blank=True, default="", db_default="")
    gate = models.CharField(max_length=20, blank=True, default="", db_default="")
    layout = models.CharField(max_length=20, blank=True, default="", db_default="")
    facility_code = models.CharField(max_length=5, blank=True, default="", db_default="")
    signed_at = models.DateTimeField(null=True, blank=True)
    notice_count = models.PositiveIntegerField(default=0, db_default=0)
    counts_for = models.GeneratedField(
        expression=Case(
            When(code__startswith="accepted", then=F("facility_code")), default=F("sender_code")
        ),
        output_field=models.CharField(max_length=20),
        db_persist=True,
    )

    class Meta:
        verbose_name = "gói tin của cơ sở y tế"
        verbose_name_plural = "gói tin của cơ sở y tế"
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "sender_code", "message_id", "sha256"],
                name="hospital_papers_packet_once",
            ),
            models.CheckConstraint(
                name="hospital_papers_packet_checked",
                condition=Q(checked_at__isnull=True, code="") | Q(checked_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["check_at"],
                condition=Q(checked_at__isnull=True),
                name="hospital_papers_unchecked",
            ),
            models.Index(fields=["sender_code", "received_at"], name="hospital_papers_sent_by"),
            models.Index(fields=["received_at"], name="hospital_papers_received"),
            models.Index(
                fields=["received_at"],
                include=["counts_for", "code"],
                name="hospital_papers_counted",
            ),
            models.Index(
                fields=["counts_for", "received_at"],
                include=["code"],
                name="hospital_papers_counted_of",
            ),
            # Finds a facility's latest paper without looking at its envelopes of claims.
            models.Index(
                fields=["counts_for", "-received_at", "-id"],
                include=["code"],
                condition=~Q(code__in=NO_PAPER),
                name="hospital_papers_latest",
            ),
        ]

    def __str__(self) -> str:
        return self.transaction


class Notice(models.Model):
    """One version of a verified paper about one person; the current one is not superseded.

    `number` is the key of the paper; `printed_number` is what stands on it: table 9 has a serial
    number that only its book and facility make unique. `child` counts papers of one number in one
    packet. `person_number` is that of the mother or carer, or of who died; never a surrogate's.
    `facts` is what NoticeFacts is made of, `content_sha256` the digest of all the paper said.
    """

    event = models.CharField(max_length=5, choices=LifeEvent.choices)
    number = models.CharField(max_length=500)
    child = models.PositiveSmallIntegerField(default=1)
    printed_number = models.CharField(max_length=200)
    facility_code = models.CharField(max_length=5)
    person_number = models.CharField(max_length=12, blank=True)
    person_name = models.CharField(max_length=255, blank=True)
    person_born_on = models.DateField(null=True, blank=True)
    event_at = models.DateTimeField()
    event_on = models.DateField()
    sex = models.CharField(max_length=12, choices=Sex.choices, blank=True)
    place = models.CharField(max_length=4000, blank=True)
    intended_name = models.CharField(max_length=4000, blank=True)
    issued_on = models.DateField()
    signed_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    is_surrogacy = models.BooleanField(default=False)
    facts = models.JSONField(encoder=DjangoJSONEncoder)
    content_sha256 = models.CharField(max_length=64)
    packet = models.ForeignKey(Packet, on_delete=models.PROTECT, related_name="notices")
    version = models.PositiveIntegerField(default=1)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "giấy đã xác nhận"
        verbose_name_plural = "giấy đã xác nhận"
        constraints = [
            models.UniqueConstraint(
                fields=["number", "child"],
                condition=Q(superseded_at__isnull=True),
                name="hospital_papers_one_current_version",
            ),
            models.UniqueConstraint(
                fields=["number", "child", "version"], name="hospital_papers_versions_counted"
            ),
            models.CheckConstraint(
                name="hospital_papers_person_number",
                condition=Q(person_number__regex="^([0-9]{12})?$"),
            ),
            models.CheckConstraint(
                name="hospital_papers_issued_after", condition=Q(issued_on__gte=F("event_on"))
            ),
        ]
        indexes = [
            models.Index(
                fields=["person_number", "event", "event_on"],
                condition=Q(superseded_at__isnull=True),
                name="hospital_papers_of_person",
            ),
            models.Index(
                fields=["printed_number", "person_number"],
                condition=Q(superseded_at__isnull=True),
                name="hospital_papers_printed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} #{self.child} v{self.version}"


class UnprovenNotice(models.Model):
    """What a refused packet claims to be about; tells a family of it and is never a value."""

    packet = models.ForeignKey(Packet, on_delete=models.CASCADE, related_name="claims")
    event = models.CharField(max_length=5, choices=LifeEvent.choices)
    number = models.CharField(max_length=40)
    person_number = models.CharField(max_length=12)
    event_on = models.DateField()

    class Meta:
        indexes = [
            models.Index(
                fields=["person_number", "event", "event_on"], name="hospital_papers_claimed"
            )
        ]

    def __str__(self) -> str:
        return self.number


class Hold(models.Model):
    """A paper in use by the opening step of a dossier; one use at a time.

    `subject` is that step's id, plain: this room knows no dossiers.
    """

    number = models.CharField(max_length=500)
    child = models.PositiveSmallIntegerField(default=1)
    subject = models.BigIntegerField()
    held_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["number", "child"],
                condition=Q(released_at__isnull=True),
                name="hospital_papers_used_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["subject"],
                condition=Q(released_at__isnull=True),
                name="hospital_papers_held_by",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} #{self.child}"


class Cursor(models.Model):
    """How far a gateway's list has been read; moves only together with the rows it speaks of.

    `stumbles` counts polls that found the next packet to be another than the list says.
    """

    gateway = models.CharField(max_length=40, primary_key=True)
    position = models.BigIntegerField(default=0)
    stumbles = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.gateway


class BeliefVersion(models.Model):
    """Which state of facilities, authorities and lists counts; triggers change the mark."""

    mark = models.UUIDField()

    def __str__(self) -> str:
        return str(self.mark)
