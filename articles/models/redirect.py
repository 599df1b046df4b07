"""Addresses that articles had before. They lead to the article, not to an address: no chains, no loops."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article


class Redirect(models.Model):
    """A former address of an article. `gone` says that it leads nowhere any more, and that for good."""

    language = models.CharField(_("language"), max_length=12)
    slug = models.SlugField(_("former address"), max_length=120)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="redirects")
    gone = models.BooleanField(_("gone"), default=False)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        ordering = ["-pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["language", "slug"], name="redirect_language_slug_unique")]

    def __str__(self):
        return self.slug
