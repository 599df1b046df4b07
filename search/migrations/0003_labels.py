import unicodedata

import django.db.models.deletion
from django.db import migrations, models


def fill(apps, schema_editor):
    """What is in the index already gets its lines; later ones come with their entry (search/labels.py)."""
    Label = apps.get_model("search", "Label")
    for entry in apps.get_model("search", "Entry").objects.filter(kind="article").iterator(chunk_size=200):
        texts = dict.fromkeys([entry.title, *filter(None, entry.keywords.split(", "))])
        Label.objects.bulk_create(label(Label, entry, text[:200]) for text in texts)


def label(Label, entry, text):
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    letter = plain[:1].upper() if plain[:1].upper().isalpha() else ""
    return Label(entry=entry, language=entry.language, letter=letter, sort=plain.encode(), text=text)


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0002_full_text"),
    ]

    operations = [
        migrations.CreateModel(
            name="Label",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=12)),
                ("letter", models.CharField(blank=True, max_length=8)),
                ("sort", models.BinaryField(max_length=800)),
                ("text", models.CharField(max_length=200)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="labels", to="search.entry"
                    ),
                ),
            ],
            options={
                "verbose_name": "line of the A to Z",
                "verbose_name_plural": "lines of the A to Z",
                "default_permissions": (),
                "indexes": [models.Index(fields=["language", "letter", "sort", "id"], name="search_label_order")],
            },
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["language"], name="search_entry_language"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
