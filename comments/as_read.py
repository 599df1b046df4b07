"""Whether the words that somebody decides about or answers are still those that stood on her page.

The desk's forms carry a keyed mark of the words as shown. A writer may change a waiting comment at any moment, and what
nobody has read may not become public. The mark is made for the page and never stored, so that it confirms no guess of
what stood in erased words.
"""

from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from comments.models import Comment

SALT = "comments.as_read"
CHANGED = _(
    "Nothing was changed: the writer has changed this comment meanwhile. Read it as it is now, then decide again."
)


def mark_of(comment: Comment) -> str:
    """Stands for the name and the words; of a clinic's answer also for those it answers, which are read with it."""
    shown = [str(comment.pk), comment.name, comment.text]
    if comment.is_staff_reply and comment.parent:
        shown += [comment.parent.name, comment.parent.text]
    return salted_hmac(SALT, "\0".join(shown), algorithm="sha256").hexdigest()


def is_as_read(comment: Comment, mark: str) -> bool:
    """Whether `mark`, from a page, stands for the words as they are now. A missing one never does."""
    return constant_time_compare(mark, mark_of(comment))
