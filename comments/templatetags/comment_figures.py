from datetime import timedelta

from django import template
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def how_long(time: timedelta) -> str:
    """“3 hours, 20 minutes”."""
    now = timezone.now()
    return timesince(now - time, now) if time >= timedelta(minutes=1) else _("less than a minute")
