from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clinic", "0009_retention"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="record",
            index=models.Index(fields=["action", "-at", "-id"], name="clinic_record_of_action"),
        ),
    ]
