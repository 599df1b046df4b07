"""The clinic's notice of the moment, for the top of every page."""

from django import template
from django.utils import timezone

from clinic.profile import banner_at, get_profile
from pagecache.public import valid_until

register = template.Library()


@register.simple_tag(takes_context=True)
def banner_now(context) -> str:
    """Its words, "" for none. A stored page with it, or one that will have it, holds until the clock changes that."""
    text, changes_at = banner_at(get_profile(), timezone.now())
    if request := context.get("request"):
        valid_until(request, changes_at)
    return text
