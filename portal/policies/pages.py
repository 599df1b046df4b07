"""Readers' pages of the policies: the one that holds, and what held before with what has changed."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone

from articles.comparing import Difference, compare
from articles.content import Content
from clinic import languages
from pagecache.public import depends_on, public_page, valid_until
from portal.policies.copy import in_force, readable
from portal.policies.models import INTERNAL, Policy, PolicyVersion
from portal.policies.steps import name_of_page

PAGES = {policy: policy.replace("-", "_") for policy in Policy.values if policy not in INTERNAL}  # names of addresses


def show(request, policy: str, template: str, context: dict | None = None):
    """A page that shows a policy below what the software itself keeps. Asks nothing of the database."""
    version, changes_at = in_force(policy, languages.current(), timezone.now())
    response = render(request, template, (context or {}) | {"policy": policy, "policy_version": version})
    depends_on(response, name_of_page(policy))
    valid_until(response, changes_at)
    return response


def policy_page(policy: str, template: str):
    """A view of a policy's page."""

    @public_page()
    def view(request):
        return show(request, policy, template)

    return view


def public_versions(policy: str):
    """What readers may look at: versions that hold or held, the newest first. Raises Http404 for no public policy."""
    if policy not in PAGES:
        raise Http404
    return PolicyVersion.objects.in_force().filter(policy=policy, language=languages.current()).order_by("-number")


def differences_between(before: PolicyVersion | None, after: PolicyVersion) -> list[Difference]:
    if before is None:
        return []
    return compare(Content(title="", summary="", body=before.text), Content(title="", summary="", body=after.text))


@public_page()
def versions(request, policy: str):
    rows = list(public_versions(policy).defer("text"))
    if not rows:
        raise Http404
    return _answer(request, policy, "policies/versions.html", {"versions": _with_ends(rows)})


@public_page()
def version(request, policy: str, number: int):
    rows = public_versions(policy)
    shown = get_object_or_404(rows, number=number)
    newest = rows.values_list("number", flat=True).first()
    before = rows.filter(number=number - 1).first()
    context = {
        "version": shown,
        "text": readable(shown.text),
        "before": before,
        "differences": differences_between(before, shown),
        "holds": shown.number == newest,
    }
    return _answer(request, policy, "policies/version.html", context)


def _with_ends(rows: list[PolicyVersion]) -> list[dict]:
    """Each version, the newest first, with the day from which the next one held."""
    return [{"row": row, "until": rows[place - 1].in_force_on if place else None} for place, row in enumerate(rows)]


def _answer(request, policy: str, template: str, context: dict):
    context |= {"title": Policy(policy).label, "page": reverse(PAGES[policy])}
    return show(request, policy, template, context)


urlpatterns = [
    path("about/<slug:policy>/versions/", versions, name="policy_versions"),
    path("about/<slug:policy>/versions/<int:number>/", version, name="policy_version"),
]
