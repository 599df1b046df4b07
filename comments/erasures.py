"""What people have had erased or withdrawn: digests, so that a restored backup can be told to forget it again."""

import hashlib
from datetime import UTC, datetime

from django.utils import timezone

from comments.models import Comment, Erasure


def digest_of(comment_number: int, submitted_at: datetime) -> str:
    """Names one comment without a word of it. The number alone will not do: after a restore it is given out again."""
    return hashlib.sha256(f"comment {comment_number} {submitted_at.astimezone(UTC).isoformat()}".encode()).hexdigest()


def note(comment: Comment, kind: str, at: datetime | None = None) -> None:
    """Adds a line about an erasure (Erasure.Kind); to be called in its transaction."""
    Erasure.objects.create(
        digest=digest_of(comment.pk, comment.submitted_at),
        kind=kind,
        at=at or timezone.now(),
    )


def not_listed() -> list[Erasure]:
    return list(Erasure.objects.filter(listed=False).order_by("pk")[:5000])


def mark_listed(rows: list[Erasure]) -> None:
    Erasure.objects.filter(pk__in=[row.pk for row in rows]).update(listed=True)


def forget_before(moment: datetime) -> int:
    return Erasure.objects.filter(at__lt=moment, listed=True).delete()[0]
