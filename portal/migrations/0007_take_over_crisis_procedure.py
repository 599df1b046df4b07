"""The crisis procedure that an owner has written down becomes the first version of that policy."""

from django.db import migrations

from portal.policies import taking_over


def take_over(apps, schema_editor):
    taking_over.take_over(
        apps.get_model("portal", "Opening").objects, apps.get_model("portal", "PolicyVersion").objects
    )


class Migration(migrations.Migration):
    dependencies = [("portal", "0006_policies_in_versions")]

    # Back: the old column was left as it was, and is read again.
    operations = [migrations.RunPython(take_over, migrations.RunPython.noop)]
