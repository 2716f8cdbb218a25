"""What came in is emptied in time; its hash remains, so that it is still known when it comes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("handovers", "0003_stalled_deliveries")]

    operations = [
        migrations.AlterField(
            model_name="delivery", name="raw", field=models.BinaryField(null=True)
        ),
        migrations.AddField(
            model_name="delivery",
            name="raw_sha256",
            field=models.BinaryField(max_length=32, null=True),
        ),
    ]
