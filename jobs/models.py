from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Retryable(models.Model):
    """Work that a row asks for. Whoever wants it done sets `next_try_at`; jobs.work.run_batch does the
    rest."""

    next_try_at = models.DateTimeField(_("next try"), null=True, blank=True, db_index=True, editable=False)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0, editable=False)
    leased_until = models.DateTimeField(_("being done until"), null=True, blank=True, editable=False)
    parked_at = models.DateTimeField(_("given up"), null=True, blank=True, editable=False)
    # The kind of the error only: its message may quote what somebody wrote.
    last_error = models.CharField(_("last error"), max_length=100, blank=True, default="", editable=False)

    class Meta:
        abstract = True


class OutboxMail(Retryable):
    """A mail that is to be sent. Its words are deleted when it has been, and the row seven days later."""

    to = models.CharField(_("recipient"), max_length=254)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = models.TextField(_("text"), blank=True)
    unsubscribe = models.CharField(max_length=500, blank=True, default="")  # the address that ends such mail at once
    dedupe_key = models.CharField(max_length=150, blank=True, default="")
    created_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True, editable=False)
    # What it leads to works until then; after that it is deleted, not sent.
    useful_until = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        default_permissions = ("view", "change")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["dedupe_key"], condition=~Q(dedupe_key=""), name="jobs_one_mail_per_dedupe_key"
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(subject="", body="", unsubscribe=""), name="jobs_sent_mail_keeps_no_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class OutboxCall(Retryable):
    """A call to the address that whoever runs the site has named (calls.py)."""

    body = models.TextField(blank=True)
    dedupe_key = models.CharField(max_length=150, unique=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)
    made_at = models.DateTimeField(_("made"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("call to your alarm system")
        verbose_name_plural = _("calls to your alarm system")
        default_permissions = ()
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class Heartbeat(models.Model):
    """When a part of the system last said that it is alive."""

    name = models.CharField(_("name"), max_length=50, primary_key=True)
    at = models.DateTimeField(_("last seen"))

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
