"""What `check --deploy` asks of an installation beside Django's own questions."""

from django.conf import settings
from django.core.checks import Error, Tags, register


@register(Tags.security, deploy=True)
def check_second_factor(app_configs=None, **kwargs) -> list:
    """`offered` is for the demo: a clinic's desk does not open with a password alone."""
    if settings.STAFF_SECOND_FACTOR == "required":
        return []
    hint = "Set STAFF_SECOND_FACTOR=required, or leave it out."
    return [Error("Staff can sign in without a second factor.", hint=hint, id="portal.E001")]
