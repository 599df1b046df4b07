"""What a move from another system leaves behind: which old post became what, and where its old addresses lead."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Topic
from comments.models import Comment


class Imported(models.Model):
    """One post or comment of an old site that has been taken over, so that it is never taken over twice.

    It outlives what it became: a comment that was erased or an article that was deleted does not come back.
    """

    class Kind(models.TextChoices):
        POST = "post", _("post or page")
        COMMENT = "comment", _("comment")

    site = models.CharField(_("old site"), max_length=200)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    number = models.BigIntegerField(_("its number there"))
    article = models.ForeignKey(Article, on_delete=models.SET_NULL, null=True, related_name="+")
    comment = models.ForeignKey(Comment, on_delete=models.SET_NULL, null=True, related_name="+")
    author = models.CharField(_("author, as it stood there"), max_length=120, blank=True)
    state = models.CharField(_("state there"), max_length=20, blank=True)
    posted_at = models.DateTimeField(_("written"), null=True)
    address = models.CharField(_("address there"), max_length=500, blank=True)
    # Of posts: what was left out (pairs of words and how often), and what the checks find that keeps it from readers.
    left_out = models.JSONField(default=list)
    findings = models.PositiveIntegerField(_("findings"), default=0)
    checked = models.ForeignKey("articles.Revision", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("imported post")
        verbose_name_plural = _("imported posts")
        ordering = ["-findings", "pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["site", "kind", "number"], name="imported_once")]
        indexes = [models.Index(fields=["kind", "-findings", "id"], name="imported_worklist")]

    def __str__(self):
        return f"{self.kind} {self.number}"


class OldAddress(models.Model):
    """An address of the old site: a path without its outer slashes in small letters, or a query such as “?p=12”."""

    address = models.CharField(_("old address"), max_length=500, unique=True)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, null=True, related_name="+")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, null=True, related_name="+")
    feed = models.BooleanField(_("a feed"), default=False)
    path = models.CharField(_("leads to"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("address of the old site")
        verbose_name_plural = _("addresses of the old site")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(article__isnull=False) | Q(topic__isnull=False) | ~Q(path=""), name="old_address_leads_on"
            )
        ]

    def __str__(self):
        return self.address
