"""Rows about how staff get in: their sessions, the browsers they have used, and links that open an account once.

No address of anybody's computer is kept. What a browser says of itself is reduced to a family and a system.
"""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class StaffSession(models.Model):
    """What a person may know of an open session. It goes with the session itself, whoever ends that."""

    session = models.OneToOneField("sessions.Session", models.CASCADE, verbose_name=gettext_lazy("session"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="staff_sessions", verbose_name=gettext_lazy("account")
    )
    started_at = models.DateTimeField(gettext_lazy("started"))
    last_used_at = models.DateTimeField(gettext_lazy("last used"))
    browser = models.CharField(gettext_lazy("browser"), max_length=40, blank=True)
    system = models.CharField(gettext_lazy("system"), max_length=40, blank=True)

    class Meta:
        verbose_name = gettext_lazy("staff session")
        verbose_name_plural = gettext_lazy("staff sessions")
        ordering = ["-last_used_at", "-pk"]
        default_permissions = ()

    def __str__(self):
        return browser_in_words(self.browser, self.system)


class KnownBrowser(models.Model):
    """A browser in which somebody has signed in: a keyed hash of a random word that only this browser holds."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="known_browsers", verbose_name=gettext_lazy("account")
    )
    digest = models.CharField(gettext_lazy("keyed hash"), max_length=64)
    seen_at = models.DateTimeField(gettext_lazy("last seen"), default=timezone.now)

    class Meta:
        verbose_name = gettext_lazy("known browser")
        verbose_name_plural = gettext_lazy("known browsers")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="clinic_browser_known_once")]

    def __str__(self):
        return self.digest[:8]


class StaffLinkQuerySet(models.QuerySet):
    def unused(self):
        return self.filter(used_at=None)

    def usable(self, now):
        return self.unused().filter(expires_at__gt=now, user__is_active=True)


class StaffLink(models.Model):
    """A link with which one person chooses a password, once. Only its hash is kept."""

    class Purpose(models.TextChoices):
        INVITATION = "invitation", gettext_lazy("Invitation")
        RECOVERY = "recovery", gettext_lazy("Recovery")
        PASSWORD = "password", gettext_lazy("New password")

    LIFETIMES = {
        Purpose.INVITATION: timedelta(days=7),
        Purpose.RECOVERY: timedelta(hours=24),
        Purpose.PASSWORD: timedelta(hours=24),
    }

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="links", verbose_name=gettext_lazy("account")
    )
    purpose = models.CharField(gettext_lazy("purpose"), max_length=10, choices=Purpose)
    digest = models.CharField(gettext_lazy("hash"), max_length=64, unique=True)
    expires_at = models.DateTimeField(gettext_lazy("works until"))
    used_at = models.DateTimeField(gettext_lazy("used at"), null=True, blank=True)

    objects = StaffLinkQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("link for an account")
        verbose_name_plural = gettext_lazy("links for accounts")
        default_permissions = ()

    def __str__(self):
        return f"{self.get_purpose_display()} {self.pk}"


class PasswordRequest(models.Model):
    """Somebody has asked for a link to choose a password. A keyed hash of the address that was typed: whether it is
    anybody's is found out by the worker, so that the answer takes as long for every address."""

    digest = models.CharField(gettext_lazy("keyed hash"), max_length=64, unique=True)
    asked_at = models.DateTimeField(gettext_lazy("asked at"), default=timezone.now)

    class Meta:
        verbose_name = gettext_lazy("request for a password link")
        verbose_name_plural = gettext_lazy("requests for password links")
        default_permissions = ()

    def __str__(self):
        return self.digest[:8]


def browser_in_words(browser: str, system: str) -> str:
    """“Firefox on Windows”, as far as it is known."""
    if not browser:
        return _("Unknown browser")
    return _("%(browser)s on %(system)s") % {"browser": browser, "system": system} if system else browser
