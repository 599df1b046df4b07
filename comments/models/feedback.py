"""What readers say about a part of an article: something wrong, something unclear."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from comments.models.comment import Queue, Tier


class Feedback(models.Model):
    """A reader's word to the editors. It is never public, and nobody can be answered.

    Words of high distress never become feedback: they are stored as an urgent message (comments/feedback.py).
    """

    class Outcome(models.TextChoices):
        CORRECTED = "corrected", _("Corrected")
        DONE = "done", _("Done, nothing to correct")

    MAX_TEXT = 1000

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="feedback")
    section = models.CharField(_("part"), max_length=200)
    text = models.TextField(_("in their words"), max_length=MAX_TEXT)
    findings = models.JSONField(default=list, blank=True)
    tier = models.CharField(_("distress"), max_length=6, choices=Tier, default=Tier.NONE)
    queue = models.CharField(_("queue"), max_length=8, choices=Queue, default=Queue.NORMAL)
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    network_hash = models.CharField(max_length=64, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    handled_at = models.DateTimeField(_("dealt with"), null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    handled_note = models.CharField(_("what was done"), max_length=500, blank=True)
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    alerts = models.PositiveSmallIntegerField(_("alerts sent"), default=0)
    next_alert_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("word about an article")
        verbose_name_plural = _("words about articles")
        ordering = ("-sent_at", "-pk")
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["sent_at"], condition=Q(handled_at=None), name="feedback_waiting"),
            models.Index(
                fields=["next_alert_at"], condition=Q(next_alert_at__isnull=False), name="feedback_alerts_due"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(tier="high"), name="feedback_is_never_high_distress"),
            models.CheckConstraint(
                condition=Q(handled_at=None, outcome="") | (Q(handled_at__isnull=False) & ~Q(outcome="")),
                name="feedback_dealt_with_has_outcome",
            ),
        ]

    def __str__(self):
        return f"{self.pk} ({self.section})"  # never the words
