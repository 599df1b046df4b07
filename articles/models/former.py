"""Topics and sources that were duplicates: what stands for them now. Only articles/duplicates.py writes these."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.library import Source, Topic
from jobs.models import Retryable


class FormerTopic(Retryable):
    """A topic that became part of another. Stored versions name it by its number, readers know its address.

    The worker renders the live pages that still show it; `next_try_at` asks for that.
    """

    number = models.PositiveBigIntegerField(unique=True)
    language = models.CharField(_("language"), max_length=12)
    slug = models.SlugField(_("former address"), max_length=80)
    title = models.CharField(_("title"), max_length=80)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="former", verbose_name=_("part of"))
    at = models.DateTimeField(_("since"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("former topic")
        verbose_name_plural = _("former topics")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["language", "slug"], name="former_topic_language_slug_unique")]

    def __str__(self):
        return self.title


class FormerSource(models.Model):
    """The key of a source that became part of another. Texts that cite it cite the other from their next version on."""

    key = models.CharField(_("former key"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=500)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="former", verbose_name=_("part of"))
    at = models.DateTimeField(_("since"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("former source")
        verbose_name_plural = _("former sources")
        default_permissions = ()

    def __str__(self):
        return self.key
