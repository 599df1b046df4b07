import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0024_leaflet_codes"),
    ]

    operations = [
        migrations.CreateModel(
            name="SharePicture",
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
                ("clinic", models.CharField(blank=True, max_length=200)),
                ("wanted", models.CharField(max_length=32)),
                ("made", models.CharField(blank=True, max_length=32)),
                ("name", models.CharField(blank=True, max_length=64)),
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="share_picture", to="articles.article"
                    ),
                ),
            ],
            options={
                "verbose_name": "share picture",
                "verbose_name_plural": "share pictures",
                "default_permissions": (),
            },
        ),
    ]
