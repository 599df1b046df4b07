from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clinic", "0006_away_until"),
    ]

    operations = [
        migrations.AddField(
            model_name="clinicprofile",
            name="banner",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="One or two short sentences, for example “The phone is out of order until Friday. Write to us.”",
                max_length=240,
                verbose_name="notice on every page",
            ),
        ),
        migrations.AddField(
            model_name="clinicprofile",
            name="banner_from",
            field=models.DateTimeField(
                blank=True, help_text="Empty: from now on.", null=True, verbose_name="shown from"
            ),
        ),
        migrations.AddField(
            model_name="clinicprofile",
            name="banner_until",
            field=models.DateTimeField(
                blank=True, help_text="It leaves by itself, to the minute.", null=True, verbose_name="shown until"
            ),
        ),
    ]
