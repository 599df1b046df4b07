"""The old site's addresses are kept, so that no bookmark breaks. portal/old_addresses.py answers them."""

from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Article, Topic
from portal.models import OldAddress
from portal.wordpress.entries import Item
from portal.wordpress.links import FEEDS
from portal.wordpress.report import Report
from portal.wordpress.survey import Survey, path_of, plain_line
from portal.wordpress.wxr import Site

FEED_QUERIES = ("?feed=rss2", "?feed=rss", "?feed=atom", "?feed=rdf", "?feed=comments-rss2")
LONGEST = 500
TAKEN = gettext_lazy("Old addresses that two posts have: the first keeps it")


def of_post(item: Item, article: Article | None, found: Survey, report: Report) -> None:
    """The addresses of a post that was public: its permalink, its number, its feed. `article` None: a dry run, which
    only says what is wrong with them."""
    path = path_of(item.link)
    addresses = [f"?p={item.number}"]
    if path:
        addresses += [path, f"{path}/feed"]
        if is_ours(path):
            report.to_mend(_("Old addresses that are pages of the portal itself"), f"/{path}/")
    is_first = found.posts_at.get(path) == item.number
    for address in addresses:
        if article is not None:
            keep(address, report, article=article)
        elif path and path in address and not is_first and is_storable(address, report):
            report.to_mend(str(TAKEN), f"/{address}")


def of_topic(found: Survey, site: Site, slug: str, topic: Topic, report: Report) -> None:
    """A category's pages and its feed. Called with the first post that needs the topic."""
    path = f"{start_of(found)}category/{'/'.join([*above(slug, site), slug])}".lower()
    numbers = [number for number, name in site.numbers.items() if name == slug and number]
    short = f"{start_of(found)}category/{slug}".lower()
    for address in dict.fromkeys((path, short, *(f"?cat={number}" for number in numbers))):
        keep(address, report, topic=topic)
    keep(f"{path}/feed", report, topic=topic, feed=True)


def start_of(found: Survey) -> str:
    return f"{found.base}/" if found.base else ""


def of_site(found: Survey, site: Site, report: Report) -> None:
    """Tag pages, and the feeds of the whole site."""
    base = start_of(found)
    for (domain, slug), name in site.terms.items():
        if domain == "post_tag" and slug in found.public_tags:
            query = urlencode({"q": plain_line(name)[:60]})
            keep(f"{base}tag/{slug}".lower(), report, path=f"{reverse('search')}?{query}")
    for feed in FEEDS:
        keep(f"{base}{feed}", report, path=reverse("articles:feed"))
    for feed in FEED_QUERIES:
        keep(feed, report, path=reverse("articles:feed"))


def above(slug: str, site: Site) -> list[str]:
    """The categories that this one stands under, the highest first. Damaged exports have circles."""
    found: list[str] = []
    parent = site.parents.get(slug, "")
    while parent and parent not in found and parent != slug:
        found.insert(0, parent)
        parent = site.parents.get(parent, "")
    return found


def keep(address: str, report: Report, **leads_to) -> None:
    """Stores where an old address leads. The first of two with the same address keeps it."""
    if not is_storable(address, report):
        return
    row, made = OldAddress.objects.get_or_create(address=address, defaults=leads_to)
    if made:
        report.came[_("old addresses that lead on")] += 1
    elif leads_to.get("article") and row.article_id != leads_to["article"].pk:
        report.to_mend(str(TAKEN), f"/{address}")


def is_storable(address: str, report: Report) -> bool:
    if len(address) > LONGEST:
        report.lose(_("Addresses too long to be kept"), address[:100], once=True)
        return False
    if "\x00" in address:  # written %00; no database keeps it, and no page has such an address
        report.lose(_("Addresses with characters that no text may hold"), address[:100], once=True)
        return False
    return True


def is_ours(path: str) -> bool:
    """Whether the portal has a page of its own there, which then answers."""
    try:
        return resolve(f"/{path}/").view_name != "articles:article"
    except (Resolver404, NoReverseMatch):
        return False
