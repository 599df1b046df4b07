from django.db import migrations

ROLES = ("Owner", "Clinician", "Editor", "Moderator")


def make_groups(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects.using(schema_editor.connection.alias)
    for name in ROLES:
        groups.get_or_create(name=name)


class Migration(migrations.Migration):
    """The four roles. What each may do is set after every migrate, from clinic/roles.py."""

    dependencies = [("clinic", "0001_initial")]
    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
