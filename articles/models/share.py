"""The picture that messengers show beside a link to an article. Only share_pictures.py writes it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from jobs.models import Retryable


class SharePicture(Retryable):
    """`wanted` names what the picture should show, `made` what the file shows; `name` is that file."""

    article = models.OneToOneField(Article, models.CASCADE, related_name="share_picture")
    clinic = models.CharField(max_length=200, blank=True)
    wanted = models.CharField(max_length=32)
    made = models.CharField(max_length=32, blank=True)
    name = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("share picture")
        verbose_name_plural = _("share pictures")
        default_permissions = ()

    def __str__(self):
        return f"{self.article_id} {self.name}"
