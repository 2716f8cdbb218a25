import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("funeral_benefits_survivors", "0002_note")]

    operations = [
        migrations.RenameModel("Survivor", "Dependant"),
        migrations.AlterField(
            model_name="dependant",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="dependants",
                to="funeral_benefits_survivors.survivorsclaim",
            ),
        ),
    ]
