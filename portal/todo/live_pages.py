"""Tasks about public pages: what the nightly check finds in them, and whose review date comes or has passed."""

from datetime import timedelta

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Article, LiveCheck
from portal.todo.task import Link, Task

REVIEW_AHEAD = timedelta(days=30)
SHOWN, LOOKED_AT = 5, 500


def live_page_tasks(user, now) -> tuple[Task | None, ...]:
    """Findings, dead links and reviews, from one question: those with findings first, then by date."""
    if not (user.has_perm("articles.change_article") or user.has_perm("articles.sign_revision")):
        return ()
    until = timezone.localdate(now) + REVIEW_AHEAD
    # Each side of the "or" is found by an index of its own; a join would read every public page.
    checks = LiveCheck.objects.filter(Q(blocking__gt=0) | Q(dead_links__gt=0))
    next_ones = Article.objects.published(now).filter(next_review_on__lte=until).order_by("next_review_on")
    wanted = Q(pk__in=checks.values("article")) | Q(pk__in=next_ones.values("pk")[:LOOKED_AT])
    pages = Article.objects.published(now).filter(wanted)
    found = F("live_check__blocking").desc(nulls_last=True)
    columns = (
        "pk",
        "title",
        "next_review_on",
        "live_check__blocking",
        "live_check__revision",
        "live_check__dead_links",
    )
    rows = list(pages.order_by(found, "next_review_on").values(*columns, "live")[:LOOKED_AT])
    with_findings = [row for row in rows if row["live_check__blocking"] and row["live_check__revision"] == row["live"]]
    due = [row for row in rows if row["next_review_on"] and row["next_review_on"] <= until]
    due.sort(key=lambda row: row["next_review_on"])
    dead_ends = [row for row in rows if row["live_check__dead_links"]]
    return findings_task(with_findings[:SHOWN]), links_task(dead_ends[:SHOWN]), reviews_task(due[:SHOWN])


def links_task(rows: list[dict]) -> Task | None:
    """Links to other sites that have led nowhere for three days."""
    if not rows:
        return None
    links = []
    for row in rows:
        number = row["live_check__dead_links"]
        text = ngettext("%(title)s: %(number)d link", "%(title)s: %(number)d links", number)
        links.append(Link(text % {"title": row["title"], "number": number}, address_of(row)))
    address = reverse("admin:articles_article_outside")
    return Task("links", _("Links that lead nowhere"), "", address, links=tuple(links), tone="due")


def findings_task(rows: list[dict]) -> Task | None:
    """What today's rules say about pages that are public already."""
    if not rows:
        return None
    links = tuple(
        Link(
            ngettext("%(title)s: %(number)d finding", "%(title)s: %(number)d findings", row["live_check__blocking"])
            % {"title": row["title"], "number": row["live_check__blocking"]},
            address_of(row),
        )
        for row in rows
    )
    detail = _("The nightly check would not let these words be published today. They stay public until you decide.")
    return Task("findings", _("Public pages to look at"), detail, links=links, tone="due")


def reviews_task(rows: list[dict]) -> Task | None:
    if not rows:
        return None
    links = tuple(
        Link(
            _("%(title)s: review by %(date)s")
            % {"title": row["title"], "date": date_format(row["next_review_on"], "DATE_FORMAT")},
            address_of(row),
        )
        for row in rows
    )
    return Task("reviews", _("Reviews are due"), links=links, tone="due")


def address_of(row: dict) -> str:
    return reverse("admin:articles_article_change", args=[row["pk"]])
