"""Deciding about several comments at once. Approving shows the full texts first and wants each ticked.

What is urgent, or was deleted by its writer, is left out: it is decided on its own page.
"""

from collections.abc import Callable

from django.contrib import admin, messages
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comments import moderation
from comments.models import Comment, Status

MOST_TO_READ = 20  # as many texts as somebody really reads on one page
MOST_SPAM = 100


@admin.action(description=gettext_lazy("Read and approve"), permissions=["moderate"])
def approve_selected(model_admin, request, queryset):
    if _too_many(model_admin, request, queryset, MOST_TO_READ):
        return None
    comments = list(
        _without_urgent(model_admin, request, queryset)
        .filter(status=Status.PENDING)
        .select_related("article", "parent")
    )
    if request.POST.get("read") == "yes":
        _carry_out(model_admin, request, comments, moderation.approve)
        return None
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Read and approve"),
        "opts": model_admin.opts,
        "comments": comments,
    }
    return TemplateResponse(request, "admin/comments/comment/approve_selected.html", context)


@admin.action(description=gettext_lazy("Mark as spam"), permissions=["moderate"])
def mark_selected_as_spam(model_admin, request, queryset):
    if not _too_many(model_admin, request, queryset, MOST_SPAM):
        _carry_out(model_admin, request, list(_without_urgent(model_admin, request, queryset)), moderation.mark_spam)


def _without_urgent(model_admin, request, queryset):
    kept = queryset.bulk_may_touch()
    if left := queryset.count() - kept.count():
        text = ngettext(
            "%(number)d urgent message was left out: open it by itself.",
            "%(number)d urgent messages were left out: open each by itself.",
            left,
        )
        model_admin.message_user(request, text % {"number": left}, messages.WARNING)
    return kept


def _too_many(model_admin, request, queryset, most: int) -> bool:
    if queryset.count() <= most:
        return False
    text = _("Nothing was changed: choose at most %(most)s comments at a time.") % {"most": most}
    model_admin.message_user(request, text, messages.WARNING)
    return True


def _carry_out(model_admin, request, comments: list[Comment], verb: Callable) -> None:
    done = late = 0
    for comment in comments:
        try:
            verb(comment, request.user)
            done += 1
        except (moderation.AlreadyDecided, moderation.SecondPersonNeeded):
            late += 1
    if done:
        text = ngettext("%(number)d comment decided.", "%(number)d comments decided.", done)
        model_admin.message_user(request, text % {"number": done}, messages.SUCCESS)
    if late:
        text = ngettext("%(number)d was left as it is.", "%(number)d were left as they are.", late)
        model_admin.message_user(request, text % {"number": late}, messages.WARNING)
