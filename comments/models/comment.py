"""What people write under articles."""

import hashlib
import hmac
import secrets

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article

MAX_TEXT = 5000
MAX_URGENT_TEXT = 20_000  # of a message of high distress: too long is no reason to lose it
NORMAL_PRIORITY = 31


class Status(models.TextChoices):
    PENDING = "pending", _("waiting")
    APPROVED = "approved", _("approved")
    REJECTED = "rejected", _("rejected")
    SPAM = "spam", _("spam")
    WITHDRAWN = "withdrawn", _("withdrawn")
    # The end of a message from somebody in distress: dealt with, and never public.
    CLOSED = "closed", _("closed")


class Tier(models.TextChoices):
    """How much distress is in the words."""

    NONE = "none", _("none")
    MEDIUM = "medium", _("some distress")
    HIGH = "high", _("high distress")


class Queue(models.TextChoices):
    URGENT = "urgent", _("urgent")
    PRIVACY = "privacy", _("privacy")
    CLINICAL = "clinical", _("clinical")
    NORMAL = "normal", _("normal")
    SPAM = "spam", _("spam")


class Reason(models.TextChoices):
    """Why a comment is not shown. A negative opinion is not among them, on purpose."""

    PERSONAL_DETAILS = "personal_details", _("It could show who somebody is")
    MEDICAL_ADVICE = "medical_advice", _("It asks for or gives advice about one person's treatment")
    DOSES_OR_SUPPLY = "doses_or_supply", _("It names doses, use at home or where to get a medicine")
    OWN_RESULT = "own_result", _("It tells the result of a treatment, which we may not publish")
    UNKIND = "unkind", _("It attacks or insults somebody")
    PROMOTION = "promotion", _("It advertises something")
    OFF_TOPIC = "off_topic", _("It is not about this article")
    UNSAFE = "unsafe", _("It could put somebody in danger")
    WRITER_ASKED = "writer_asked", _("The person who wrote it asked us to")


# High distress is neither published nor rejected nor spam: it waits, is dealt with, or its writer takes it back.
HIGH_STATES = (Status.PENDING, Status.CLOSED, Status.WITHDRAWN)


def new_digest_key() -> str:
    return secrets.token_hex(32)


class CommentQuerySet(models.QuerySet):
    def published(self, now=None):
        """What anybody may read: what is let through, under a public article."""
        return self.let_through().filter(Exists(Article.objects.published(now).filter(pk=OuterRef("article_id"))))

    def let_through(self):
        """Approved and, for a reply, under an approved comment. Public while its article is."""
        return self.filter(Q(parent=None) | Q(parent__status=Status.APPROVED), status=Status.APPROVED)

    def beginning(self):
        """Of what is let through, what begins a thread: counted and cut into pages by an index alone."""
        return self.filter(parent=None, status=Status.APPROVED)

    def answering(self):
        """Of what is let through, the replies: together with beginning() it is all of it."""
        # That there is a parent is said once more for the index, which has those without one at its beginning.
        return self.filter(parent__isnull=False, parent__status=Status.APPROVED, status=Status.APPROVED)

    def waiting(self):
        return self.filter(status=Status.PENDING)

    def for_article(self, article):
        return self.filter(article=article)

    def ordinary(self):
        """Without what its writer has deleted and only those on duty may still see."""
        return self.filter(taken_back_at=None)

    def bulk_may_touch(self):
        """Nothing in which somebody may be in danger is ever decided together with others."""
        return self.ordinary().exclude(tier=Tier.HIGH).exclude(queue=Queue.URGENT)


class Comment(models.Model):
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="comments", db_index=False)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, related_name="replies", null=True, blank=True)
    name = models.CharField(_("name to show"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    text = models.TextField(_("text"), max_length=MAX_TEXT)
    language = models.CharField(_("language"), max_length=12)
    status = models.CharField(_("state"), max_length=12, choices=Status, default=Status.PENDING)
    staff_author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    is_staff_reply = models.BooleanField(_("staff reply"), default=False)
    is_example = models.BooleanField(_("example"), default=False)
    # Words of high distress that were sent as feedback on a part of a page: their writer was told that they stay
    # unpublished, and that holds whatever becomes of the grade. The heading of the part is kept beside.
    came_as_feedback = models.BooleanField(_("sent as feedback"), default=False)
    feedback_section = models.CharField(_("part"), max_length=200, blank=True, default="")
    # Of high distress: the contact details in the words, which are covered there, encrypted (contacts.py).
    sealed = models.TextField(blank=True, default="")
    # What the screens saw: dicts of field, screen, kind, tier, rule, start, end. Places, never the words.
    findings = models.JSONField(_("findings"), default=list, blank=True)
    tier = models.CharField(_("distress"), max_length=6, choices=Tier, default=Tier.NONE)
    queue = models.CharField(_("queue"), max_length=8, choices=Queue, default=Queue.NORMAL)
    priority = models.PositiveSmallIntegerField(default=NORMAL_PRIORITY)  # the order of reading, see triage.py
    submitted_at = models.DateTimeField(_("sent"), default=timezone.now)
    # Differs from submitted_at when a decision was taken back: the retention period starts again then.
    waiting_since = models.DateTimeField(_("waiting since"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    # Outlives the account, so that "approved means decided by somebody" stays true when the person has left.
    decided_by_name = models.CharField(_("decided by"), max_length=150, blank=True)
    decision_reason = models.CharField(_("reason"), max_length=24, choices=Reason, blank=True)
    decision_note = models.CharField(_("note"), max_length=500, blank=True)
    # Publishing what was lowered from high needs a second person, so the first is remembered.
    lowered_at = models.DateTimeField(_("distress lowered"), null=True, blank=True)
    lowered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    # The same for the finding of a treatment's result that somebody has set aside as a mistake (setting_aside.py).
    set_aside_at = models.DateTimeField(_("finding set aside"), null=True, blank=True)
    set_aside_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    # Somebody is reading it until then, so that two people do not work on the same words unaware (claims.py).
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    claimed_until = models.DateTimeField(null=True, blank=True)
    # With a clinician since then; and when a clinician has last given it back (escalation.py).
    escalated_at = models.DateTimeField(_("with a clinician since"), null=True, blank=True)
    clinician_seen_at = models.DateTimeField(_("seen by a clinician"), null=True, blank=True)
    # Shown under “One person’s experience, not evidence”, as the country's rules ask (outcomes.py).
    carries_note = models.BooleanField(_("carries the note on results"), default=False)
    next_alert_at = models.DateTimeField(null=True, blank=True)
    alerts = models.PositiveSmallIntegerField(_("alerts sent"), default=0)
    # Deleted by the writer of an urgent message: out of every ordinary view now, erased 72 hours later.
    taken_back_at = models.DateTimeField(_("deleted by its writer"), null=True, blank=True)
    erased_at = models.DateTimeField(_("words erased"), null=True, blank=True)
    network_hash = models.CharField(max_length=64, blank=True)
    # Recognizes the same form sent twice. Null (any number of rows may be) a day later, or after a refusal.
    text_digest = models.CharField(max_length=64, null=True, blank=True)
    digest_key = models.CharField(max_length=64, default=new_digest_key)
    # What the writer's private page is found by. The token itself is nowhere: it is worked out of the salt and the
    # site's secret (comments/private.py), and only its hash is looked up.
    access_salt = models.CharField(max_length=32, blank=True)
    access_digest = models.CharField(max_length=64, null=True, blank=True, unique=True)
    # Of the page "check before you send": whichever of its buttons is pressed, it makes one comment.
    submission = models.CharField(max_length=32, null=True, blank=True, unique=True)
    email_confirmed_at = models.DateTimeField(_("e-mail confirmed"), null=True, blank=True)
    noticed_at = models.DateTimeField(_("last notice"), null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ("submitted_at", "pk")
        permissions = [
            ("moderate_comment", _("Can moderate comments")),
            ("reply_as_staff", _("Can reply to comments as staff")),
        ]
        indexes = [
            models.Index(fields=["status", "submitted_at"], name="comment_queue"),
            models.Index(fields=["status", "priority", "submitted_at"], name="comment_reading_order"),
            models.Index(fields=["status", "queue", "priority", "submitted_at"], name="comment_queue_order"),
            # Answers “how many wait, since when, how many with a clinician” without touching the rows.
            models.Index(fields=["status", "queue", "waiting_since", "escalated_at"], name="comment_queue_ages"),
            models.Index(
                fields=["escalated_at"], condition=Q(escalated_at__isnull=False), name="comment_with_clinician"
            ),
            models.Index(
                fields=["email_confirmed_at"], condition=Q(email_confirmed_at__isnull=False), name="comment_notices"
            ),
            models.Index(fields=["next_alert_at"], condition=Q(next_alert_at__isnull=False), name="comment_alerts_due"),
            # How often one address was given lately, in whatever case (notices.py).
            models.Index(Lower("email"), "submitted_at", condition=~Q(email=""), name="comment_email_any_case"),
            models.Index(fields=["article", "status", "parent", "submitted_at"], name="comment_thread"),
            # The newest for the feed of a long discussion, without sorting all of it (feeds.py).
            models.Index(fields=["article", "status", "decided_at"], name="comment_feed"),
            # For looking back over what was decided (looking_back.py): all, by article, by name in whatever case. The
            # condition keeps the first from every other question, for which SQLite would read it from end to end.
            models.Index(fields=["submitted_at"], condition=Q(taken_back_at=None), name="comment_sent"),
            models.Index(fields=["article", "submitted_at"], name="comment_of_article"),
            models.Index(Lower("name"), "submitted_at", condition=~Q(name=""), name="comment_name_any_case"),
            models.Index(fields=["taken_back_at"], condition=Q(taken_back_at__isnull=False), name="comment_taken_back"),
            models.Index(
                fields=["network_hash", "submitted_at"], condition=~Q(network_hash=""), name="comment_network"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["article", "text_digest"], name="comment_sent_once"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="comment_status_known"),
            models.CheckConstraint(
                condition=Q(status=Status.PENDING, decided_at=None)
                | (~Q(status=Status.PENDING) & Q(decided_at__isnull=False)),
                name="comment_decided_or_waiting",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.APPROVED)
                | (Q(decided_at__isnull=False) & ~Q(decided_by_name="") & ~Q(text="")),
                name="comment_approved_by_somebody",
            ),
            models.CheckConstraint(condition=Q(tier__in=Tier.values), name="comment_tier_known"),
            models.CheckConstraint(condition=Q(queue__in=Queue.values), name="comment_queue_known"),
            models.CheckConstraint(
                condition=~Q(tier=Tier.HIGH) | Q(status__in=HIGH_STATES), name="comment_high_never_public"
            ),
            models.CheckConstraint(
                condition=Q(came_as_feedback=False) | ~Q(status=Status.APPROVED), name="comment_feedback_never_public"
            ),
            models.CheckConstraint(condition=~Q(tier=Tier.HIGH) | Q(queue=Queue.URGENT), name="comment_high_is_urgent"),
            models.CheckConstraint(
                condition=~Q(status=Status.CLOSED) | Q(tier=Tier.HIGH), name="comment_closed_means_high"
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at=None) | Q(status=Status.WITHDRAWN), name="comment_taken_back_stays"
            ),
            models.CheckConstraint(
                condition=Q(is_staff_reply=False) | Q(parent__isnull=False),
                name="comment_staff_reply_answers",
            ),
        ]

    def __str__(self):
        return f"{self.pk} ({self.status})"  # never the words: this reaches logs and records

    def digest(self) -> str:
        """A fingerprint of the words for the record; meaningless once the comment's key is gone."""
        return hmac.new(bytes.fromhex(self.digest_key), self.text.encode(), hashlib.sha256).hexdigest()
