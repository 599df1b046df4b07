from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0031_desk_lists_in_every_order"),
    ]

    operations = [
        migrations.AddField(
            model_name="livecheck",
            name="newer_data",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AddIndex(
            model_name="livecheck",
            index=models.Index(
                condition=models.Q(("newer_data", ""), _negated=True), fields=["article"], name="live_check_newer_data"
            ),
        ),
    ]
