"""The owner-kept register of clinicians: nobody else signs an article or is invited to."""

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy


class ClinicianQuerySet(models.QuerySet):
    def signing(self):
        """Who may sign and be invited to sign: in practice here, and reached at an address that was proven."""
        return self.filter(is_active=True, verified_at__isnull=False)


class Clinician(models.Model):
    """One entry of the register. What is said here stands on public pages beside a signature."""

    name = models.CharField(gettext_lazy("name"), max_length=120, help_text=gettext_lazy("As readers see it."))
    credential = models.CharField(
        gettext_lazy("profession"),
        max_length=120,
        help_text=gettext_lazy("In words a reader knows, in small letters, for example “psychiatrist”."),
    )
    registration_number = models.CharField(
        gettext_lazy("registration number"),
        max_length=60,
        help_text=gettext_lazy("With the body that gave it, for example “State board 12345”."),
    )
    registration_link = models.URLField(
        gettext_lazy("where anybody can check it"),
        max_length=300,
        validators=[URLValidator(schemes=["https", "http"])],
        help_text=gettext_lazy("The entry in the public register of that body."),
    )
    disclosure = models.TextField(
        gettext_lazy("interests"),
        max_length=1000,
        help_text=gettext_lazy("Money or ties that a reader should know about. If there are none, write “None”."),
    )
    email = models.EmailField(
        gettext_lazy("e-mail address"),
        unique=True,
        help_text=gettext_lazy("We mail a link that proves it. Until then this person cannot sign."),
    )
    verified_at = models.DateTimeField(gettext_lazy("address proven"), null=True, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="clinician",
        verbose_name=gettext_lazy("staff account"),
        help_text=gettext_lazy("If there is one, this person signs in to review. Otherwise the mailed link is enough."),
    )
    is_active = models.BooleanField(
        gettext_lazy("reviews for us"),
        default=True,
        help_text=gettext_lazy("Switch off when somebody leaves. What they signed stays signed."),
    )
    mailed_at = models.DateTimeField(gettext_lazy("last asked to review"), null=True, editable=False)
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ClinicianQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("clinician")
        verbose_name_plural = gettext_lazy("clinicians")
        ordering = ["name", "pk"]
        default_permissions = ("view", "add", "change")

    def __str__(self):
        return f"{self.name}, {self.credential}"

    @property
    def may_sign(self) -> bool:
        return self.is_active and self.verified_at is not None

    def clean(self):
        super().clean()
        self.email = self.email.strip().lower()


class AddressLink(models.Model):
    """A mailed link that proves a clinician's address, once. Only its hash is kept, and which address it went to."""

    clinician = models.ForeignKey(Clinician, models.CASCADE, related_name="address_links")
    email = models.EmailField()
    digest = models.CharField(gettext_lazy("hash"), max_length=64, unique=True)
    expires_at = models.DateTimeField(gettext_lazy("works until"))

    class Meta:
        verbose_name = gettext_lazy("link that proves an address")
        verbose_name_plural = gettext_lazy("links that prove an address")
        default_permissions = ()

    def __str__(self):
        return f"{self.clinician_id} {self.pk}"
