"""A delivery that nobody can apply is stalled; an answer to what is still to be sent waits."""

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("handovers", "0002_forgiven_attempts")]

    operations = [
        migrations.AlterModelOptions(
            name="delivery",
            options={"verbose_name": "tin nhận được", "verbose_name_plural": "tin nhận được"},
        ),
        migrations.AddField(
            model_name="delivery",
            name="look_at",
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="status",
            field=models.CharField(
                choices=[
                    ("NEW", "New"),
                    ("APPLIED", "Applied"),
                    ("IGNORED", "Ignored"),
                    ("STALLED", "Stalled"),
                ],
                db_default="NEW",
                default="NEW",
                max_length=8,
            ),
        ),
    ]
