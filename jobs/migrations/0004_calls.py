import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0003_useful_until")]

    operations = [
        migrations.CreateModel(
            name="OutboxCall",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "next_try_at",
                    models.DateTimeField(blank=True, db_index=True, editable=False, null=True, verbose_name="next try"),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="tries")),
                (
                    "leased_until",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="being done until"),
                ),
                ("parked_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="given up")),
                (
                    "last_error",
                    models.CharField(blank=True, default="", editable=False, max_length=100, verbose_name="last error"),
                ),
                ("body", models.TextField(blank=True)),
                ("dedupe_key", models.CharField(max_length=150, unique=True)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="written"),
                ),
                ("made_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="made")),
            ],
            options={
                "verbose_name": "call to your alarm system",
                "verbose_name_plural": "calls to your alarm system",
                "ordering": ["-created_at"],
                "default_permissions": (),
            },
        ),
    ]
