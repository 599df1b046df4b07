"""How long decisions take lately, from what was decided and not from a promise."""

from datetime import datetime, timedelta
from statistics import median

from django.utils import timezone
from django.utils.translation import ngettext

from clinic.prepared import Prepared
from comments.models import Comment, Status

LATELY = timedelta(days=30)
OF_EACH = 60  # newest decisions that are looked at
LEAST = 10  # with fewer, nobody can say what is usual

NEWEST = Prepared(
    lambda status, since: (
        Comment.objects.filter(status=status, submitted_at__gt=since, is_staff_reply=False, is_example=False)
        .order_by("-submitted_at")
        .values("submitted_at", "decided_at")[:OF_EACH]
    ),
    status=str,
    since=datetime,
)


def usual_wait() -> str:
    """“about 6 hours”: within this time half of the comments sent lately were decided; "" while too few are."""
    since = timezone.now() - LATELY
    waits = []
    for status in (Status.APPROVED, Status.REJECTED):
        waits += [row["decided_at"] - row["submitted_at"] for row in NEWEST.rows(status=str(status), since=since)]
    return in_words(median(waits)) if len(waits) >= LEAST else ""


def in_words(wait: timedelta) -> str:
    """Rounded up: a promise that is a little too long disappoints nobody."""
    hours = max(1, -(-wait // timedelta(hours=1)))
    if hours <= 36:
        return ngettext("about %(number)d hour", "about %(number)d hours", hours) % {"number": hours}
    days = -(-hours // 24)
    return ngettext("about %(number)d day", "about %(number)d days", days) % {"number": days}
