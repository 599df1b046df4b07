"""A writer's rights over her words: see, change, withdraw, take along, erase. By a secret link and without an account.

The token of the link is worked out of a random salt in the row and the site's secret, so that a later mail can carry it
too; the row is found by its hash. Whoever has a copy of the database has no token.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from clinic import languages
from comments import contacts, due, erasures, staff_replies, urgent
from comments.duty import alert
from comments.models import Comment, Erasure, Queue, Status, Tier
from comments.trail import AlreadyDecided, carry_out, name_of
from comments.triage import Triage, priority_of, queue_of
from jobs.models import OutboxMail
from pagecache.discarding import discard

SALT = "comments.private"
MAIL = "comments.writer"  # how mail about a comment is found, see notices.py
TOKEN_LENGTH = 40
EDITS_WITHIN, MOST_EDITS = timedelta(hours=1), 10


def new_access() -> dict:
    """The columns by which a new comment's private page will be found."""
    salt = secrets.token_hex(16)
    return {"access_salt": salt, "access_digest": digest_of(token_from(salt))}


def token_from(salt: str) -> str:
    return salted_hmac(SALT, salt, algorithm="sha256").hexdigest()[:TOKEN_LENGTH]


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def address_of(comment: Comment) -> str:
    """The whole secret address of a comment's private page; "" where it has none."""
    if not comment.access_salt:
        return ""
    return settings.SITE_URL + reverse("comments:private", args=[token_from(comment.access_salt)])


def find(token: str) -> Comment | None:
    """The comment that a token opens. The one access function: every page here starts with it."""
    if len(token) != TOKEN_LENGTH or not token.isalnum():
        return None
    found = Comment.objects.select_related("article").filter(access_digest=digest_of(token), erased_at=None)
    return found.filter(taken_back_at=None, is_staff_reply=False).first()


def seconds_until_edit(comment: Comment, now: datetime) -> int:
    """0 when the writer may save other words now, else after how many seconds: each change makes a line in the trail
    and may alert people."""
    changes = comment.decisions.filter(by=None, from_status=Status.PENDING, to_status=Status.PENDING)
    times = list(changes.filter(at__gt=now - EDITS_WITHIN).order_by("-at").values_list("at", flat=True)[:MOST_EDITS])
    if len(times) < MOST_EDITS:
        return 0
    return max(1, -(-(times[-1] + EDITS_WITHIN - now) // timedelta(seconds=1)))


def may_edit(comment: Comment) -> bool:
    """While it waits. In high distress nothing is changed: somebody may be acting on these very words."""
    return comment.status == Status.PENDING and comment.tier != Tier.HIGH


def edit(comment: Comment, *, name: str, text: str, seen: Triage, at: datetime | None = None) -> None:
    """Puts new words in the place of waiting ones, screened like a new comment. Raises AlreadyDecided when a moderator
    was faster. Tier and urgency only rise by it: who wrote of danger a moment ago may need help still. What became
    urgent, or more than it was, alerts those on duty anew; what was urgent already goes on alerting as it did."""
    if not may_edit(comment):
        raise AlreadyDecided(comment)
    at = at or timezone.now()
    tier = comment.tier if seen.tier == Tier.NONE else seen.tier
    queue = seen.queue if tier == seen.tier else queue_of(seen.findings, tier)
    queue = Queue.URGENT if comment.queue == Queue.URGENT else queue
    rises = queue == Queue.URGENT and (comment.queue != Queue.URGENT or (tier == Tier.HIGH != comment.tier))
    changes = {
        "name": name,
        "text": text,
        "findings": seen.findings,
        "tier": tier,
        "queue": queue,
        "priority": priority_of(queue, tier),
        "waiting_since": at,
        "text_digest": None,
        "set_aside_at": None,  # other words, looked at anew
        "set_aside_by": None,
    }
    if tier == Tier.HIGH:
        changes |= contacts.sealed(text, name, comment.email, seen.findings, comment.digest_key)
    if rises:
        changes |= {"acknowledged_at": None, "acknowledged_by_id": None}
    with transaction.atomic():
        carry_out(comment, None, changes, recorded_as="edit comment as its writer", at=at)
        staff_replies.hold_again(comment, at)
        if tier == Tier.HIGH:  # what is encrypted now stands readable in the database's log until that is emptied
            transaction.on_commit(due.empty_the_log)
        if rises:
            alert(comment, at)


def withdraw(comment: Comment, *, at: datetime | None = None) -> None:
    """Takes a comment off the site, or out of the queue, for good. Its words are erased seven days later; those of high
    distress leave every ordinary view and are kept for those on duty for 72 hours at most."""
    if comment.tier == Tier.HIGH:
        urgent.take_back(comment, at=at)
        return
    at = at or timezone.now()
    while comment.status != Status.WITHDRAWN and comment.erased_at is None:
        changes = {
            "status": Status.WITHDRAWN,
            "decided_at": at,
            "decided_by": None,
            "decided_by_name": name_of(None),
            "decision_reason": "",
            "decision_note": "",
            "text_digest": None,
            "next_alert_at": None,
        }
        try:
            carry_out(comment, None, changes, recorded_as="withdraw comment as its writer", at=at)
        except AlreadyDecided:  # a moderator was faster; now it is what she made of it
            continue


def erase(comment: Comment, *, at: datetime | None = None) -> bool:
    """Withdraws it and erases its words now, from the files as well. False for high distress, where those on duty keep
    it for at most 72 hours more: then the sweep erases it."""
    at = at or timezone.now()
    rows = Comment.objects.filter(pk=comment.pk)
    with transaction.atomic():
        withdraw(comment, at=at)
        if comment.tier == Tier.HIGH:
            return False
        erasures.note(comment, Erasure.Kind.ERASED, at)
        if comment.decisions.filter(to_status=Status.APPROVED).exists():
            discard(*pages_with(comment))
        comment.reports.all().delete()
        OutboxMail.objects.filter(dedupe_key__startswith=f"{MAIL}:{comment.pk}:").delete()  # a sent one has the address
        if comment.replies.exists():
            due.empty(rows, at)  # others have answered: their words are not ours to delete with it
        else:
            rows.delete()
        transaction.on_commit(due.empty_the_log)
    return True


def pages_with(comment: Comment) -> list[str]:
    """The paths of the public pages on which a comment's words stand."""
    article = comment.article
    lists = [languages.address(article.language, f"comments:{name}", article.slug) for name in ("thread", "feed")]
    return [article.get_absolute_url(), *lists]


def export(comment: Comment, *, open_sealed: bool = True) -> dict:
    """Everything that is kept of it, in words."""
    kept = (open_sealed and contacts.opened(comment)) or comment
    return {
        "article": comment.article.title,
        "name": kept.name,
        "text": kept.text,
        "email": kept.email,
        "email_confirmed": _iso(comment.email_confirmed_at),
        "sent": _iso(comment.submitted_at),
        "state": str(comment.get_status_display()),
        "decided": _iso(comment.decided_at),
        "reason": str(comment.get_decision_reason_display()) if comment.decision_reason else "",
        "found_by_screens": [f"{finding['screen']} {finding['kind']}".strip() for finding in comment.findings],
        "network_code_kept": bool(comment.network_hash),
    }


def _iso(moment: datetime | None) -> str:
    return timezone.localtime(moment).isoformat(timespec="minutes") if moment else ""
