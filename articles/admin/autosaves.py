"""Where the editor's page keeps what is being written, and asks whether anybody is still signed in."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles import autosaving
from articles.admin.forms import ArticleForm
from articles.models import Article

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
