"""What a move from another system leaves behind: which old post became what, and where its old addresses lead."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Topic
from comments.models import Comment
from jobs.models import Retryable
from portal.policies.models import PolicyVersion

__all__ = ["Arrival", "FirstCode", "Imported", "OldAddress", "Opening", "PolicyVersion"]


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
    # Of a post so long that it became several drafts: which of them this is.
    part = models.PositiveSmallIntegerField(_("part"), default=1, db_default=1)
    article = models.ForeignKey(Article, on_delete=models.SET_NULL, null=True, related_name="+")
    comment = models.ForeignKey(Comment, on_delete=models.SET_NULL, null=True, related_name="+")
    author = models.CharField(_("author, as it stood there"), max_length=120, blank=True)
    state = models.CharField(_("state there"), max_length=20, blank=True)
    posted_at = models.DateTimeField(_("written"), null=True)
    address = models.CharField(_("address there"), max_length=500, blank=True)
    # Of posts: what the report has said of it (portal/wordpress/books.py), and how much keeps it from readers.
    left_out = models.JSONField(default=list)
    findings = models.PositiveIntegerField(_("findings"), default=0)
    checked = models.ForeignKey("articles.Revision", on_delete=models.SET_NULL, null=True, related_name="+")
    # How often each check found something that keeps it from readers. None: not counted yet (portal/rewriting.py).
    by_check = models.JSONField(null=True, default=None)
    advice = models.PositiveIntegerField(_("advice"), default=0, db_default=0)

    class Meta:
        verbose_name = _("imported post")
        verbose_name_plural = _("imported posts")
        ordering = ["-findings", "pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["site", "kind", "number", "part"], name="imported_once")]
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


class Opening(models.Model):
    """What an owner has done and written down before the site may open: one row (portal/opening.py asks it)."""

    lines_called_on = models.DateField(_("help lines called on"), null=True, editable=False)
    lines_called = models.CharField(
        max_length=64, blank=True, editable=False
    )  # a digest of the numbers that were called
    crisis_lead = models.CharField(
        _("who leads when somebody may be in danger"),
        max_length=120,
        blank=True,
        help_text=_("A name, and how colleagues reach this person. Not shown to readers."),
    )
    # Until it had versions. It is a policy now (portal/policies); the version before this one still reads the column.
    crisis_procedure = models.TextField(blank=True, editable=False)
    may_advertise = models.TextField(
        _("May we advertise prescription medicines here?"),
        blank=True,
        help_text=_("The answer for your country, in your words, and where it comes from."),
    )
    may_publish_results = models.TextField(
        _("May we publish results that people report?"), blank=True, help_text=_("The same for readers’ comments.")
    )
    answered_by = models.CharField(_("who answered these two"), max_length=160, blank=True)
    answered_on = models.DateField(_("on"), null=True, blank=True)
    answered_for = models.CharField(max_length=2, blank=True, editable=False)  # the country it holds for
    safety_articles = models.ManyToManyField(
        Article,
        blank=True,
        related_name="+",
        verbose_name=_("safety pages"),
        help_text=_("The pages a reader’s safety hangs on: risks, who should not have it, what to do afterwards."),
    )
    mail_code = models.CharField(max_length=64, blank=True, editable=False)
    mail_asked_at = models.DateTimeField(null=True, editable=False)
    mail_proven_at = models.DateTimeField(null=True, editable=False)
    mail_proven = models.CharField(max_length=64, blank=True, editable=False)  # a digest of the way mail took

    THE_ROW = 1

    class Meta:
        verbose_name = _("opening of the site")
        verbose_name_plural = _("opening of the site")
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=Q(id=1), name="opening_is_one_row")]

    def __str__(self):
        return str(self._meta.verbose_name)

    @classmethod
    def the_one(cls) -> "Opening":
        """The row, for writing: made where there is none yet."""
        return cls.objects.get_or_create(pk=cls.THE_ROW)[0]

    @classmethod
    def as_it_is(cls) -> "Opening":
        """The row, for reading: looking at a page stores nothing."""
        return cls.objects.first() or cls(pk=cls.THE_ROW)


class FirstCode(models.Model):
    """The one-time code with which the example becomes somebody's own site (portal/first_run.py). Only its hash."""

    digest = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)  # entered: from then on that browser may answer the questions
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("code for the first run")
        verbose_name_plural = _("codes for the first run")
        default_permissions = ()

    def __str__(self):
        return str(self.pk)


class Arrival(Retryable):
    """An export that somebody has uploaded on the desk: looked through first, then brought in by the worker.

    Its files lie in a folder of portal/arrival/files.py; `folder` is empty once they have been removed.
    """

    class State(models.TextChoices):
        LOOKING = "looking", _("being looked through")
        LOOKED = "looked", _("looked through, nothing stored yet")
        BRINGING = "bringing", _("being brought in")
        STOPPED = "stopped", _("stopped")
        DONE = "done", _("brought in")
        BROKEN = "broken", _("cannot be read")

    WORKING = (State.LOOKING, State.BRINGING)

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    name = models.CharField(_("file"), max_length=200)
    folder = models.CharField(max_length=32, blank=True)
    with_pictures = models.BooleanField(_("with pictures"), default=False)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.LOOKING)
    stop_wanted = models.BooleanField(default=False)
    at = models.DateTimeField(_("uploaded"), default=timezone.now)
    began_at = models.DateTimeField(null=True)  # with the first post of this step, for rate and time left
    changed_at = models.DateTimeField(default=timezone.now)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)
    report = models.JSONField(default=dict)  # of the look before
    outcome = models.JSONField(default=dict)  # of the last run that brought something in

    class Meta:
        verbose_name = _("export of an old site")
        verbose_name_plural = _("exports of old sites")
        ordering = ["-at", "-pk"]
        default_permissions = ()
        permissions = [("move_in", "Can move in from another system")]

    def __str__(self):
        return self.name

    @property
    def is_working(self) -> bool:
        return self.state in self.WORKING
