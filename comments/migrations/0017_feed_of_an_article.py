from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0016_retention_page"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(fields=["article", "status", "decided_at"], name="comment_feed"),
        ),
    ]
