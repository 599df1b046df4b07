"""Structured data (schema.org, as JSON-LD) that every page may carry: the clinic itself, and how to write it safely."""

import json

from django.conf import settings
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from clinic import languages
from clinic.holidays import Closing, to_show
from clinic.hours import DAYS, Span, read_hours
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
    about = {
        "@type": "Organization" if profile.is_demo else "MedicalClinic",
        **clinic_id(),
        "name": profile.name,
        "description": profile.tagline,
        "url": absolute("/"),
        "telephone": profile.phone,
        "email": profile.email,
        "address": ", ".join(profile.address_lines),
    }
    return about if profile.is_demo else about | times(profile)


def times(profile: Profile) -> dict:
    """When a clinic is open, and the closed days that the foot of every page tells too. A page that carries them holds
    until those change (comments/templatetags/times.py)."""
    found = {"openingHoursSpecification": [_hours_of(span) for span in read_hours(profile.opening_hours) if span.opens]}
    closings, _changes = to_show(profile.closed, timezone.localdate())
    found["specialOpeningHoursSpecification"] = [_closed_on(closing) for closing in closings]
    return {name: rows for name, rows in found.items() if rows}


def _hours_of(span: Span) -> dict:
    return {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": [DAYS[day].capitalize() for day in span.days],
        "opens": f"{span.opens:%H:%M}",
        "closes": f"{span.closes:%H:%M}",
    }


def _closed_on(closing: Closing) -> dict:
    """Opening and closing at the same moment is how schema.org says that a day is closed."""
    return {
        "@type": "OpeningHoursSpecification",
        "validFrom": closing.first.isoformat(),
        "validThrough": closing.last.isoformat(),
        "opens": "00:00",
        "closes": "00:00",
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
