"""Tasks about what is not public yet: drafts to finish, and planned moments that passed without effect."""

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Article
from portal import rewriting
from portal.todo.task import Link, Task

SHOWN = 5  # articles named in one task; the rest are behind its link
TROUBLE = Q(stopped_at__isnull=False) | Q(parked_at__isnull=False)
NEWER = Q(draft__isnull=False) & (Q(live__isnull=True) | ~Q(draft=F("live")))
COLUMNS = ("pk", "title", "slug", "live_id", "draft_id", "status", "stopped_at", "parked_at", "publish_at", "imported")


def draft_tasks(user) -> tuple[Task | None, Task | None, Task | None]:
    """Plans that came to nothing (for those who publish), newer drafts, and how many of these came from an old site,
    from one question: trouble first."""
    if not user.has_perm("articles.preview_article"):
        return None, None, None
    # Each kind is found by an index of its own; whole pages are read of the few that are named. Later versions have
    # higher numbers.
    trouble = Article.objects.filter(TROUBLE).order_by("-draft").values("pk")[: SHOWN + 1]
    newer = Article.objects.filter(NEWER).exclude(TROUBLE).exclude(status=Article.Status.WITHDRAWN)
    named = Q(pk__in=trouble) | Q(pk__in=newer.order_by("-draft").values("pk")[: SHOWN + 1])
    rows = Article.objects.filter(named).annotate(imported=rewriting.number_waiting())
    rows = list(rows.order_by("-draft").values(*COLUMNS))
    failed = [row for row in rows if row["stopped_at"] or row["parked_at"]]
    publishes = user.has_perm("articles.publish_article")
    plans = plans_task(failed) if publishes else None
    imported = rewriting_task(rows[0]["imported"]) if rows and user.has_perm("articles.change_article") else None
    return plans, drafts_task([row for row in rows if row not in failed]), imported


def plans_task(rows: list[dict]) -> Task | None:
    """Planned moments that passed without effect: stopped by findings, or given up after five errors."""
    if not rows:
        return None
    links = tuple(Link(in_words(row), address_of(row)) for row in rows[:SHOWN])
    detail = _("Each page says why. Mend it and plan it again, publish it by hand, or give the plan up.")
    if len(rows) > SHOWN:
        detail += " " + _("The newest five; there are more.")
    return Task("plans", _("Plans that came to nothing"), detail, links=links, tone="alarm")


def in_words(row: dict) -> str:
    told = {"title": row["title"] or row["slug"]}
    if row["stopped_at"]:
        return _("%(title)s: did not go public, because of findings") % told
    if row["publish_at"]:
        return _("%(title)s: could not go public, five tries failed") % told
    return _("%(title)s: could not end, five tries failed") % told


def drafts_task(rows: list[dict]) -> Task | None:
    if not rows:
        return None
    links = tuple(
        Link(
            (_("%(title)s: changed, not yet public") if row["live_id"] else _("%(title)s: new"))
            % {"title": row["title"] or row["slug"]},
            address_of(row),
        )
        for row in rows[:SHOWN]
    )
    detail = _("The newest five; there are more.") if len(rows) > SHOWN else ""
    return Task("drafts", _("Drafts to finish or publish"), detail, links=links)


def address_of(row: dict) -> str:
    return reverse("admin:articles_article_change", args=[row["pk"]])


def rewriting_task(number: int | None) -> Task | None:
    if not number:
        return None
    title = ngettext(
        "%(number)d draft from the old site to rewrite", "%(number)d drafts from the old site to rewrite", number
    )
    detail = _("Those with most findings stand first. Old addresses wait for them.")
    return Task("rewriting", title % {"number": number}, detail, reverse("rewriting"))
