"""Approving several comments whose whole texts stood on one page, each ticked by the person who has read it.

“Bulk for spam only” keeps anybody from deciding about words unseen, so there is no tick for all of them. A tick carries
a keyed mark that only a page made for this person can have made: it stands for these words and nothing else. Where the
screens saw anything, the comment is read on its own page. Every approval is moderation.approve(), one after the other.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac

from comments import as_read, claims, moderation, outcomes
from comments.models import Comment, Queue, Status, Tier

SALT = "comments.read_together"
MOST = 20  # on one page: as many as somebody reads before the first are forgotten
LONGEST_NUMBER = 18  # digits that every database takes


@dataclass
class Outcome:
    """What became of the ticks, by number of the comment."""

    approved: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)  # other words than on the page, or never on it
    left: list[int] = field(default_factory=list)  # decided by now, or to be read on their own page


def may_tick(comment: Comment, user, now: datetime) -> bool:
    """Whether it may be approved with others: nothing was found in it, and nobody else is at it."""
    clear = comment.status == Status.PENDING and comment.tier == Tier.NONE and comment.queue != Queue.URGENT
    asked = comment.escalated_at or comment.lowered_at or comment.set_aside_at
    special = comment.is_staff_reply or comment.came_as_feedback or comment.erased_at
    seen = comment.findings or asked or special or answers_unread(comment)
    return clear and not seen and not claims.is_read_by_other(comment, user, now)


def answers_unread(comment: Comment) -> bool:
    """Whether it answers words that do not stand beside it: they are urgent, or erased."""
    above = comment.parent
    return bool(above and (above.queue == Queue.URGENT or above.tier == Tier.HIGH or above.erased_at))


def tick_of(comment: Comment, user) -> str:
    """What the page's box carries for this reader: the number, and the mark of the words that stand beside it."""
    return f"{comment.pk}:{_mark(comment, user)}"


def approve_ticked(rows: QuerySet[Comment], by, ticks: list[str], now: datetime) -> Outcome:
    """Approves those of `rows` that `by` has ticked, each by itself: what comes between keeps only that one back.

    At most MOST ticks; more than a page has are no page's. Raises PermissionDenied, ValueError.
    """
    if not by.has_perm("comments.moderate_comment"):
        raise PermissionDenied
    if len(ticks) > MOST:
        raise ValueError
    pairs = [tick.partition(":")[::2] for tick in ticks]
    wanted = {int(one): mark for one, mark in pairs if one.isascii() and one.isdigit() and len(one) <= LONGEST_NUMBER}
    found, outcome = {row.pk: row for row in rows.filter(pk__in=wanted)}, Outcome()
    for number, mark in wanted.items():
        _approve_one(found.get(number), number, by, mark, now, outcome)
    return outcome


def _approve_one(comment: Comment | None, number: int, by, mark: str, now: datetime, outcome: Outcome) -> None:
    if comment is None:
        outcome.left.append(number)
    elif not constant_time_compare(mark, _mark(comment, by)):
        outcome.changed.append(number)
    elif not may_tick(comment, by, now):
        outcome.left.append(number)
    else:
        try:
            moderation.approve(comment, by, at=now)
            outcome.approved.append(number)
        except (moderation.AlreadyDecided, moderation.SecondPersonNeeded, outcomes.NotPublishable):
            outcome.left.append(number)


def _mark(comment: Comment, user) -> str:
    """An answer is read with the words that it answers; a change of either makes it unread."""
    shown = [str(user.pk), as_read.mark_of(comment), as_read.mark_of(comment.parent) if comment.parent else ""]
    return salted_hmac(SALT, "\0".join(shown), algorithm="sha256").hexdigest()
