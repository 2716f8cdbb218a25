"""No index twice, and room in each page: a dossier's journal head changes with every act.

With free room on its own page a row is rewritten without touching any index.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("pipeline", "0002_record_and_row_security"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE pipeline_dossier SET (fillfactor = 75)",
            "ALTER TABLE pipeline_dossier RESET (fillfactor)",
        ),
        migrations.AlterField(
            model_name="dossier",
            name="applicant",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="dossiers",
                to="accounts.citizen",
            ),
        ),
        migrations.AlterField(
            model_name="dossier",
            name="filed_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="step",
            name="dossier",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="steps",
                to="pipeline.dossier",
            ),
        ),
    ]
