"""The line that the desk shows after a step: what it was about, and what became of it."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from comments.models import Comment


def sentence(comment: Comment, move: str) -> SafeString:
    """What a step did with a comment, whose name leads to it."""
    address = reverse("admin:comments_comment_change", args=[comment.pk])
    link = format_html('<a href="{}">{}</a>', address, called(comment))
    return format_html(_template(move), name=link, state=comment.get_status_display(), tier=comment.get_tier_display())


def called(comment: Comment) -> str:
    """Most people in distress give no name: theirs must not read as if the clinic had written it."""
    return _("Clinic staff") if comment.is_staff_reply else comment.name or _("Anonymous")


def _template(move: str) -> str:
    match move:
        case "escalate":
            return _("The comment by {name} is with the clinicians now.")
        case "lower":
            return _("The comment by {name} is graded “{tier}” now. It still waits.")
        case "raise":
            return _("The comment by {name} is urgent now, and those on duty are told.")
        case "redact":
            return _("The marked details are gone from the comment by {name}. Read it again: it still waits.")
        case "set_aside":
            return _("The finding in the comment by {name} is set aside. It still waits.")
    return _("The comment by {name} is now: {state}.")
