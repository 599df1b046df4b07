from django.db import migrations


def note_live_revisions(apps, schema_editor):
    """Readers have seen what is live now; of what was live before, no record says which revision it was."""
    Article = apps.get_model("articles", "Article")
    Publication = apps.get_model("articles", "Publication")
    for article in Article.objects.filter(live__isnull=False, publications__isnull=True).iterator():
        at = article.changed_at or article.published_at
        Publication.objects.create(article=article, revision_id=article.live_id, **({"at": at} if at else {}))


class Migration(migrations.Migration):
    dependencies = [("articles", "0020_signoff")]

    operations = [migrations.RunPython(note_live_revisions, migrations.RunPython.noop)]
