"""What happens to an article after it was written: publications, corrections, waivers, checks, reminders."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.codes import LENGTH, new_code
from articles.models.article import Article, Revision
from clinic.models import Clinician


class Publication(models.Model):
    """A revision that became the live one: what readers have seen, and therefore may be told about again."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="publications")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="publications")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    # Stands on printed leaflets. None only from a process that does not know of codes yet, during an upgrade.
    code = models.CharField(_("leaflet code"), max_length=LENGTH, unique=True, null=True, default=new_code)

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["-at", "-pk"]
        default_permissions = ()

    def __str__(self):
        return f"{self.revision_id} {self.at:%Y-%m-%d}"


class Correction(models.Model):
    """A mistake that was mended on a public page, told to readers."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="corrections")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    note = models.CharField(_("what was wrong, and what is right"), max_length=600)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["-at", "-pk"]
        default_permissions = ()

    def __str__(self):
        return self.note[:60]


class Waiver(models.Model):
    """A clinician's decision that one finding in one passage may stand, with the reason."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="waivers", verbose_name=_("article"))
    check_name = models.CharField(_("check"), max_length=60)
    field = models.CharField(_("field"), max_length=40)
    quote = models.TextField(_("words"), blank=True)
    passage = models.TextField(_("passage"))
    reason = models.TextField(_("reason"))
    clinician = models.ForeignKey(Clinician, models.PROTECT, related_name="waivers", verbose_name=_("given by"))
    given_at = models.DateTimeField(_("given"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        verbose_name = _("waiver")
        verbose_name_plural = _("waivers")
        ordering = ["-given_at", "-pk"]
        default_permissions = ("view",)

    def __str__(self):
        return f"{self.check_name}: {self.quote[:60]}"


class LiveCheck(models.Model):
    """What the nightly run found on a live page."""

    article = models.OneToOneField(Article, models.CASCADE, related_name="live_check")
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="+")
    checked_at = models.DateTimeField(db_index=True)
    blocking = models.PositiveSmallIntegerField(default=0)
    advice = models.PositiveSmallIntegerField(default=0)
    dead_links = models.PositiveSmallIntegerField(default=0)
    # What the library says differently by now than the copies on the page (articles/newer_data.py).
    newer_data = models.CharField(max_length=200, blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("check of a live page")
        verbose_name_plural = _("checks of live pages")
        default_permissions = ()
        indexes = [
            models.Index(fields=["-blocking", "article"], condition=Q(blocking__gt=0), name="live_check_findings"),
            models.Index(fields=["-dead_links", "article"], condition=Q(dead_links__gt=0), name="live_check_links"),
            models.Index(fields=["article"], condition=~Q(newer_data=""), name="live_check_newer_data"),
        ]

    def __str__(self):
        return f"{self.article_id} {self.blocking}/{self.advice}"


class ReviewReminder(models.Model):
    """A reminder that was sent: about which date, and how many days ahead."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="+")
    due_on = models.DateField()
    days = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("reminder of a review")
        verbose_name_plural = _("reminders of reviews")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["article", "due_on", "days"], name="review_reminder_once")]

    def __str__(self):
        return f"{self.article_id} {self.due_on} {self.days}"
