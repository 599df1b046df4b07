"""What articles are made from: topics, sources, images, authors. Editing one changes no live page (see content.py)."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from clinic import languages
from jobs.models import Retryable

KEY = RegexValidator(r"^[a-z0-9][a-z0-9_-]*$", _("Use small letters, digits, - and _ only."))


class Topic(models.Model):
    language = models.CharField(_("language"), max_length=12, default="en-us")
    slug = models.SlugField(_("address"), max_length=80, help_text=_("The last part of the topic's address."))
    title = models.CharField(_("title"), max_length=80)
    introduction = models.TextField(
        _("introduction"),
        max_length=600,
        blank=True,
        help_text=_("One or two sentences: what is found here."),
    )
    start_here = models.JSONField(default=list, blank=True, editable=False)  # numbers of articles, in reading order
    order = models.PositiveSmallIntegerField(_("order"), default=100, help_text=_("Small numbers come first."))

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["order", "title"]
        constraints = [models.UniqueConstraint(fields=["language", "slug"], name="topic_language_slug_unique")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return languages.address(self.language, "articles:topic", self.slug)

    @property
    def url(self):
        """The address under the name that templates use for everything that has one."""
        return self.get_absolute_url()


class Author(models.Model):
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    credentials = models.CharField(_("profession and credentials"), max_length=160, blank=True)
    biography = models.TextField(_("about"), max_length=2000, blank=True)
    disclosure = models.TextField(
        _("interests"),
        max_length=1000,
        blank=True,
        help_text=_("Money or ties that a reader should know about."),
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="author",
        verbose_name=_("account"),
    )

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("articles:author", args=[self.slug])


class Source(models.Model):
    class Kind(models.TextChoices):
        REVIEW = "review", _("Review of several studies")
        TRIAL = "trial", _("Randomized trial")
        OBSERVATIONAL = "observational", _("Study without a random comparison group")
        LABORATORY = "laboratory", _("Laboratory, animal or scan study")
        GUIDELINE = "guideline", _("Guideline or expert statement")
        REGULATOR = "regulator", _("Regulator, law or official label")
        OTHER = "other", _("Other source")

    key = models.CharField(
        _("key"),
        max_length=40,
        unique=True,
        validators=[KEY],
        help_text=_("Write [@key] in a text to cite this source. For example: han2016"),
    )
    authors = models.CharField(_("authors"), max_length=300, blank=True)
    title = models.CharField(_("title"), max_length=500)
    journal = models.CharField(_("journal or publisher"), max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(
        _("year"), null=True, blank=True, validators=[MinValueValidator(1800), MaxValueValidator(2100)]
    )
    details = models.CharField(_("volume, issue, pages"), max_length=120, blank=True)
    doi = models.CharField(_("DOI"), max_length=120, blank=True, help_text=_("Begins with 10."))
    pmid = models.CharField(_("PubMed number"), max_length=12, blank=True)
    pmcid = models.CharField(_("PubMed Central number"), max_length=16, blank=True)
    url = models.URLField(_("web address"), max_length=500, blank=True)
    kind = models.CharField(_("kind of evidence"), max_length=16, choices=Kind.choices)
    people = models.PositiveIntegerField(_("people studied"), null=True, blank=True)
    note = models.CharField(
        _("what a reader should know"),
        max_length=300,
        blank=True,
        help_text=_("For example: there was no comparison group; paid for by the maker."),
    )
    checked_on = models.DateField(_("checked on"), help_text=_("When somebody last opened and read it."))
    retracted_on = models.DateField(
        _("retracted or warned about on"),
        null=True,
        blank=True,
        help_text=_("When its journal withdrew it or put a warning on it. Every article that cites it becomes a task."),
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["key"]

    def __str__(self):
        return f"{self.key} – {Truncator(self.title).chars(80)}"


class Image(Retryable):
    """A picture: its private original, and public renditions that the worker makes (`next_try_at` asks for them)."""

    key = models.CharField(_("key"), max_length=60, unique=True, validators=[KEY])
    title = models.CharField(_("title"), max_length=120, help_text=_("For finding it again. Readers do not see it."))
    original = models.FileField(_("file"), upload_to="originals/", max_length=200)
    alt = models.CharField(
        _("alternative text"),
        max_length=300,
        blank=True,
        help_text=_("What the picture tells somebody who cannot see it."),
    )
    decorative = models.BooleanField(
        _("decorative"), default=False, help_text=_("It carries no information: screen readers skip it.")
    )
    credit = models.CharField(_("credit"), max_length=160, blank=True)
    focal_x = models.PositiveSmallIntegerField(
        _("focal point from the left, in percent"), default=50, validators=[MaxValueValidator(100)]
    )
    focal_y = models.PositiveSmallIntegerField(
        _("focal point from the top, in percent"), default=50, validators=[MaxValueValidator(100)]
    )
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    sha256 = models.CharField(max_length=64, editable=False, db_index=True)
    renditions = models.JSONField(editable=False, default=dict)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decorative=True) | ~models.Q(alt=""), name="image_has_alt_or_is_decorative"
            )
        ]

    def __str__(self):
        return self.title


class Term(models.Model):
    """A word that pages explain where it is first used. Published articles keep the explanation they came with."""

    language = models.CharField(_("language"), max_length=12, default="en-us")
    slug = models.SlugField(
        _("address"), max_length=80, help_text=_("The place on the glossary page, for links to this word.")
    )
    name = models.CharField(_("word"), max_length=80, help_text=_("As a reader would look it up: remission"))
    definition = models.CharField(
        _("what it means"),
        max_length=400,
        help_text=_(
            "One or two short sentences in everyday words. No numbers: those belong in articles, with a source."
        ),
    )
    forms = models.TextField(
        _("other forms"),
        max_length=600,
        blank=True,
        help_text=_("One on each line: plurals, short forms, other names. Articles explain these as well."),
    )
    apart = models.TextField(
        _("means something else in"),
        max_length=600,
        blank=True,
        help_text=_("One on each line: phrases with the word in which it is not explained. For example: fear response"),
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("glossary word")
        verbose_name_plural = _("glossary words")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["language", "slug"], name="term_language_slug_unique")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return f"{languages.address(self.language, 'articles:glossary')}#{self.slug}"
