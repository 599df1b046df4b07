"""What search engines and messengers read of a page, for templates."""

from django import template
from django.conf import settings

from clinic import languages, structured

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


@register.simple_tag(takes_context=True)
def same_page_elsewhere(context) -> list[dict]:
    """The page in each public language: as it says itself (an article), or as the addresses say of a page that every
    language has. Nothing where there is no other language."""
    if (given := context.get("alternates")) is not None:
        return given
    request, public = context.get("request"), languages.public_languages()
    match = request and request.resolver_match
    if len(public) == 1 or not match or match.kwargs or request.GET:
        return []
    found = [{"language": code, "url": languages.address(code, match.view_name)} for code in public]
    return found if found[0]["url"] != found[-1]["url"] else []


@register.simple_tag
def site_languages() -> list[dict]:
    """The public languages with the address of their front page; nothing where there is one only."""
    public = languages.public_languages()
    return [
        {"language": code, "name": languages.own_name(code), "url": languages.address(code, "home")}
        for code in public
        if len(public) > 1
    ]
