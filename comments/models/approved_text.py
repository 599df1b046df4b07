"""What owners have agreed that staff may answer, word for word."""

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.comment import MAX_TEXT
from comments.models.decision import AppendOnly


class ApprovedTextQuerySet(models.QuerySet):
    def with_words(self):
        """Each text with `number`, `words`, `made_at` and `made_by_name` of its newest version. One query."""
        newest = ApprovedTextVersion.objects.filter(text=OuterRef("pk")).order_by("-number")
        names = ("number", "words", "made_at", "made_by_name")
        return self.annotate(**{name: Subquery(newest.values(name)[:1]) for name in names})

    def offered(self):
        """What moderators may choose from, by title."""
        return self.with_words().filter(is_offered=True, number__isnull=False).order_by("title", "pk")


class ApprovedText(models.Model):
    """An answer for a question that comes again and again. Its words are in its versions."""

    title = models.CharField(
        _("title"),
        max_length=80,
        unique=True,
        help_text=_(
            "How moderators find it, for example “Questions about one’s own treatment”. Readers do not see it."
        ),
        error_messages={"unique": _("There is a text with this title already. Open that one and change it.")},
    )
    is_offered = models.BooleanField(
        _("offered to moderators"),
        default=True,
        help_text=_("Take this away instead of deleting it: what it said stays on record."),
    )

    objects = ApprovedTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("approved text")
        verbose_name_plural = _("approved texts")
        ordering = ("title", "pk")
        default_permissions = ("view", "add", "change")

    def __str__(self):
        return self.title


class ApprovedTextVersion(models.Model):
    """The words as one owner saved them. Never changed: a change is a new version."""

    text = models.ForeignKey(ApprovedText, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    words = models.TextField(_("words"), max_length=MAX_TEXT)
    made_at = models.DateTimeField(_("saved"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    made_by_name = models.CharField(_("saved by"), max_length=150)

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = _("version of an approved text")
        verbose_name_plural = _("versions of approved texts")
        ordering = ("-number",)
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["text", "number"], name="approved_text_version_once")]

    def __str__(self):
        return f"{self.text_id}: {self.number}"

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise TypeError("A version is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("A version is never deleted.")
