"""The tables of the feed: positions given after commit, and what the publisher still waits for."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class FeedLine(models.Model):
    """One journal line at its place in the feed; written once, by the publisher alone.

    Positions have no gaps, and none appears before a smaller one. `procedure` is that of the
    line's step, "" for a line about a whole dossier. `entry` is a plain number: the journal is
    never deleted, and a foreign key would be checked for each line.
    """

    position = models.BigIntegerField(primary_key=True)
    entry = models.BigIntegerField()
    procedure = models.CharField(max_length=80)

    class Meta:
        db_table = "pipeline_feed"
        indexes = [models.Index(fields=["procedure", "position"], name="feed_of_procedure")]

    def __str__(self) -> str:
        return f"feed {self.position}"


class FeedGap(models.Model):
    """A journal id that was skipped over: its transaction runs still, or it was rolled back.

    `watched` names who was writing to the journal after the gap was found. Once none of them
    writes any more, the id can appear no more.
    """

    entry = models.BigIntegerField(primary_key=True)
    watched = ArrayField(models.TextField(), null=True)

    class Meta:
        db_table = "pipeline_feedgap"

    def __str__(self) -> str:
        return f"gap {self.entry}"


class FeedHead(models.Model):
    """How far the publisher has come: the last position given, and the greatest id looked at."""

    position = models.BigIntegerField(default=0, db_default=0)
    seen = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        db_table = "pipeline_feedhead"
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="feed_has_one_head")]

    def __str__(self) -> str:
        return f"feed up to {self.position}"


class FeedEpoch(models.Model):
    """A life of this database: a restore of a backup begins a new one.

    What positions after `began_after` said in an earlier epoch is lost: others stand there now.
    """

    number = models.PositiveIntegerField(primary_key=True)
    began_after = models.BigIntegerField()
    began_at = models.DateTimeField()

    class Meta:
        db_table = "pipeline_feedepoch"

    def __str__(self) -> str:
        return f"epoch {self.number}"
