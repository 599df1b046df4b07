"""What is held of one person, found by an e-mail address or a private page: to give along, and to erase. For owners.

An address finds the comments it was left with. Where it is encrypted with a message of high distress only the private
page finds that message; those on duty can open it.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from clinic.record import record
from comments import private
from comments.models import Comment, Tier


@dataclass(frozen=True)
class Erased:
    """How many comments are gone, and how many of high distress stay with those on duty for at most 72 hours more."""

    now: int
    later: int


def held_of(who: str) -> list[Comment]:
    """The comments of an e-mail address, or the one of a private page's address or token; the oldest first. What its
    writer took back and those on duty still keep is among them."""
    rows = Comment.objects.select_related("article").filter(erased_at=None, is_staff_reply=False)
    who = who.strip()
    if "@" in who:
        return list(rows.filter(email__iexact=who).order_by("submitted_at", "pk"))
    token = who.partition("?")[0].rstrip("/").rpartition("/")[2]
    if len(token) != private.TOKEN_LENGTH or not token.isalnum():
        return []
    return list(rows.filter(access_digest=private.digest_of(token)))


def export(comments: list[Comment]) -> dict:
    """All that is kept, in words. Encrypted contact details stay so: the copy may not open what those on duty may."""
    return {
        "made": timezone.localtime().isoformat(timespec="minutes"),
        "comments": [
            private.export(comment, open_sealed=False) | {"contact_details_kept_encrypted": bool(comment.sealed)}
            for comment in comments
        ],
    }


def erase(comments: list[Comment], by, *, at: datetime | None = None) -> Erased:
    """Erases each as its writer could, and records by whom and how many, without a word about whom."""
    already = sum(comment.taken_back_at is not None for comment in comments)
    now = sum(private.erase(comment, at=at) for comment in comments if comment.taken_back_at is None)
    later = len(comments) - now
    record(by, "erase person", note=f"{now} comments erased, {later} kept for those on duty ({already} already)")
    return Erased(now, later)


def waits(comment: Comment) -> bool:
    """Whether erasing it leaves it with those on duty for at most 72 hours."""
    return comment.tier == Tier.HIGH
