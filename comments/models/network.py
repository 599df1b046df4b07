"""The keys with which networks are hashed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from comments.models.comment import new_digest_key


class NetworkKey(models.Model):
    """The key of one day. Deleted after a week; then nobody can tell any more where a hash came from."""

    day = models.DateField(unique=True)
    key = models.CharField(max_length=64, default=new_digest_key)

    class Meta:
        verbose_name = _("network key")
        verbose_name_plural = _("network keys")

    def __str__(self):
        return self.day.isoformat()
