"""What can be found, the words it is found by, and what people looked for in vain.

The stems are ordinary columns; each database's own full-text index hangs on them by itself (0002_full_text.py), so an
entry is found, and found no longer, within the transaction that writes it.
"""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class EntryQuerySet(models.QuerySet):
    def readable(self, now: datetime):
        """What readers can still open at `now`: a planned end holds even while the worker is silent."""
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now))


class Entry(models.Model):
    """One public thing with an address of its own: an article or an answer."""

    class Kind(models.TextChoices):
        ARTICLE = "article", _("Article")
        ANSWER = "answer", _("Answer")

    ref = models.CharField(max_length=120, unique=True)  # "article:12", "answer:is-it-safe"
    kind = models.CharField(max_length=10, choices=Kind)
    language = models.CharField(max_length=12)
    url = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    keywords = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)
    topics = models.JSONField(default=list)  # slugs, for the filter
    review_by = models.DateField(null=True)  # past this day it sinks
    ends_at = models.DateTimeField(null=True)  # from this moment on it is not found
    stems_title = models.TextField()
    stems_keywords = models.TextField(blank=True)
    stems_summary = models.TextField(blank=True)
    stems_body = models.TextField(blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        default_permissions = ()
        indexes = [models.Index(fields=["language"], name="search_entry_language")]  # asked for a thousand at a time

    def __str__(self):
        return self.ref


class Word(models.Model):
    """A word of an entry's title, keywords or summary, as written: for completing what is typed and for spelling."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="words")
    language = models.CharField(max_length=12)
    word = models.CharField(max_length=40)

    class Meta:
        verbose_name = _("search word")
        verbose_name_plural = _("search words")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["entry", "word"], name="search_word_once")]
        indexes = [models.Index(fields=["language", "word"], name="search_word_lookup")]

    def __str__(self):
        return self.word


class Label(models.Model):
    """What an entry is listed under in the A to Z: its title, its keywords, and what means the same as one of these."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="labels")
    language = models.CharField(max_length=12)
    letter = models.CharField(max_length=8, blank=True)  # empty for what begins with a number or a sign
    sort = models.BinaryField(max_length=800)  # bytes, because databases do not agree on the order of letters
    text = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("line of the A to Z")
        verbose_name_plural = _("lines of the A to Z")
        default_permissions = ()
        indexes = [models.Index(fields=["language", "letter", "sort", "id"], name="search_label_order")]

    def __str__(self):
        return self.text


class Synonyms(models.Model):
    """Words that are looked for as one: whoever searches for one of them finds the others."""

    words = models.CharField(
        _("words that mean the same"),
        max_length=300,
        help_text=_("Separated by commas, for example “jab, drip, infusion”. A phrase of several words is fine."),
    )

    class Meta:
        verbose_name = _("words that mean the same")
        verbose_name_plural = _("words that mean the same")
        ordering = ["words"]

    def __str__(self):
        return self.words


class Miss(models.Model):
    """Something that was looked for in vain. Readable only once five different days have seen it: until then it is a
    keyed hash, for what one person types into a search field may be a name or a secret."""

    DAYS_BEFORE_SHOWN = 5

    digest = models.CharField(max_length=64, unique=True)
    days = models.PositiveSmallIntegerField(_("days"), default=1)
    last_day = models.DateField(_("last looked for"))
    text = models.CharField(_("looked for"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("search without a result")
        verbose_name_plural = _("searches without a result")
        ordering = ["-days", "-last_day"]
        default_permissions = ("view",)

    def __str__(self):
        return self.text or "…"
