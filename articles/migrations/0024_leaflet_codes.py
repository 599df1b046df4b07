from django.db import migrations, models

from articles.codes import new_code


def give_codes(apps, schema_editor):
    Publication = apps.get_model("articles", "Publication")
    for pk in Publication.objects.filter(code=None).values_list("pk", flat=True).iterator():
        Publication.objects.filter(pk=pk).update(code=new_code())


class Migration(migrations.Migration):
    dependencies = [("articles", "0023_show_stopped_plans")]

    operations = [
        # First without a default: a default of a new column is worked out once, and the codes have to differ.
        migrations.AddField(
            model_name="publication",
            name="code",
            field=models.CharField(max_length=8, null=True, unique=True, verbose_name="leaflet code"),
        ),
        migrations.RunPython(give_codes, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="publication",
            name="code",
            field=models.CharField(default=new_code, max_length=8, null=True, unique=True, verbose_name="leaflet code"),
        ),
    ]
