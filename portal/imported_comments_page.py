"""The desk's page “Comments from the old site”: whole texts, of which several can be ticked and approved."""

from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from clinic.paging import COUNTED, BoundedPaginator
from comments import read_together
from comments.highlighting import SCREENS, findings_of, pieces_of
from comments.models import Queue
from portal import imported_comments

CHOICES = {
    "": gettext_lazy("All of them"),
    imported_comments.NOTHING: gettext_lazy("Nothing was seen in them"),
    imported_comments.SOMETHING: gettext_lazy("Something was seen in them"),
}


class NarrowForm(forms.Form):
    """What the list is narrowed to. A value that is none narrows nothing."""

    article = forms.ChoiceField(label=gettext_lazy("Article"), required=False)
    findings = forms.ChoiceField(label=gettext_lazy("What the screens saw"), required=False)

    def __init__(self, values, articles):
        super().__init__(values)
        self.fields["article"].choices = [
            ("", _("All articles")),
            *((str(number), f"{title} ({waiting})" if waiting else title) for number, title, waiting in articles),
        ]
        names = CHOICES | {name: SCREENS[name] for name in imported_comments.FINDINGS if name in SCREENS}
        self.fields["findings"].choices = list(names.items())


def chosen(values) -> dict:
    """The article and the findings that an address names, as to_list() takes them."""
    number, findings = values.get("article", ""), values.get("findings", "")
    is_number = number.isascii() and number.isdigit() and len(number) <= read_together.LONGEST_NUMBER
    return {
        "article": int(number) if is_number else None,
        "findings": findings if findings in imported_comments.FINDINGS else "",
    }


@require_http_methods(["GET", "HEAD", "POST"])
def page(request):
    """GET shows the texts, POST approves those whose boxes are ticked, each by itself."""
    if not request.user.has_perm("comments.moderate_comment"):
        raise PermissionDenied
    narrowing = chosen(request.GET)
    kept = urlencode({name: value for name, value in narrowing.items() if value})
    if request.method == "POST":
        approve(request)
        return redirect(f"{reverse('imported_comments')}?{kept}".rstrip("?"))
    shown = BoundedPaginator(imported_comments.to_list(**narrowing), read_together.MOST).get_page(
        request.GET.get("page")
    )
    context = admin.site.each_context(request) | {
        "title": _("Comments from the old site"),
        "page": shown,
        "entries": [entry(comment, request.user) for comment in shown],
        "form": NarrowForm(request.GET, imported_comments.by_article()),
        "kept": kept,
        "urgent": imported_comments.waiting().filter(queue=Queue.URGENT)[:COUNTED].count(),
    }
    return render(request, "admin/imported_comments.html", context)


def entry(comment, user) -> dict:
    """One comment as the list shows it; `tick` is empty where it has to be read on its own page."""
    now = timezone.now()
    tick = read_together.tick_of(comment, user) if read_together.may_tick(comment, user, now) else ""
    unread = read_together.answers_unread(comment)
    shown = {"pieces": pieces_of(comment), "findings": findings_of(comment)}
    return {"comment": comment, "tick": tick, "answers_unread": unread, **shown}


def approve(request) -> None:
    ticks = request.POST.getlist("read")
    try:
        outcome = read_together.approve_ticked(imported_comments.to_list(), request.user, ticks, timezone.now())
    except ValueError:
        text = _("Nothing was changed: approve at most %(most)d at a time.") % {"most": read_together.MOST}
        messages.error(request, text)
        return
    if not ticks:
        messages.warning(request, _("Nothing was changed: tick what you have read and want to approve."))
    if number := len(outcome.approved):
        text = ngettext("%(number)d comment is approved.", "%(number)d comments are approved.", number)
        address = reverse("admin:comments_comment_looking_back") + "?state=approved"
        back = _("See what is approved, or take one back")
        messages.success(request, format_html('{} <a href="{}">{}</a>.', text % {"number": number}, address, back))
    for numbers, words in (
        (outcome.changed, _("Not approved, because other words stand there now than you have read: %s. Read again.")),
        (
            outcome.left,
            _("Not approved, because somebody has decided or is reading it, or something was seen in it: %s."),
        ),
    ):
        if numbers:
            messages.warning(request, words % ", ".join(map(str, numbers)))


urlpatterns = [path("admin/moving-in/comments/", admin.site.admin_view(page), name="imported_comments")]
