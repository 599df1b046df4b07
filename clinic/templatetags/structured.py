"""What search engines and messengers read of a page, for templates."""

from django import template
from django.conf import settings

from clinic import structured

register = template.Library()


@register.simple_tag(takes_context=True)
def canonical_address(context) -> str:
    """The page's one address: our own host, and no parameter but a further page's number."""
    request = context.get("request")
    if request is None:
        return settings.SITE_URL + "/"
    number = request.GET.get("page", "")
    page = f"?page={number}" if number.isascii() and number.isdigit() and number != "1" else ""
    return f"{settings.SITE_URL}{request.path}{page}"


@register.simple_tag(takes_context=True)
def structured_page(context):
    """The data of a page that has no kind of its own."""
    request = context.get("request")
    path = request.path if request else "/"
    return structured.script(structured.web_page(path), structured.website(), structured.clinic())


@register.simple_tag
def share_address(address: str) -> str:
    """An absolute address for a picture of ours, which may have been made absolute by the storage."""
    return address if "://" in address else settings.SITE_URL + address
