"""Setting several comments aside as spam at once. Every other decision is about one comment that was read.

What is urgent, was deleted by its writer, is with a clinician or is being read by a colleague is left out.
"""

from collections.abc import Callable

from django.contrib import admin, messages
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from comments import moderation
from comments.claims import nobody_else_reads
from comments.models import Comment

MOST_SPAM = 100


@admin.action(description=gettext_lazy("Mark as spam"), permissions=["moderate"])
def mark_selected_as_spam(model_admin, request, queryset):
    if not _too_many(model_admin, request, queryset, MOST_SPAM):
        kept = _without_asked(model_admin, request, _without_urgent(model_admin, request, queryset))
        kept = _without_read(model_admin, request, kept)
        _carry_out(model_admin, request, list(kept), moderation.mark_spam)


def _without_urgent(model_admin, request, queryset):
    left_out = ngettext_lazy(
        "%(number)d urgent message was left out: open it by itself.",
        "%(number)d urgent messages were left out: open each by itself.",
        "number",
    )
    return _told(model_admin, request, queryset, queryset.bulk_may_touch(), left_out)


def _without_asked(model_admin, request, queryset):
    """Calling it spam would end the question, and taking that back would not ask it again."""
    left_out = ngettext_lazy(
        "%(number)d comment that a clinician was asked about was left out: open it by itself.",
        "%(number)d comments that a clinician was asked about were left out: open each by itself.",
        "number",
    )
    return _told(model_admin, request, queryset, queryset.filter(escalated_at=None), left_out)


def _without_read(model_admin, request, queryset):
    """What a colleague reads just now is theirs to decide."""
    left_out = ngettext_lazy(
        "%(number)d comment that a colleague is reading was left out.",
        "%(number)d comments that colleagues are reading were left out.",
        "number",
    )
    kept = queryset.filter(nobody_else_reads(request.user, timezone.now()))
    return _told(model_admin, request, queryset, kept, left_out)


def _told(model_admin, request, queryset, kept, left_out):
    """What is kept of the chosen comments, after it was said how many are not."""
    if left := queryset.count() - kept.count():
        model_admin.message_user(request, left_out % {"number": left}, messages.WARNING)
    return kept


def _too_many(model_admin, request, queryset, most: int) -> bool:
    if queryset.count() <= most:
        return False
    text = _("Nothing was changed: choose at most %(most)s comments at a time.") % {"most": most}
    model_admin.message_user(request, text, messages.WARNING)
    return True


def _carry_out(model_admin, request, comments: list[Comment], verb: Callable) -> None:
    """All in one moment, by which they are found when they are taken back together (undoing.py).

    One transaction, for a hundred of them would use up much of the ten seconds. Each is still by itself: what somebody
    else has decided meanwhile is left. By number, so that two people who choose the same ones do not wait in a circle.
    """
    done, late = 0, 0
    with transaction.atomic():
        at = timezone.now()
        for comment in sorted(comments, key=lambda one: one.pk):
            try:
                verb(comment, request.user, at=at)
                done += 1
            except (moderation.AlreadyDecided, moderation.SecondPersonNeeded):
                late += 1
    if done:
        text = ngettext("%(number)d comment decided.", "%(number)d comments decided.", done)
        model_admin.message_user(request, text % {"number": done}, messages.SUCCESS)
    if late:
        text = ngettext("%(number)d was left as it is.", "%(number)d were left as they are.", late)
        model_admin.message_user(request, text % {"number": late}, messages.WARNING)
