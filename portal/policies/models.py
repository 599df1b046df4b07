"""The versions of the clinic's policies."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_NOTE = 300


class Policy(models.TextChoices):
    """Each value is the last part of its page's address."""

    PRIVACY = "privacy", _("Privacy notice")
    COMMENT_RULES = "comment-rules", _("Comment rules")
    YOUR_WORDS = "your-words", _("What happens to your words")
    EDITORIAL = "editorial-policy", _("Editorial policy")
    ACCESSIBILITY = "accessibility", _("Accessibility statement")
    CRISIS = "crisis", _("Crisis procedure")


INTERNAL = frozenset((Policy.CRISIS,))  # for staff only


class PolicyVersionQuerySet(models.QuerySet):
    def published(self):
        """Decided on: in force, or on a day to come."""
        return self.filter(number__isnull=False)

    def in_force(self, day=None):
        """In force on `day` (today), or once: the one with the highest number holds."""
        return self.published().filter(in_force_on__lte=day or timezone.localdate())

    def drafts(self):
        return self.filter(number=None)

    def update(self, **fields):
        if self.in_force().exists():
            raise TypeError("A version that is or was in force is never changed.")
        return super().update(**fields)

    def delete(self):
        if self.published().exists():
            raise TypeError("Only a draft can be thrown away.")
        return super().delete()


class PolicyVersion(models.Model):
    """A text of the clinic's. A draft has no number; with its day it gets one, and from that day on it stays."""

    policy = models.CharField(_("policy"), max_length=20, choices=Policy)
    language = models.CharField(_("language"), max_length=12, default=settings.LANGUAGE_CODE)
    number = models.PositiveIntegerField(_("version"), null=True, blank=True)
    text = models.TextField(_("text"), blank=True)  # always the result of articles.sanitising.clean
    note = models.CharField(_("what has changed"), max_length=LONGEST_NOTE, blank=True)
    in_force_on = models.DateField(_("in force from"), null=True, blank=True)
    written_by = models.CharField(_("written by"), max_length=150, blank=True)  # names, which outlive accounts
    changed_at = models.DateTimeField(_("written"), default=timezone.now)
    published_by = models.CharField(_("put in force by"), max_length=150, blank=True)
    published_at = models.DateTimeField(_("put in force"), null=True, blank=True)

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        ordering = ["policy", "language", F("number").desc(nulls_first=True)]
        default_permissions = ("view", "change")
        constraints = [
            models.UniqueConstraint(fields=["policy", "language", "number"], name="policy_version_once"),
            models.UniqueConstraint(fields=["policy", "language"], condition=Q(number=None), name="policy_one_draft"),
            models.CheckConstraint(
                condition=Q(number=None)
                | (Q(in_force_on__isnull=False, published_at__isnull=False, number__gt=0) & ~Q(text="")),
                name="policy_version_is_whole",
            ),
        ]

    def __str__(self):
        return f"{self.get_policy_display()} {self.number or ''}".strip()

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError("Versions are changed by portal/policies/steps.py only.")
        super().save(*args, **(kwargs | {"force_insert": True}))

    def delete(self, *args, **kwargs):
        if self.number is not None:
            raise TypeError("Only a draft can be thrown away.")
        return super().delete(*args, **kwargs)

    @property
    def holds_by_now(self) -> bool:
        """Whether it is in force, or was: from then on nothing about it changes."""
        return self.number is not None and self.in_force_on <= timezone.localdate()
