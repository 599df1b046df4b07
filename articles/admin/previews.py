"""Showing drafts: any revision, what stands in the form, and links for people outside."""

from datetime import timedelta

from csp.constants import SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin

from articles import reading, sharing
from articles.admin.forms import ArticleForm
from articles.admin.step_forms import ShareForm
from articles.content import Content
from articles.models import Article, Revision
from articles.snapshot import complete, empty_content

# Shown in a frame beside the form, and in no frame of anybody else's.
IN_OUR_FRAME = {"frame-ancestors": [SELF]}
JUST_MADE, SHOWN_FOR = "link-made", timedelta(minutes=10)


def revision_named(article: Article, number: str) -> Revision:
    """The revision of that number. Raises Http404 for what is no number, or none of the article's."""
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        raise Http404
    return get_object_or_404(Revision, article=article, number=int(number))


def preview_view(desk, request, pk):
    """Any revision as readers would see it: `?revision=` its number, the newest draft otherwise."""
    if not request.user.has_perm("articles.preview_article"):
        raise PermissionDenied
    article = desk.find(request, pk)
    number = request.GET.get("revision", "")
    revision = revision_named(article, number) if number else article.draft
    if revision is None:
        raise Http404
    return render(request, "articles/article.html", reading.preview_context(article, revision))


def unsaved_view(desk, request, pk: int | None = None):
    """What stands in the form, as readers would see it. Nothing is stored."""
    article = desk.find(request, pk) if pk is not None else None
    if not (desk.has_change_permission(request) if article else desk.has_add_permission(request)):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    return framed_page(request, article)


def framed_page(request, article: Article | None):
    form = ArticleForm(request.POST)
    if not form.is_valid():
        return framed(request, "admin/articles/article/unsaved_problems.html", {"form": form}, 422)
    draft = article.draft if article else None
    before = Content.from_json(draft.content) if draft else empty_content()
    content = complete(form.content(before))
    shown = article or Article(slug=form.cleaned_data["slug"] or "new", language=content.language)
    return framed(request, "articles/article.html", reading.draft_context(shown, content, kind="unsaved"))


@csp_replace(IN_OUR_FRAME)
@xframe_options_sameorigin
def framed(request, template: str, context: dict, status: int = 200):
    return render(request, template, context, status=status)


def share_view(desk, request, pk):
    """The links to an article's drafts: make one, see what works, take it back.

    A new link's address is with the browser that made it and nowhere else: the page can be loaded again without
    making another, and the secret is never stored here.
    """
    if not desk.has_change_permission(request):
        raise PermissionDenied
    article = desk.find(request, pk)
    if "_revoke" in request.POST:
        return revoke(request, article)
    form = ShareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        pinned = article.draft if form.cleaned_data["shows"] == "this" else None
        values = {"days": form.cleaned_data["days"], "note": form.cleaned_data["note"]}
        token = sharing.share(article, request.user, revision=pinned, **values)
        return made(request, token)
    links = article.preview_links.select_related("revision", "created_by")[:50]
    context = desk.page(request, article, step=gettext_lazy("Show the draft"), form=form, links=links)
    context["address"] = address_just_made(request, article)
    return render(request, "admin/articles/article/share.html", context)


def made(request, token: str) -> HttpResponseRedirect:
    response = HttpResponseRedirect(request.path)
    response.set_signed_cookie(
        JUST_MADE,
        f"{request.user.pk}:{token}",
        max_age=SHOWN_FOR,
        path=request.path,
        secure=settings.SITE_IS_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


def address_just_made(request, article: Article) -> str:
    """The link that this person made in this browser within ten minutes, while it works; "" otherwise."""
    number, _colon, token = (request.get_signed_cookie(JUST_MADE, "", max_age=SHOWN_FOR) or "").partition(":")
    link = sharing.find(token) if token and number == str(request.user.pk) else None
    if link is None or link.article_id != article.pk:
        return ""
    return settings.SITE_URL + reverse("articles:shared", args=[token])


def revoke(request, article: Article):
    number = request.POST["_revoke"]
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        raise Http404
    sharing.revoke(get_object_or_404(article.preview_links, pk=int(number)), request.user)
    messages.success(request, _("The link does not work any more."))
    return HttpResponseRedirect(request.path)
