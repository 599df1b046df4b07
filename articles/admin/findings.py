"""The findings beside the editor's form: of the saved draft, and of the words as they are being typed."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.admin.fields import Lines
from articles.admin.forms import ArticleForm
from articles.checking import check_article
from articles.content import Content
from articles.models import Article
from articles.sanitising import TooLong
from articles.snapshot import complete, empty_content

# What a field that cannot be read yet counts as, while somebody is still typing in it.
NOTHING_CHOSEN = ("topic", "image", "author", "evidence_checked_on", "next_review_on")
NONE_OF_MANY = ("topics", "related", "badges")


@require_POST
def of_article(request: HttpRequest, pk: int) -> JsonResponse:
    """Findings in the posted form of an article; nothing is stored."""
    if not request.user.has_perm("articles.change_article"):
        raise PermissionDenied
    return answer(request, admin.site.get_model_admin(Article).find(request, pk))


@require_POST
def new(request: HttpRequest) -> JsonResponse:
    """The same for an article that was never saved."""
    if not request.user.has_perm("articles.add_article"):
        raise PermissionDenied
    return answer(request, None)


def answer(request: HttpRequest, article: Article | None) -> JsonResponse:
    draft = article.draft if article else None
    before = Content.from_json(draft.content) if draft else empty_content()
    try:
        content = complete(unsaved(ArticleForm(request.POST), before))
    except TooLong as error:
        return JsonResponse({"message": str(error)}, status=422)
    panel = panel_of(article, content)
    html = render_to_string("admin/articles/findings/_list.html", {"panel": panel}, request)
    return JsonResponse({"html": html, "blocking": panel["blocking"], "advice": panel["advice"], "said": panel["said"]})


def unsaved(form: ArticleForm, before: Content) -> Content:
    """The form's Content even while some of its fields cannot be read."""
    form.is_valid()
    for name, field in form.fields.items():
        many = name in NONE_OF_MANY or isinstance(field, Lines)
        form.cleaned_data.setdefault(name, None if name in NOTHING_CHOSEN else () if many else "")
    return form.content(before)


def panel_of(article: Article | None, content: Content | None) -> dict:
    found = check_article(article, content) if content else []
    blocking = sum(one.stops for one in found)
    said = _("%(blocking)d to mend before publishing, %(advice)d to think about") % {
        "blocking": blocking,
        "advice": len(found) - blocking,
    }
    return {"findings": found, "blocking": blocking, "advice": len(found) - blocking, "said": said}
