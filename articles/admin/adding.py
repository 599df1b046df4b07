"""Adding a source or a picture without leaving the article that is being written."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from articles.admin.pickers import described
from articles.models import Image, Source
from pagecache.pieces import piece

KINDS: dict[str, type[Model]] = {"source": Source, "picture": Image}
LONGEST_KEY = 36


def quick_fields(request: HttpRequest) -> dict[str, str]:
    """The fields of the empty forms that stand folded on the editor's page, as HTML, for what this person may add."""
    return {kind: fields_of(kind, request) for kind in KINDS if may_add(kind, request)}


def fields_of(kind: str, request: HttpRequest) -> str:
    """Empty they are the same for everybody who may add, on one day: dates may begin with it."""
    values = {"kind": kind, "day": timezone.localdate()}
    template = "admin/articles/picking/_fields.html"
    return piece(template, values, lambda: {"form": form_for(kind, request)(auto_id=f"quick_{kind}_%s")})


def may_add(kind: str, request: HttpRequest) -> bool:
    return admin.site.get_model_admin(KINDS[kind]).has_add_permission(request)


def form_for(kind: str, request: HttpRequest) -> type[ModelForm]:
    return admin.site.get_model_admin(KINDS[kind]).get_form(request)


def add(desk, request: HttpRequest, kind: str) -> HttpResponse:
    """The same form, rules and record as on the page of its own. Answers with what a picker would have found."""
    if kind not in KINDS:
        raise Http404
    if not may_add(kind, request):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    data = request.POST.copy()
    data["key"] = data.get("key", "").strip() or free_key(KINDS[kind], data)
    form = form_for(kind, request)(data, request.FILES)
    if not form.is_valid():
        return JsonResponse({"said": _("Please look at the marked fields."), "errors": form.errors}, status=422)
    row = form.save(commit=False)
    admin.site.get_model_admin(KINDS[kind]).save_model(request, row, form, change=False)
    return JsonResponse({"added": described(row), "said": _("Added to the library.")})


def free_key(model: type[Model], data) -> str:
    """A key made of what was written: the first author and the year, or the title."""
    author = data.get("authors", "").replace(",", " ").split()
    wish = f"{author[0]}{data.get('year', '')}" if author else data.get("title", "")
    wish = slugify(wish)[:LONGEST_KEY].strip("-_") or "entry"
    taken = set(model._default_manager.filter(key__startswith=wish).values_list("key", flat=True))
    key, number = wish, 2
    while key in taken:
        key, number = f"{wish}-{number}", number + 1
    return key
