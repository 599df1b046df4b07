"""What colleagues took down lately, for those who can put it right or answer for the site: editors and owners."""

from datetime import timedelta

from django.db.models import BigIntegerField, CharField, Exists, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.models import Article
from clinic import languages
from clinic.models import Record
from portal.todo.task import Link, Task

SAID_FOR = timedelta(days=7)
SHOWN = 5  # articles named; the rest are behind the task's link
NAME = Coalesce(NullIf("actor__display_name", Value("")), "actor__email", output_field=CharField())


def taken_down_task(user, now) -> Task | None:
    """Which page, who, when and why, unless it is public again or this person did it. One query."""
    edits = user.has_perm("articles.change_article")
    if not (edits or user.has_perm("clinic.view_record")):
        return None
    rows = list(lines_of_others(user, now)[: SHOWN + 1])
    if not rows:
        return None
    links = tuple(Link(in_words(row), address_of(row, edits), row["note"]) for row in rows[:SHOWN])
    detail = _("Readers are told that the page is no longer here, and why. All that was planned for it is given up.")
    if len(rows) > SHOWN:
        detail += " " + _("The newest five; there are more.")
    address = reverse("admin:articles_article_changelist") + f"?status__exact={Article.Status.WITHDRAWN}"
    return Task("taken-down", _("Colleagues took pages down"), detail, address, links, tone="due")


def lines_of_others(user, now):
    """The record's lines about pages that are down by that very step: not published since, nor ended later."""
    lines = Record.objects.filter(action="withdraw article", at__gte=now - SAID_FOR, object_type=Article._meta.label)
    lines = lines.exclude(actor=user).annotate(article=Cast("object_id", BigIntegerField()))
    article = Article.objects.filter(pk=OuterRef("article"))
    down = article.filter(status=Article.Status.WITHDRAWN, withdrawn_at__lte=OuterRef("at"))
    told = {name: Subquery(article.values(name)) for name in ("title", "slug", "language")}
    return lines.filter(Exists(down)).annotate(who=NAME, **told).values("article", "at", "note", "who", *told)


def in_words(row: dict) -> str:
    told = {
        "title": row["title"] or row["slug"],
        "who": row["who"] or _("somebody whose account is gone"),
        "when": date_format(timezone.localtime(row["at"]), "DATETIME_FORMAT"),
    }
    return _("%(title)s: taken down by %(who)s, %(when)s") % told


def address_of(row: dict, edits: bool) -> str:
    """Where it is mended and published again; for those who do not edit, what its readers are told."""
    if edits:
        return reverse("admin:articles_article_change", args=[row["article"]])
    return languages.address(row["language"], "articles:article", row["slug"])
