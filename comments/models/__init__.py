"""The rows of this app; every other module imports them from here."""

from comments.models.approved_text import ApprovedText, ApprovedTextVersion
from comments.models.comment import (
    HIGH_STATES,
    MAX_TEXT,
    MAX_URGENT_TEXT,
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
from comments.models.erasure import Erasure
from comments.models.feedback import Feedback
from comments.models.mail_wishes import How, MailWishes
from comments.models.network import NetworkKey
from comments.models.report import Report
from comments.models.retention import RetentionDay

__all__ = [
    "HIGH_STATES",
    "MAX_TEXT",
    "MAX_URGENT_TEXT",
    "NORMAL_PRIORITY",
    "AppendOnly",
    "ApprovedText",
    "ApprovedTextVersion",
    "Comment",
    "CommentQuerySet",
    "Decision",
    "Erasure",
    "Feedback",
    "How",
    "MailWishes",
    "NetworkKey",
    "Queue",
    "Reason",
    "Report",
    "RetentionDay",
    "Status",
    "Tier",
    "new_digest_key",
]
