"""The desk's list of links to other sites: which lead nowhere, which do not let us look, and when anybody looked."""

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, Prefetch
from django.shortcuts import render
from django.utils.translation import gettext as _

from articles import outside_links
from articles.models import Article, OutsideLink

SHOWN = 100
STATE = OutsideLink.State


def outside_view(desk, request):
    if not request.user.has_perm("articles.preview_article"):
        raise PermissionDenied
    counts = dict(OutsideLink.objects.order_by().values_list("state").annotate(number=Count("pk")))
    trouble = OutsideLink.objects.filter(state__in=[STATE.DEAD, STATE.UNSURE]).order_by("state", "url")
    context = {
        "title": _("Links to other sites"),
        **desk.admin_site.each_context(request),
        "opts": desk.opts,
        "rows": trouble.prefetch_related(Prefetch("articles", Article.objects.only("pk", "title", "slug")))[:SHOWN],
        "fine": counts.get(STATE.FINE, 0),
        "waiting": counts.get(STATE.WAITS, 0),
        "no_network": counts.get(STATE.NO_NETWORK, 0),
        "last": OutsideLink.objects.aggregate(at=Max("checked_at"))["at"],
        "looks": outside_links.looks_outside(),
    }
    return render(request, "admin/articles/article/outside.html", context)
