"""The trail of what was decided about comments."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment, Queue, Reason, Status, Tier


class AppendOnly(models.QuerySet):
    def update(self, **changes):
        raise TypeError("What is on record is never changed.")

    def delete(self):
        raise TypeError("What is on record is never deleted.")


class Decision(models.Model):
    """One line of the trail: who, when, from what to what and why; a digest of the words, never the words."""

    # The line stays when the comment is erased, so there is no constraint and nothing to cascade.
    comment = models.ForeignKey(Comment, on_delete=models.DO_NOTHING, db_constraint=False, related_name="decisions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True)
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField()
    from_status = models.CharField(max_length=12, choices=Status, blank=True)
    to_status = models.CharField(max_length=12, choices=Status)
    from_tier = models.CharField(max_length=6, choices=Tier, blank=True)
    to_tier = models.CharField(max_length=6, choices=Tier, blank=True)
    alone = models.BooleanField(_("decided alone"), default=False)
    reason = models.CharField(max_length=24, choices=Reason, blank=True)
    note = models.CharField(max_length=500, blank=True)
    digest = models.CharField(max_length=64)
    # For the owners' report, which outlives the words: the queue it was read in (none for the clinic's own answers),
    # seconds it had waited, and as "screen/rule" what was seen in the words then, and what was set aside as a mistake.
    queue = models.CharField(max_length=8, choices=Queue, blank=True, default="")
    waited = models.PositiveIntegerField(null=True, blank=True)
    rules = models.JSONField(default=list, blank=True)
    set_aside = models.JSONField(default=list, blank=True)

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ("at", "pk")
        indexes = [
            models.Index(fields=["by", "-at"], name="decision_by_whom"),  # for taking back one's last
            models.Index(fields=["at"], name="decision_when"),
        ]

    def __str__(self):
        return f"{self.comment_id}: {self.from_status} → {self.to_status}"

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise TypeError("Decisions are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("Decisions are never deleted.")
