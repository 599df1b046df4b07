"""Structured data (schema.org, as JSON-LD) that every page may carry: the clinic itself, and how to write it safely."""

import json

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from clinic import languages
from clinic.profile import Profile, get_profile

# In a script element only these could end it or start something else; escaped they mean the same to JSON.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def script(*things: dict | None) -> SafeString:
    """The things as one JSON-LD script. It is data, not code: the content security policy has nothing to allow."""
    graph = [thing for thing in things if thing]
    text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False)
    return mark_safe(f'<script type="application/ld+json">{text.translate(ESCAPES)}</script>')


def absolute(path: str) -> str:
    return settings.SITE_URL + path


def clinic_id() -> dict:
    """How other things refer to the clinic."""
    return {"@id": absolute("/#clinic")}


def clinic(profile: Profile | None = None) -> dict:
    """The clinic, from its profile. The example clinic of the demo is no clinic and is given as an organization."""
    profile = profile or get_profile()
    return {
        "@type": "Organization" if profile.is_demo else "MedicalClinic",
        **clinic_id(),
        "name": profile.name,
        "description": profile.tagline,
        "url": absolute("/"),
        "telephone": profile.phone,
        "email": profile.email,
        "address": ", ".join(profile.address_lines),
    }


def website(search_address: str = "") -> dict:
    profile = get_profile()
    site = {
        "@type": "WebSite",
        "@id": absolute("/#site"),
        "url": absolute("/"),
        "name": profile.name,
        "inLanguage": languages.current(),
        "publisher": clinic_id(),
    }
    if search_address:
        target = {"@type": "EntryPoint", "urlTemplate": absolute(search_address) + "?q={search_term_string}"}
        search = {"@type": "SearchAction", "target": target, "query-input": "required name=search_term_string"}
        site["potentialAction"] = search
    return site


def web_page(path: str, title: str = "") -> dict:
    page = {
        "@type": "WebPage",
        "@id": absolute(path),
        "url": absolute(path),
        "inLanguage": languages.current(),
        "isPartOf": {"@id": absolute("/#site")},
        "publisher": clinic_id(),
    }
    return page | ({"name": title} if title else {})


def breadcrumbs(*steps: tuple[str, str]) -> dict:
    """The way to a page: (title, path) of each step, the page itself last."""
    items = [
        {"@type": "ListItem", "position": number, "name": title, "item": absolute(path)}
        for number, (title, path) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}
