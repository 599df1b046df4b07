"""What machines read to find the pages: the sitemap, robots.txt, and security.txt (RFC 9116)."""

from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.db.models import Max
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils import timezone

from articles.models import Article
from articles.topics import public_topics
from articles.translations import groups_of_all
from articles.views import newest
from clinic import languages
from clinic.profile import get_profile
from faq.questions import get_questions
from pagecache.public import public_page, valid_until

MOST = 50_000  # of one sitemap, by its protocol
PAGES = (
    *("home", "articles:list", "articles:topics", "articles:a_to_z", "articles:glossary", "faq:page"),
    *("help_now", "our_service", "contact", "about", "editorial_policy", "privacy", "accessibility", "comment_rules"),
    "corrections",
)
SECURITY_HOLDS = timedelta(days=180)


@public_page()
def sitemap(request):
    public = languages.public_languages()
    entries: list[tuple] = []
    for language in public:
        with languages.speaking(language):
            entries += [*fixed_pages(public), *topic_pages(), *article_pages()]
    with_links = ' xmlns:xhtml="http://www.w3.org/1999/xhtml"' if len(public) > 1 else ""
    start = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"{with_links}>'
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', start]
    for address, changed, elsewhere in entries[:MOST]:
        last = f"<lastmod>{changed.isoformat()}</lastmod>" if changed else ""
        links = "".join(map(alternate, elsewhere))
        lines.append(f"<url><loc>{escape(settings.SITE_URL + address)}</loc>{last}{links}</url>")
    return HttpResponse("\n".join([*lines, "</urlset>\n"]), content_type="application/xml; charset=utf-8")


def alternate(other: dict) -> str:
    address = quoteattr(settings.SITE_URL + other["url"])
    return f'<xhtml:link rel="alternate" hreflang={quoteattr(other["language"])} href={address}/>'


def fixed_pages(public: list[str]) -> list[tuple]:
    """Pages of the site itself, with the day they last changed where somebody knows it, and in which languages."""
    latest = newest().order_by().aggregate(at=Max("changed_at"))["at"]
    checked = max((question.evidence_checked_on for question in get_questions()), default=None)
    known = {"home": latest, "articles:list": latest, "articles:a_to_z": latest, "faq:page": checked}
    return [(reverse(name), known.get(name), elsewhere(name, public)) for name in PAGES]


def elsewhere(name: str, public: list[str]) -> list[dict]:
    return [{"language": code, "url": languages.address(code, name)} for code in public if len(public) > 1]


def topic_pages() -> list[tuple]:
    public = Article.objects.published().filter(language=languages.current())
    changed = dict(public.order_by().values_list("topics").annotate(Max("changed_at")))
    return [(topic.get_absolute_url(), changed.get(topic.pk), []) for topic in public_topics()]


def article_pages() -> list[tuple]:
    rows = newest().values_list("pk", "slug", "changed_at")[:MOST]
    groups = groups_of_all()
    return [(reverse("articles:article", args=[slug]), changed, groups.get(pk, [])) for pk, slug, changed in rows]


@public_page()
def robots(request):
    """Everybody may read everything public. Pages of a site that is not open ask not to be listed, and to obey that
    a robot has to be let in."""
    lines = ["User-agent: *", *(f"Disallow: {start}" for start in settings.STAFF_PATHS)]
    text = "\n".join([*lines, "", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}", ""])
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@public_page()
def security(request):
    month = timezone.now().astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: mailto:{get_profile().email}",
        f"Expires: {expiry(month):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {settings.SITE_URL}{reverse('security')}",
        "",
    ]
    response = HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
    valid_until(response, (month + timedelta(days=32)).replace(day=1))
    return response


def expiry(month: datetime) -> datetime:
    """The same for a whole month, and never closer than 149 days."""
    return month + SECURITY_HOLDS


urlpatterns = [
    path("sitemap.xml", sitemap, name="sitemap"),
    path("robots.txt", robots, name="robots"),
    path(".well-known/security.txt", security, name="security"),
]
