"""Readers' words about a part of an article: taken, screened like comments, and dealt with by editors."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article
from clinic.record import record
from comments.duty import alert, is_on_duty
from comments.models import Feedback, Queue, Tier
from comments.network import network_hash
from comments.triage import Triage

WINDOW, MOST = timedelta(hours=1), 10  # of one network; words that may be about danger have a wider limit
MOST_URGENT = 30


class TooMuchFeedback(Exception):
    """This network has sent too many words lately."""


def sections_of(article: Article) -> list[tuple[str, str]]:
    """The parts that a reader can name: the address within the page, and the heading."""
    page = article.page
    parts = [("key-points", _("Key points"))] if page.get("key_points") else []
    parts += [(part["id"], part["text"]) for part in page.get("contents", ()) if part["level"] == 2]
    parts += [("facts", _("In short: for and against"))] if page.get("facts") else []
    parts += [("sources", _("Sources"))] if page.get("sources") else []
    return [("", _("The whole page")), *parts]


def tell(
    article: Article, *, section: str, text: str, seen: Triage, address: str, at: datetime | None = None
) -> Feedback:
    """Stores what somebody says about the part called `section` (its heading) and returns it.

    `seen` is what the screens saw; high distress is not for this place: the caller stores it as an urgent message.
    Danger alerts those on duty. The same words from one network within an hour are one. Raises TooMuchFeedback.
    """
    at = at or timezone.now()
    if seen.tier == Tier.HIGH:
        raise ValueError("Words of high distress go to the urgent queue.")
    network = network_hash(address, at)
    recent = Feedback.objects.filter(network_hash=network, sent_at__gt=at - WINDOW)
    urgent = seen.queue == Queue.URGENT
    with transaction.atomic():
        if same := recent.filter(article=article, section=section, text=text).first():
            return same
        if recent.count() >= (MOST_URGENT if urgent else MOST):
            raise TooMuchFeedback
        made = Feedback.objects.create(
            article=article,
            section=section,
            text=text,
            findings=seen.findings,
            tier=seen.tier,
            queue=seen.queue,
            sent_at=at,
            network_hash=network,
        )
        if urgent:
            alert(made, at)
    return made


def readable_by(user) -> QuerySet[Feedback]:
    """What the account may read: the urgent ones only who is on duty."""
    if not user.has_perm("comments.view_feedback"):
        return Feedback.objects.none()
    rows = Feedback.objects.select_related("article", "handled_by")
    return rows if is_on_duty(user) else rows.exclude(queue=Queue.URGENT)


def answer(made: Feedback, by, *, outcome: str, note: str = "", at: datetime | None = None) -> bool:
    """Marks it as corrected or done. False when somebody else was faster. Raises PermissionDenied, ValueError."""
    if not readable_by(by).filter(pk=made.pk).exists():
        raise PermissionDenied
    if outcome not in Feedback.Outcome.values:
        raise ValueError(outcome)
    with transaction.atomic():
        changed = Feedback.objects.filter(pk=made.pk, handled_at=None).update(
            outcome=outcome, handled_at=at or timezone.now(), handled_by=by, handled_note=note[:500], next_alert_at=None
        )
        if changed:
            record(by, "answer feedback", made.article)
    made.refresh_from_db()
    return bool(changed)
