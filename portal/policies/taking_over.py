"""A crisis procedure from before there were versions becomes the first version of that policy.

Takes the models' managers, so that a migration can call it with the models of its day.
"""

from django.conf import settings
from django.utils import timezone
from django.utils.html import escape


def take_over(openings, versions) -> None:
    """From what stands in `openings`, unless `versions` has one."""
    for row in openings.exclude(crisis_procedure=""):
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
