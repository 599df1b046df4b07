"""Where the editor's page keeps what is being written, and asks whether anybody is still signed in."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles import autosaving
from articles.admin.forms import ArticleForm
from articles.admin.showing import names_in
from articles.comparing import compare
from articles.content import Content
from articles.models import Article
from articles.snapshot import complete

STATUS = {autosaving.TooMuch: 413, autosaving.OtherWindow: 409}


def written(request: HttpRequest) -> dict[str, list[str]]:
    """The posted values of the form's own fields, without what PostgreSQL cannot store."""
    names = ArticleForm().fields.keys() & request.POST.keys()
    return {name: [value.replace("\x00", "") for value in request.POST.getlist(name)] for name in sorted(names)}


def window_of(request: HttpRequest) -> str:
    """The name of the page that asks; "" where it gives none that we have made."""
    name = request.POST.get("_window", "")
    return name if name.isascii() and name.isalnum() and len(name) <= 32 else ""


def autosave_view(desk, request, pk: int | None = None) -> JsonResponse:
    """POST keeps the form's words. GET says that somebody is signed in, with a fresh token for the form."""
    article: Article | None = desk.find(request, pk) if pk is not None else None
    if not (desk.has_change_permission(request) if article else desk.has_add_permission(request)):
        raise PermissionDenied
    if request.method != "POST":
        return JsonResponse({"token": get_token(request)})
    window = window_of(request)
    if not window:
        return JsonResponse({"problem": _("This page is too old. Open it again in another tab.")}, status=422)
    try:
        kept = autosaving.keep(article, request.user, window=window, fields=written(request))
    except autosaving.Refused as refused:
        return JsonResponse({"problem": str(refused)}, status=STATUS[type(refused)])
    return JsonResponse({"kept": date_format(timezone.localtime(kept.saved_at), "TIME_FORMAT")})


def kept_view(desk, request, pk: int):
    """What somebody's own kept words would change in the newest draft, before taking them over."""
    if not desk.has_change_permission(request):
        raise PermissionDenied
    article = desk.find(request, pk)
    kept = autosaving.of(article, request.user)
    if kept is None or article.draft is None:
        raise Http404
    form = ArticleForm(as_posted(kept.fields))
    before = Content.from_json(article.draft.content)
    after = complete(form.content(before)) if form.is_valid() else before
    found = compare(before, after, names=names_in(before, after))
    context = desk.page(request, article, step=_("Compare"), kept=kept, form=form, differences=found)
    return render(request, "admin/articles/article/kept.html", context)


def as_posted(fields: dict[str, list[str]]) -> QueryDict:
    """Kept fields in the shape in which a form posts them."""
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        data.setlist(name, values)
    return data
