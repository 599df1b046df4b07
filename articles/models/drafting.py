"""What belongs to drafts: words that nobody has saved yet, and links that show a draft to somebody outside."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article, Revision


class Autosave(models.Model):
    """What somebody is writing, kept apart from all revisions: one row for each article and person.

    `window` names the open page that writes the row; no other may overwrite it. `article` is empty for a new one.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, null=True, related_name="autosaves")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    window = models.CharField(max_length=32)
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField(_("kept"))

    class Meta:
        verbose_name = _("unsaved text")
        verbose_name_plural = _("unsaved texts")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["article", "person"], name="autosave_one_for_article_and_person"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(article__isnull=True), name="autosave_one_new_for_person"
            ),
        ]

    def __str__(self):
        return f"{self.article_id or 'new'} / {self.person_id}"


class PreviewLink(models.Model):
    """Shows a draft to somebody without an account. Of its secret only a hash is stored."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="preview_links")
    revision = models.ForeignKey(
        Revision, on_delete=models.CASCADE, null=True, related_name="+", help_text=_("Empty follows the newest draft.")
    )
    token_hash = models.CharField(max_length=64, unique=True)
    note = models.CharField(_("for whom"), max_length=120, blank=True)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField(_("works until"))
    revoked_at = models.DateTimeField(_("revoked"), null=True)

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        ordering = ["-pk"]
        default_permissions = ()

    def __str__(self):
        return f"{self.article_id} / {self.pk}"

    @property
    def works(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()
