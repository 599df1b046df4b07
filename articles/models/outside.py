"""Links to other sites: what the worker found at their other end. Only articles/outside_links.py writes these."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article


class OutsideLink(models.Model):
    """An address of another site that live pages lead to."""

    class State(models.TextChoices):
        WAITS = "waits", _("not looked at yet")
        FINE = "fine", _("answers")
        UNSURE = "unsure", _("does not let us look")
        DEAD = "dead", _("leads nowhere")
        NO_NETWORK = "no_network", _("this server could not look: it has no way to the internet")

    url = models.CharField(_("address"), max_length=600, unique=True)
    articles = models.ManyToManyField(Article, related_name="outside_links")
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.WAITS, db_index=True)
    detail = models.CharField(_("what was answered"), max_length=60, blank=True)
    failures = models.PositiveSmallIntegerField(_("times in a row without an answer"), default=0)
    checked_at = models.DateTimeField(_("looked at"), null=True)
    due_at = models.DateTimeField(_("next look"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("link to another site")
        verbose_name_plural = _("links to other sites")
        default_permissions = ()

    def __str__(self):
        return self.url

    @property
    def in_words(self) -> str:
        return f"{self.get_state_display()} ({self.detail})" if self.detail else str(self.get_state_display())
