"""Articles on the desk: the list, the editor's page, preview, history, what else is done to one."""

from functools import partial

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Subquery
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _

from articles import publishing
from articles.admin import history, leaving, moving, previews, timing
from articles.admin.adding import add
from articles.admin.autosaves import autosave_view, kept_view
from articles.admin.calendar import calendar_view
from articles.admin.choosing import LONGEST_NUMBER
from articles.admin.editing import Editing
from articles.admin.fields import WITH_EDITOR
from articles.admin.forms import PlacementForm
from articles.admin.outside import outside_view
from articles.admin.pickers import pick_view
from articles.admin.translating import translations_view
from articles.models import Article, Revision, Topic
from clinic.paging import BoundedPaginator

# A question for each row, answered from indexes: joined, the rows of all versions would be read, with their texts.
DRAFTS = Revision.objects.filter(pk=OuterRef("draft"), created_by__isnull=False).order_by()
DRAFT_AUTHOR = Subquery(DRAFTS.values("created_by__display_name"))


@csp_update(WITH_EDITOR | {"frame-src": [SELF]})  # the preview beside the form
def edit(request, desk, article: Article | None):
    return Editing(desk, request, article).respond()


def ways_to_the_public(article: Article) -> list[tuple[str, str]]:
    """What every role may do with a public article: read it, and take it down."""
    if not article.is_public:
        return []
    down = reverse("admin:articles_article_withdraw", args=[article.pk])
    return [(article.get_absolute_url(), _("page")), (down, _("take down"))]


def row_of_links(links: list[tuple[str, str]]) -> str:
    return format_html_join(" · ", '<a href="{}">{}</a>', links) if links else "–"


class TopicFilter(admin.SimpleListFilter):
    """Asked row by row in the list's order until the page is full. As a join, all articles of the topic would be read
    whole, only to be put in order."""

    title = _("topic")
    parameter_name = "topics__id__exact"  # as Django's own filter has it: links from before still work

    def lookups(self, request, model_admin):
        return Topic.objects.values_list("pk", "title")

    def queryset(self, request, queryset):
        value = self.value()
        if value is None:
            return queryset
        number = int(value) if value.isascii() and value.isdigit() and len(value) <= LONGEST_NUMBER else 0
        links = Article.topics.through.objects.filter(article=OuterRef("pk"), topic=number)
        return queryset.filter(Exists(links))


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin):
    list_filter = ["status", "kind", TopicFilter]
    search_fields = ["title", "slug"]
    list_select_related = ["live", "draft__created_by"]
    list_per_page = 25
    paginator = BoundedPaginator
    show_full_result_count = False
    ordering = ["-changed_at", "-pk"]
    actions = None

    def get_queryset(self, request):
        # The list shows states; the texts of fifty articles and of their revisions would be megabytes of JSON.
        return super().get_queryset(request).defer("page", "card", "live__content", "draft__content")

    def get_list_display(self, request):
        last = "links" if request.user.has_perm("articles.preview_article") else "public_links"
        return ["title", "state", "changed", "newer_draft", "draft_age", "draft_by", "next_review_on", last]

    def get_list_display_links(self, request, list_display):
        """The title opens the editor's page or the draft: for whoever may see neither, it is no link."""
        return ["title"] if request.user.has_perm("articles.preview_article") else None

    @admin.display(description=_("state"), ordering="status")
    def state(self, article):
        label = article.get_status_display()
        if article.parked_at:
            label = _("%(state)s, plan failed") % {"state": label}
        elif article.stopped_at:
            label = _("%(state)s, plan stopped") % {"state": label}
        elif article.publish_at:
            label = _("%(state)s, planned") % {"state": label}
        return format_html('<span class="desk-state desk-state--{}">{}</span>', article.status, label)

    @admin.display(description=_("changed"), ordering="changed_at")
    def changed(self, article):
        return timezone.localdate(article.changed_at) if article.changed_at else None

    @admin.display(description=_("newer draft"))
    def newer_draft(self, article):
        if not article.has_newer_draft:
            return "–"
        version = _("version %d") % article.draft.number
        return format_html('<span class="desk-state">{}</span>', version)

    @admin.display(description=_("its age"), ordering="draft_id")  # later versions have higher numbers
    def draft_age(self, article):
        return timesince(article.draft.created_at, depth=1) if article.has_newer_draft else "–"

    @admin.display(description=_("its author"), ordering=DRAFT_AUTHOR)
    def draft_by(self, article):
        return (article.draft.created_by or _("the system")) if article.has_newer_draft else "–"

    @admin.display(description=_("go to"))
    def links(self, article):
        draft = (reverse("admin:articles_article_preview", args=[article.pk]), _("draft"))
        return row_of_links([draft, *ways_to_the_public(article)])

    @admin.display(description=_("go to"))
    def public_links(self, article):
        return row_of_links(ways_to_the_public(article))

    def has_delete_permission(self, request, obj=None):
        return False  # a public address never just vanishes: articles are withdrawn, with a reason

    def get_urls(self):
        pages = [("placement", self.placement_view)]
        beside = [
            ("autosave", autosave_view),
            ("kept", kept_view),
            ("preview", previews.preview_view),
            ("unsaved", previews.unsaved_view),
            ("share", previews.share_view),
            ("compare", history.compare_view),
            ("restore", history.restore_view),
            ("schedule", timing.schedule_view),
            ("expiry", timing.expiry_view),
            ("unpublish", leaving.unpublish_view),
            ("withdraw", leaving.withdraw_view),
            ("address", moving.address_view),
            ("translations", translations_view),
        ]  # each in a module of its own
        pages += [(name, partial(view, self)) for name, view in beside]
        own = [
            path(f"<int:pk>/{name}/", self.admin_site.admin_view(view), name=f"articles_article_{name}")
            for name, view in pages
        ]
        new = [
            path(f"add/{name}/", self.admin_site.admin_view(partial(view, self)), name=f"articles_article_{name}")
            for name, view in (("autosave", autosave_view), ("unsaved", previews.unsaved_view))
        ]
        new += [
            path(f"{name}/", self.admin_site.admin_view(partial(view, self)), name=f"articles_article_{name}")
            for name, view in (("pick", pick_view), ("calendar", calendar_view), ("outside", outside_view))
        ]
        quick = path(
            "quick/<slug:kind>/", self.admin_site.admin_view(partial(add, self)), name="articles_article_quick"
        )
        return [*own, *new, quick, *super().get_urls()]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        article = self.find(request, object_id) if object_id else None
        allowed = self.has_change_permission(request) if article else self.has_add_permission(request)
        if not allowed:
            if article and request.user.has_perm("articles.preview_article"):
                return HttpResponseRedirect(reverse("admin:articles_article_preview", args=[article.pk]))
            raise PermissionDenied
        return edit(request, self, article)

    def find(self, request, pk) -> Article:
        """The one access function of the desk: the article, with what every page of it needs."""
        rows = Article.objects.select_related("live", "draft__created_by", "scheduled", "live_check")
        try:
            return get_object_or_404(rows, pk=int(pk))
        except (ValueError, OverflowError):
            raise Http404 from None

    def page(self, request, article: Article, step: str = "", **extra) -> dict:
        """What every page about an article is rendered with. `step` names a page beside the editor's own."""
        return {
            "title": f"{step}: {article}",
            "step": step,
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "article": article,
            "original": article,
            "has_view_permission": True,
            **extra,
        }

    def back_to(self, article: Article) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))

    def history_view(self, request, object_id, extra_context=None):
        return history.history_view(self, request, object_id)

    def placement_view(self, request, pk):
        if not self.has_change_permission(request):
            raise PermissionDenied
        article = self.find(request, pk)
        form = PlacementForm(request.POST or None, instance=article)
        if request.method == "POST" and form.is_valid():
            publishing.place(article, request.user, **form.cleaned_data)
            messages.success(request, _("Saved. It applies from now on."))
            return self.back_to(article)
        context = self.page(request, article, step=_("Comments and home page"), form=form)
        return render(request, "admin/articles/article/placement.html", context)
