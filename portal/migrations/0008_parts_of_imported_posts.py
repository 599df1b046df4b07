"""Each draft that a long post became gets a row of its own."""

from django.db import migrations, models


def forget_parts(apps, schema_editor):
    """Back: the version before knows one row a post. The drafts themselves stay."""
    apps.get_model("portal", "Imported").objects.filter(part__gt=1).delete()


class Migration(migrations.Migration):
    dependencies = [("portal", "0007_take_over_crisis_procedure")]

    operations = [
        migrations.AddField(
            model_name="imported",
            name="part",
            field=models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name="part"),
        ),
        migrations.RemoveConstraint(model_name="imported", name="imported_once"),
        migrations.AddConstraint(
            model_name="imported",
            constraint=models.UniqueConstraint(fields=("site", "kind", "number", "part"), name="imported_once"),
        ),
        migrations.RunPython(migrations.RunPython.noop, forget_parts),
    ]
