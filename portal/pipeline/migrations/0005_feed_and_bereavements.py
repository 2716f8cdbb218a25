"""The feed with its first epoch, and the dossiers in which somebody has died."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

APPEND_ONLY = """
CREATE TRIGGER feed_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON pipeline_feed
    FOR EACH STATEMENT EXECUTE FUNCTION pipeline_refuse_rewriting();
"""
REWRITABLE = "DROP TRIGGER feed_append_only ON pipeline_feed;"
# The publisher gives what was journalled before it existed its places in its first rounds.
BEGIN = """
INSERT INTO pipeline_feedhead (id, position, seen) VALUES (1, 0, 0);
INSERT INTO pipeline_feedepoch (number, began_after, began_at) VALUES (1, 0, now());
"""


class Migration(migrations.Migration):
    dependencies = [
        ("pipeline", "0004_words_that_are_reviewed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FeedEpoch",
            fields=[
                ("number", models.PositiveIntegerField(primary_key=True, serialize=False)),
                ("began_after", models.BigIntegerField()),
                ("began_at", models.DateTimeField()),
            ],
            options={
                "db_table": "pipeline_feedepoch",
            },
        ),
        migrations.CreateModel(
            name="FeedGap",
            fields=[
                ("entry", models.BigIntegerField(primary_key=True, serialize=False)),
                (
                    "watched",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), null=True, size=None
                    ),
                ),
            ],
            options={
                "db_table": "pipeline_feedgap",
            },
        ),
        migrations.CreateModel(
            name="FeedHead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.BigIntegerField(db_default=0, default=0)),
                ("seen", models.BigIntegerField(db_default=0, default=0)),
            ],
            options={
                "db_table": "pipeline_feedhead",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="feed_has_one_head")
                ],
            },
        ),
        migrations.CreateModel(
            name="FeedLine",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                ("entry", models.BigIntegerField()),
                ("procedure", models.CharField(max_length=80)),
            ],
            options={
                "db_table": "pipeline_feed",
                "indexes": [
                    models.Index(fields=["procedure", "position"], name="feed_of_procedure")
                ],
            },
        ),
        migrations.CreateModel(
            name="Bereavement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("subject", "Người được làm giấy tờ"),
                            ("applicant", "Người nộp hồ sơ"),
                            ("relative", "Cha hoặc mẹ"),
                            ("asked", "Người được nhờ đồng ý"),
                            ("sibling", "Bé cùng lần khai"),
                        ],
                        max_length=10,
                    ),
                ),
                ("since", models.DateTimeField()),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                ("retracted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "death",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="pipeline.step",
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bereavements",
                        to="pipeline.dossier",
                    ),
                ),
                (
                    "seen_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("retracted_at__isnull", True), ("seen_at__isnull", True)
                        ),
                        fields=["since"],
                        name="bereavement_to_see",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("dossier", "death"), name="bereaved_once_a_death"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("seen_by__isnull", True), ("seen_at__isnull", False), _connector="OR"
                        ),
                        name="bereavement_seen_by_somebody",
                    ),
                ],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, REWRITABLE),
        migrations.RunSQL(BEGIN, migrations.RunSQL.noop),
    ]
