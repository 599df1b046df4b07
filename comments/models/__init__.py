"""The rows of this app; every other module imports them from here."""

from comments.models.comment import (
    HIGH_STATES,
    MAX_TEXT,
    NORMAL_PRIORITY,
    Comment,
    CommentQuerySet,
    Queue,
    Reason,
    Status,
    Tier,
    new_digest_key,
)
from comments.models.decision import AppendOnly, Decision
from comments.models.network import NetworkKey

__all__ = [
    "HIGH_STATES",
    "MAX_TEXT",
    "NORMAL_PRIORITY",
    "AppendOnly",
    "Comment",
    "CommentQuerySet",
    "Decision",
    "NetworkKey",
    "Queue",
    "Reason",
    "Status",
    "Tier",
    "new_digest_key",
]
