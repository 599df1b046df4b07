"""The crisis procedure that an owner has written down becomes the first version of that policy."""

from django.conf import settings
from django.db import migrations
from django.utils import timezone
from django.utils.html import escape


def take_over(apps, schema_editor):
    versions = apps.get_model("portal", "PolicyVersion").objects
    for row in apps.get_model("portal", "Opening").objects.exclude(crisis_procedure=""):
        text = "".join(f"<p>{escape(line.strip())}</p>" for line in row.crisis_procedure.splitlines() if line.strip())
        if text and not versions.filter(policy="crisis").exists():
            versions.create(
                policy="crisis",
                language=settings.LANGUAGE_CODE,
                number=1,
                text=text,
                in_force_on=timezone.localdate(),
                published_at=timezone.now(),
            )


class Migration(migrations.Migration):
    dependencies = [("portal", "0006_policies_in_versions")]

    # Back: the old column was left as it was, and is read again.
    operations = [migrations.RunPython(take_over, migrations.RunPython.noop)]
