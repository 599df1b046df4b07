"""Articles and their revisions. Only articles/publishing.py writes them (architecture.md, "The article")."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.library import Author, Image, Source, Term, Topic
from clinic import languages
from jobs.models import Retryable


class ArticleQuerySet(models.QuerySet):
    def published(self, now=None):
        """What the public can read at `now`. Every list, page, feed and comment post starts here."""
        now = now or timezone.now()
        return self.filter(
            Q(expire_at__isnull=True) | Q(expire_at__gt=now),  # its end holds even while the worker is silent
            status=Article.Status.PUBLISHED,
            live__isnull=False,
            published_at__lte=now,
        )

    def for_cards(self):
        """Only the columns that a list shows."""
        return self.only("pk", "slug", "language", "title", "card", "published_at", "changed_at")


class Article(Retryable):
    """Two pointers, `live` and `draft`; the columns below them are a projection that only publishing writes.

    The worker's trouble with a planned moment (articles/planning.py) stands in what Retryable brings.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Not public")
        PUBLISHED = "published", _("Public")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Kind(models.TextChoices):
        TREATMENT = "treatment", _("Treatment")
        GUIDE = "guide", _("Guide")
        NEWS = "news", _("News")

    language = models.CharField(_("language"), max_length=12, default="en-us")
    slug = models.SlugField(_("address"), max_length=120)
    status = models.CharField(_("state"), max_length=12, choices=Status.choices, default=Status.DRAFT)
    live = models.ForeignKey(
        "articles.Revision",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("live revision"),
    )
    draft = models.ForeignKey(
        "articles.Revision",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("newest draft"),
    )
    scheduled = models.ForeignKey("articles.Revision", on_delete=models.PROTECT, null=True, related_name="+")
    publish_at = models.DateTimeField(_("goes public at"), null=True)
    # A planned moment that passed without effect, until somebody publishes, plans again or says that it is seen.
    stopped_at = models.DateTimeField(_("planned publication stopped"), null=True)
    stopped_why = models.TextField(blank=True, default="")
    expire_at = models.DateTimeField(_("ends at"), null=True)
    expire_reason = models.CharField(_("why it ends"), max_length=300, blank=True)

    title = models.CharField(_("title"), max_length=160)
    summary = models.TextField(_("summary"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.GUIDE)
    keywords = models.JSONField(default=list)
    author = models.ForeignKey(Author, on_delete=models.PROTECT, null=True, related_name="articles")
    image = models.ForeignKey(Image, on_delete=models.PROTECT, null=True, related_name="+")
    topics = models.ManyToManyField(Topic, related_name="articles")
    sources = models.ManyToManyField(Source, related_name="articles")
    images = models.ManyToManyField(Image, related_name="articles")
    terms = models.ManyToManyField(Term, related_name="articles")
    card = models.JSONField(default=dict)
    page = models.JSONField(default=dict)
    published_at = models.DateTimeField(_("published"), null=True)
    changed_at = models.DateTimeField(_("changed"), null=True)
    next_review_on = models.DateField(_("next review"), null=True)

    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(_("reason"), max_length=300, blank=True)
    replacement = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    # One is the original of all its translations; each says which state of it it says in its own language.
    translation_of = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="translations", verbose_name=_("translation of")
    )
    translated_digest = models.CharField(
        _("state of the original"), max_length=80, blank=True, default="", db_default=""
    )
    home_place = models.PositiveSmallIntegerField(
        _("place under “start with these”"),
        null=True,
        blank=True,
        help_text=_("1 to 3 shows the article on the home page under “New here?”. Empty leaves it out."),
    )
    comments_open = models.BooleanField(_("replies open"), default=True)
    comments_close_on = models.DateField(_("replies close on"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="owned_articles",
        verbose_name=_("owner"),
        help_text=_("Who looks after this article, and is reminded when its review is due."),
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["-changed_at", "-pk"]
        permissions = [
            ("publish_article", _("Can publish articles")),
            ("preview_article", _("Can read drafts")),
            ("take_down_article", _("Can take articles down")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["language", "slug"], name="article_language_slug_unique"),
            models.UniqueConstraint(
                fields=["translation_of", "language"], name="article_one_translation_in_a_language"
            ),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(live__isnull=False, published_at__isnull=False),
                name="article_published_has_live",
            ),
            models.CheckConstraint(
                condition=~Q(status="withdrawn") | Q(withdrawn_at__isnull=False),
                name="article_withdrawn_has_time",
            ),
            models.CheckConstraint(
                condition=Q(publish_at__isnull=True, scheduled__isnull=True)
                | Q(publish_at__isnull=False, scheduled__isnull=False),
                name="article_schedule_is_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-published_at", "-id"], name="article_public_newest"),
            models.Index(fields=["publish_at"], condition=Q(publish_at__isnull=False), name="article_due"),
            models.Index(fields=["stopped_at"], condition=Q(stopped_at__isnull=False), name="article_stopped"),
            models.Index(fields=["parked_at"], condition=Q(parked_at__isnull=False), name="article_parked"),
            models.Index(fields=["expire_at"], condition=Q(expire_at__isnull=False), name="article_ends"),
            # Lists are counted and ordered from these alone, without a look at rows that hold whole pages.
            models.Index(
                fields=["language", "status", "-published_at", "-id", "expire_at"],
                condition=Q(live__isnull=False),
                name="article_list",
            ),
            models.Index(
                fields=["language", "status", "-changed_at", "-id"],
                condition=Q(live__isnull=False),
                name="article_last_changed",
            ),
            # The desk's lists, found without a look at the rows: by last change (and from the same index in every
            # other order that the list offers, and for its search), by state, by name, what has a newer draft, whose
            # review comes next.
            models.Index(
                fields=["-changed_at", "-id", "status", "kind", "draft", "next_review_on", "title", "slug"],
                name="article_desk",
            ),
            models.Index(fields=["status", "-changed_at", "-id"], name="article_by_state"),
            models.Index(fields=["title", "-id"], name="article_title"),
            models.Index(
                fields=["draft", "live", "status", "stopped_at", "parked_at", "publish_at"], name="article_newer_draft"
            ),
            models.Index(
                fields=["next_review_on", "status", "published_at", "expire_at", "live"],
                condition=Q(next_review_on__isnull=False),
                name="article_next_review",
            ),
            models.Index(fields=["home_place"], condition=Q(home_place__isnull=False), name="article_home"),
        ]

    def __str__(self):
        return self.title or self.slug

    def get_absolute_url(self):
        return languages.address(self.language, "articles:article", self.slug)

    @property
    def is_public(self) -> bool:
        now = timezone.now()
        return (
            self.status == self.Status.PUBLISHED
            and self.published_at is not None
            and self.published_at <= now
            and (self.expire_at is None or self.expire_at > now)
        )

    @property
    def has_newer_draft(self) -> bool:
        return self.draft_id is not None and self.draft_id != self.live_id


class Revision(models.Model):
    """One saved state of an article's content. Written once, never updated."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(_("number"))
    content = models.JSONField()
    digest = models.CharField(_("clinical digest"), max_length=80)
    note = models.CharField(_("note"), max_length=300, blank=True)
    base = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("saved"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["-number"]
        permissions = [("sign_revision", _("Can sign off revisions"))]
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="revision_number_unique")]
        # Who wrote it, without a look at the row, which holds the whole text.
        indexes = [models.Index(fields=["id", "created_by"], name="revision_author")]

    def __str__(self):
        return f"{self.article_id} / {self.number}"

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise ValueError("A revision is never changed; save a new one.")
        super().save(*args, **kwargs)
