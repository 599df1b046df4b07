"""What people did with an article, from the record, beside every version that was saved."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import drafts
from articles.admin.previews import revision_named
from articles.admin.showing import names_in
from articles.comparing import compare
from articles.content import Content
from articles.models import Article, Revision
from articles.steps import EditConflict
from clinic.models import Record

SHOWN = 200  # newest first: more than anybody reads
# What the record calls a step, and what a person calls it. Steps without a line here keep the record's own words.
IN_WORDS = {
    "save draft": _("Saved"),
    "restore revision": _("Restored"),
    "send for review": _("Sent for review"),
    "return revision": _("Returned with notes"),
    "sign revision": _("Signed"),
    "publish article": _("Published"),
    "could not publish article": _("Could not be published at its time"),
    "correct article": _("Corrected"),
    "schedule article": _("Planned"),
    "cancel schedule": _("Plan given up"),
    "plan expiry": _("End planned"),
    "cancel expiry": _("Planned end given up"),
    "expire article": _("Expired"),
    "unpublish article": _("Unpublished"),
    "withdraw article": _("Taken down"),
    "place article": _("Comments or home page changed"),
    "change address": _("Address changed"),
    "address gone": _("Old address given up"),
    "address leads on": _("Old address leads here again"),
    "share preview": _("Link to the draft made"),
    "revoke preview": _("Link to the draft taken back"),
}


PLANS = ("schedule article", "plan expiry")


@dataclass(frozen=True)
class Step:
    """One thing that somebody did."""

    at: datetime
    what: str
    who: str
    note: str


def steps_of(article: Article) -> list[Step]:
    """The steps of an article, the newest first. The machine's have no name."""
    rows = Record.objects.filter(object_type=Article._meta.label, object_id=str(article.pk)).select_related("actor")
    return [
        Step(row.at, str(IN_WORDS.get(row.action, capfirst(row.action))), str(row.actor or ""), note_of(row))
        for row in rows[:SHOWN]
    ]


def note_of(row: Record) -> str:
    """The note of an entry; a planned moment, which the record keeps for machines, as people write it."""
    if row.action not in PLANS:
        return row.note
    try:
        moment = timezone.localtime(datetime.fromisoformat(row.note))
    except ValueError:  # written by hand, or without a time zone
        return row.note
    return gettext("for %s") % date_format(moment, "DATETIME_FORMAT")


def history_view(desk, request, pk):
    if not request.user.has_perm("articles.preview_article"):
        raise PermissionDenied
    article = desk.find(request, pk)
    revisions = article.revisions.select_related("created_by").defer("content")[:SHOWN]
    context = desk.page(request, article, step=_("History"), revisions=revisions, steps=steps_of(article))
    context["may_restore"] = desk.has_change_permission(request)
    return render(request, "admin/articles/article/history.html", context)


def compare_view(desk, request, pk):
    """Two revisions, `?old=` and `?new=` their numbers: what is live against the newest draft where none is named."""
    if not request.user.has_perm("articles.preview_article"):
        raise PermissionDenied
    article = desk.find(request, pk)
    old = chosen(article, request.GET.get("old", ""), article.live or article.revisions.last())
    new = chosen(article, request.GET.get("new", ""), article.draft)
    before, after = Content.from_json(old.content), Content.from_json(new.content)
    found = compare(before, after, names=names_in(before, after))
    context = desk.page(request, article, step=_("Compare"), old=old, new=new, differences=found)
    context["revisions"] = article.revisions.only("number", "created_at", "article_id")[:SHOWN]
    return render(request, "admin/articles/article/compare.html", context)


def chosen(article: Article, number: str, default: Revision | None) -> Revision:
    """The revision of that number, or `default` where none is named. Raises Http404 where there is neither."""
    revision = revision_named(article, number) if number else default
    if revision is None:
        raise Http404
    return revision


def restore_view(desk, request, pk):
    """GET asks whether `?revision=` is to be the newest draft again; POST does it. Readers see no change."""
    if not desk.has_change_permission(request):
        raise PermissionDenied
    article = desk.find(request, pk)
    revision = chosen(article, request.GET.get("revision", ""), article.live or article.draft)
    context = desk.page(request, article, step=_("Restore"), revision=revision)
    if request.method == "POST":
        try:
            drafts.restore(article, revision, request.user, base=seen_draft(request, article))
        except EditConflict:
            context["conflict"] = True
            article.refresh_from_db()
        else:
            messages.success(
                request, _("Version %d is the newest draft again. Readers see no change.") % revision.number
            )
            return desk.back_to(article)
    return render(request, "admin/articles/article/restore.html", context)


def seen_draft(request, article: Article) -> Revision | None:
    """The draft that was the newest one when the question was shown."""
    return revision_named(article, request.POST.get("seen", ""))
