"""Clinical sign-off: who was asked, what was signed, what came back. Only articles/signoff.py writes these."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article, Revision
from clinic.models import Clinician


class Signature(models.Model):
    """A clinician's word for one revision's clinical content. Written once; name and profession as they were then."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="signatures")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="signatures")
    digest = models.CharField(_("clinical digest"), max_length=80)
    clinician = models.ForeignKey(Clinician, models.PROTECT, related_name="signatures")
    name = models.CharField(max_length=120)
    credential = models.CharField(max_length=120)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    signed_at = models.DateTimeField(default=timezone.now)
    signed_on = models.DateField()

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["-signed_at", "-pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["revision", "clinician"], name="signature_once")]
        indexes = [models.Index(fields=["article", "digest"], name="signature_of_digest")]

    def __str__(self):
        return f"{self.name} {self.signed_on}"

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise ValueError("A signature is never changed.")
        super().save(*args, **kwargs)


class SignoffRequest(models.Model):
    """One clinician asked about one revision."""

    class State(models.TextChoices):
        OPEN = "open", _("waits")
        SIGNED = "signed", _("signed")
        RETURNED = "returned", _("returned with notes")
        SUPERSEDED = "superseded", _("replaced by a later version")
        TAKEN_BACK = "taken_back", _("taken back")

    article = models.ForeignKey(Article, models.CASCADE, related_name="signoff_requests")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    clinician = models.ForeignKey(Clinician, models.PROTECT, related_name="requests")
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    note = models.CharField(_("note for the clinician"), max_length=300, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    # About how long it takes, counted when somebody was asked. None: from before this was kept, or to be counted anew.
    minutes = models.PositiveSmallIntegerField(null=True)

    class Meta:
        verbose_name = _("request for a signature")
        verbose_name_plural = _("requests for signatures")
        ordering = ["asked_at", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["article", "clinician"], condition=Q(state="open"), name="signoff_one_open_request"
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_at=None) | ~Q(state="open") & Q(answered_at__isnull=False),
                name="signoff_answered_has_time",
            ),
        ]

    def __str__(self):
        return f"{self.article_id} {self.state}"


class PassageNote(models.Model):
    """What a clinician says about one passage of a revision that goes back."""

    request = models.ForeignKey(SignoffRequest, models.CASCADE, related_name="notes")
    field = models.CharField(max_length=40)
    passage = models.TextField()
    text = models.TextField()

    class Meta:
        verbose_name = _("note on a passage")
        verbose_name_plural = _("notes on passages")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self):
        return self.text[:60]


class SignoffLink(models.Model):
    """A mailed link for a clinician without a staff account: used up by answering its pages, not by opening it."""

    clinician = models.ForeignKey(Clinician, models.CASCADE, related_name="signoff_links")
    requests = models.ManyToManyField(SignoffRequest, related_name="+")
    digest = models.CharField(_("hash"), max_length=64, unique=True)
    email = models.EmailField()
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("works until"))
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("sign-off link")
        verbose_name_plural = _("sign-off links")
        default_permissions = ()

    def __str__(self):
        return f"{self.clinician_id} {self.pk}"
