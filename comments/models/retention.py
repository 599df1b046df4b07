"""What the retention job has done, day by day: how many, and of whom no word."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RetentionDay(models.Model):
    """One day of the clinic: when the job last ran on it, and what was past its time that day."""

    day = models.DateField(_("day"), unique=True)
    at = models.DateTimeField(_("last ran"))
    words = models.PositiveIntegerField(_("comments, reports and words about articles"), default=0)
    addresses = models.PositiveIntegerField(_("e-mail addresses"), default=0)
    networks = models.PositiveIntegerField(_("codes of networks"), default=0)

    class Meta:
        verbose_name = _("day of retention")
        verbose_name_plural = _("how long words are kept")
        ordering = ("-day",)
        default_permissions = ()

    def __str__(self):
        return self.day.isoformat()
