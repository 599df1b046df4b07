"""What readers say about a published comment."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment, Queue, Tier


class Report(models.Model):
    """A reader's word about a published comment, for staff to deal with. It changes nothing by itself."""

    class Why(models.TextChoices):
        # The first one first: it may be about somebody's life.
        WORRIED = "worried", _("I am worried about this person")
        PERSONAL = "personal", _("It shows who somebody is")
        DANGEROUS = "dangerous", _("It could lead somebody into danger")
        UNKIND = "unkind", _("It attacks or insults somebody")
        PROMOTION = "promotion", _("It advertises something")
        OTHER = "other", _("Something else")

    MAX_TEXT = 1000

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="reports")
    why = models.CharField(_("reason"), max_length=10, choices=Why)
    text = models.TextField(_("in their words"), max_length=MAX_TEXT, blank=True)
    findings = models.JSONField(default=list, blank=True)
    tier = models.CharField(_("distress"), max_length=6, choices=Tier, default=Tier.NONE)
    queue = models.CharField(_("queue"), max_length=8, choices=Queue, default=Queue.NORMAL)
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    network_hash = models.CharField(max_length=64, blank=True)
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
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ("-sent_at", "-pk")
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["sent_at"], condition=Q(handled_at=None), name="report_waiting"),
            models.Index(fields=["next_alert_at"], condition=Q(next_alert_at__isnull=False), name="report_alerts_due"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(why="worried") | Q(queue="urgent"), name="report_of_worry_is_urgent"),
        ]

    def __str__(self):
        return f"{self.pk} ({self.why})"  # never the words
