from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0013_acknowledged_reports"),
    ]

    operations = [
        migrations.CreateModel(
            name="RetentionDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(unique=True, verbose_name="day")),
                ("at", models.DateTimeField(verbose_name="last ran")),
                (
                    "words",
                    models.PositiveIntegerField(default=0, verbose_name="comments, reports and words about articles"),
                ),
                ("addresses", models.PositiveIntegerField(default=0, verbose_name="e-mail addresses")),
                ("networks", models.PositiveIntegerField(default=0, verbose_name="codes of networks")),
            ],
            options={
                "verbose_name": "day of retention",
                "verbose_name_plural": "days of retention",
                "ordering": ("-day",),
                "default_permissions": (),
            },
        ),
        migrations.AlterModelOptions(
            name="erasure",
            options={
                "default_permissions": (),
                "permissions": [("answer_person", "Can find, give and erase what is held of a person")],
                "verbose_name": "a person’s rights",
                "verbose_name_plural": "a person’s rights",
            },
        ),
    ]
