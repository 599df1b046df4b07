from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0030_find_desk_lists_by_index"),
        ("comments", "0014_retention_days_and_persons_rights"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("taken_back_at", None)), fields=["submitted_at"], name="comment_sent"
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(fields=["article", "submitted_at"], name="comment_of_article"),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                Lower("name"),
                models.F("submitted_at"),
                condition=models.Q(("name", ""), _negated=True),
                name="comment_name_any_case",
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("taken_back_at__isnull", False)),
                fields=["taken_back_at"],
                name="comment_taken_back",
            ),
        ),
    ]
