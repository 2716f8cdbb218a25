"""Load the rows of law of the committed files."""

from django.db import migrations

from portal.statutes.loading import load


def load_statutes(apps, schema_editor):
    load(lambda name: apps.get_model("statutes", name))


class Migration(migrations.Migration):
    dependencies = [("statutes", "0001_initial")]

    operations = [migrations.RunPython(load_statutes, migrations.RunPython.noop)]
