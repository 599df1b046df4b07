"""A change to a comment with its line in the trail: whole or not at all, and only by the first of two who try."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clinic.record import record
from comments import erasures
from comments.models import Comment, Decision, Erasure, Status, Tier
from pagecache.generations import forget, refresh


class AlreadyDecided(Exception):
    """Somebody else was faster, or the state does not allow this. `comment` holds what is true now."""

    def __init__(self, comment: Comment):
        self.comment = comment
        if comment.tier == Tier.HIGH:
            super().__init__(_("Nothing was changed: this comment is marked as high distress."))
            return
        super().__init__(
            _("Nothing was changed: this comment is “%(state)s” by now.") % {"state": comment.get_status_display()}
        )


def name_of(user) -> str:
    """How the trail names a person, also after the account is gone. Writers have no accounts: None."""
    if user is None:
        return gettext("its writer")
    return (user.display_name or user.email)[:150]


def carry_out(
    comment: Comment,
    by,
    changes: dict,
    *,
    recorded_as: str,
    at,
    reason: str = "",
    note: str = "",
    alone: bool = False,
    **more,
) -> Decision:
    """Writes the changes, the trail (with `more` of its columns) and the record; raises AlreadyDecided if state or tier
    is not what was seen."""
    origin, tier, read = comment.status, comment.tier, read_now(comment, at) | more
    if "text" in changes:  # other words than those that a clinician or a country's rule has looked at
        changes = changes | {"clinician_seen_at": None}
    with transaction.atomic():
        same = Comment.objects.filter(pk=comment.pk, status=origin, tier=tier, erased_at=None)
        # Neither may the words have changed since they were read, nor who graded or decided them.
        same = same.filter(text=comment.text, name=comment.name, lowered_at=comment.lowered_at)
        same = same.filter(decided_at=comment.decided_at, escalated_at=comment.escalated_at)
        same = same.filter(set_aside_at=comment.set_aside_at)
        if not same.update(**changes):
            comment.refresh_from_db()
            raise AlreadyDecided(comment)
        for field, value in changes.items():
            setattr(comment, field, value)
        decision = add_to_trail(
            comment, by, origin, at=at, reason=reason, note=note, from_tier=tier, alone=alone, **read
        )
        record(by, recorded_as, comment, note=reason)
        if comment.status == Status.WITHDRAWN:  # a restored backup must not bring it back
            erasures.note(comment, Erasure.Kind.WITHDRAWN, at)
        if origin == Status.APPROVED:  # what was taken away may not be shown a moment longer
            forget(f"article:{comment.article_id}")
        elif comment.status == Status.APPROVED:
            refresh(f"article:{comment.article_id}")
    return decision


def add_to_trail(
    comment: Comment,
    by,
    origin: str,
    *,
    at,
    reason: str = "",
    note: str = "",
    from_tier: str = Tier.NONE,
    alone: bool = False,
    **read,
) -> Decision:
    """One line of the trail. `read` are the columns for the owners' report, as the words were before the change."""
    return Decision.objects.create(
        comment=comment,
        by=by,
        by_name=name_of(by),
        at=at,
        from_status=origin,
        to_status=comment.status,
        from_tier=from_tier,
        to_tier=comment.tier,
        alone=alone,
        reason=reason,
        note=note,
        digest=comment.digest(),
        **read,
    )


def read_now(comment: Comment, at: datetime) -> dict:
    if comment.is_staff_reply:
        return {}
    rules = dict.fromkeys(
        f"{finding['screen']}/{finding['rule']}" for finding in comment.findings if not finding.get("aside")
    )
    waited = max(0, round((at - comment.waiting_since).total_seconds()))
    return {"queue": comment.queue, "waited": min(waited, 2**31 - 1), "rules": list(rules)}
