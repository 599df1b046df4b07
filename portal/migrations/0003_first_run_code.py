from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0002_what_opening_needs"),
    ]

    operations = [
        migrations.CreateModel(
            name="FirstCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "code for the first run",
                "verbose_name_plural": "codes for the first run",
                "default_permissions": (),
            },
        ),
    ]
