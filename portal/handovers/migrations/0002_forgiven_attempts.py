"""Attempts never begin anew; those that do not count towards stalling are forgiven."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("handovers", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="handover",
            name="forgiven",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
    ]
