"""When the clinic is there, in words that nobody can read in two ways."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinic.holidays import Closing
from comments.opening import closings_to_show
from pagecache.public import valid_until

register = template.Library()
DAY, DAY_AND_TIME = "l, F j", "l, F j, P"


@register.simple_tag(takes_context=True)
def closings_now(context) -> tuple[Closing, ...]:
    """Closed days that readers are told of now. A stored page holds until the clock changes that."""
    closings, changes_at = closings_to_show(timezone.now())
    if request := context.get("request"):
        valid_until(request, changes_at)
    return closings


@register.filter
def as_days(closings: Iterable[Closing]) -> str:
    """“Friday, December 25 (Christmas Day); Monday, December 28 to Friday, January 1”."""
    return "; ".join(f"{days} ({one.name})" if one.name else days for one in closings for days in [_days(one)])


def _days(closing: Closing) -> str:
    first = date_format(closing.first, DAY)
    if closing.is_one_day:
        return first
    return _("%(first)s to %(last)s") % {"first": first, "last": date_format(closing.last, DAY)}


@register.filter
def not_before(moment: datetime) -> str:
    """For “not before …”: midnight as the end of the day before, since “Saturday, midnight” may be either end of it."""
    local = timezone.localtime(moment)
    if local.time() == time.min:
        return _("the end of %(day)s") % {"day": date_format(local - timedelta(days=1), DAY)}
    return date_format(local, DAY_AND_TIME)


@register.filter
def starting(moment: datetime) -> str:
    """For “from …”: midnight as the start of its day."""
    local = timezone.localtime(moment)
    if local.time() == time.min:
        return _("the start of %(day)s") % {"day": date_format(local, DAY)}
    return date_format(local, DAY_AND_TIME)
