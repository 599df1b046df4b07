"""The desk's page “Drafts to rewrite”: what came from another site, those with most findings first."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal import rewriting

ON_A_PAGE = 25


@require_safe
def page(request):
    if not request.user.has_perm("articles.change_article"):
        raise PermissionDenied
    rows = rewriting.waiting().select_related("article")
    shown = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    entries = [{"row": row, "title": title_of(row), "kinds": rewriting.kinds_of(row)} for row in shown]
    context = admin.site.each_context(request) | {"title": _("Drafts to rewrite"), "page": shown, "entries": entries}
    return render(request, "admin/rewriting.html", context)


def title_of(row) -> str:
    return row.article.title or row.article.slug


urlpatterns = [path("admin/rewriting/", admin.site.admin_view(page), name="rewriting")]
