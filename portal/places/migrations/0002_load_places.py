"""Load the provinces and communes of the committed files."""

from django.db import migrations

from portal.places.loading import load


def load_places(apps, schema_editor):
    load(apps.get_model("places", "Province"), apps.get_model("places", "Commune"))


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]

    operations = [migrations.RunPython(load_places, migrations.RunPython.noop)]
