"""Tasks about public pages: what the nightly check finds in them, and whose review date comes or has passed."""

from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Article, LiveCheck
from portal.todo.task import Link, Task

REVIEW_AHEAD = timedelta(days=30)
SHOWN = 5  # articles named in one task
CURRENT = Q(live_check__revision=F("live"))  # the nightly check saw what is live now


def live_page_tasks(user, now) -> tuple[Task | None, ...]:
    """Findings, dead links and reviews, from one question: those with findings first, then by date."""
    if not (user.has_perm("articles.change_article") or user.has_perm("articles.sign_revision")):
        return ()
    until = timezone.localdate(now) + REVIEW_AHEAD
    checked = ("live_check__blocking", "live_check__dead_links", "live_check__newer_data")
    columns = ("pk", "title", "next_review_on", *checked)
    rows = list(Article.objects.filter(worth_naming(now, until)).annotate(current=CURRENT).values(*columns, "current"))
    with_findings = [row for row in rows if row["live_check__blocking"] and row["current"]]
    with_findings.sort(key=lambda row: (-row["live_check__blocking"], row["pk"]))
    due = [row for row in rows if row["next_review_on"] and row["next_review_on"] <= until]
    due.sort(key=lambda row: row["next_review_on"])
    dead_ends = [row for row in rows if row["live_check__dead_links"]]
    dead_ends.sort(key=lambda row: (-row["live_check__dead_links"], row["pk"]))
    older = [row for row in rows if row["live_check__newer_data"] and row["current"]]
    tasks = findings_task(with_findings[:SHOWN]), links_task(dead_ends[:SHOWN]), reviews_task(due[:SHOWN])
    return (*tasks, newer_data_task(older[:SHOWN] if user.has_perm("articles.change_article") else []))


def worth_naming(now, until: date) -> Q:
    """The few pages that the tasks name. Each kind is found by an index of its own, which stops at the first few:
    a join over all public pages would read them whole."""
    public = Article.objects.published(now)
    reviews = public.filter(next_review_on__lte=until).order_by("next_review_on")
    checks = LiveCheck.objects.filter(Exists(public.filter(pk=OuterRef("article"))))
    findings = checks.filter(blocking__gt=0, revision=F("article__live")).order_by("-blocking", "article")
    dead_ends = checks.filter(dead_links__gt=0).order_by("-dead_links", "article")
    older = checks.exclude(newer_data="").order_by("article")
    named = Q(pk__in=reviews.values("pk")[:SHOWN])
    named |= Q(pk__in=older.values("article")[:SHOWN])
    return named | Q(pk__in=findings.values("article")[:SHOWN]) | Q(pk__in=dead_ends.values("article")[:SHOWN])


def newer_data_task(rows: list[dict]) -> Task | None:
    """Public pages with older words than the library has by now: of sources, pictures, the glossary."""
    if not rows:
        return None
    links = tuple(Link(f"{row['title']}: {row['live_check__newer_data']}", address_of(row)) for row in rows)
    detail = _("Readers keep the words that were published. Publish such a page anew to take the newer ones over.")
    return Task("newer-data", _("The library has newer data than these pages"), detail, links=links)


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
