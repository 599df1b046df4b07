"""What a page may truthfully say about clinical review."""

from django.utils import timezone
from django.utils.translation import gettext as _

from articles.content import Content


def review_of(content: Content) -> dict:
    """The public review state of what is shown: `state` and `text` for the trust line, and whether it is overdue.

    Sign-off does not exist yet, so there is one state. Computed, never stored: nothing can leave a badge behind.
    """
    due = content.review_date
    return {
        "state": "unreviewed",
        "text": _("Not clinically reviewed"),
        "overdue": due is not None and due < timezone.localdate(),
    }


def review_of_card(article) -> dict:
    """The same for a list or a feed, from an article's own columns."""
    return {"state": "unreviewed", "text": _("Not clinically reviewed")}
