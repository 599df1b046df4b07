"""Every address of the desk × every role × GET and POST: exactly the answer declared here.

The addresses come from the URL resolver, so a new one fails until somebody has said who may open it. A POST carries
no data: where a role may act, the form comes back with its errors, and nothing changes.
"""

from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.contrib.sessions.models import Session
from django.urls import URLPattern

from articles.models import Author
from clinic.models import ClinicProfile, Record
from comments.models import ApprovedText, Feedback, Report
from jobs.models import OutboxMail
from search.models import Miss, Synonyms
from tests.comment_factories import make_comment
from tests.factories import make_article, make_clinician, make_image, make_policy, make_source, make_term, make_topic

pytestmark = pytest.mark.django_db

ROLES = {"o": "owner", "c": "clinician", "e": "editor", "m": "moderator"}
EVERYBODY, NOBODY = "ocem", ""


def answer(letters: str, status: int = 200, others: int = 403) -> dict[str, int]:
    return {letter: status if letter in letters else others for letter in ROLES}


def both(letters: str, status: int = 200, others: int = 403) -> tuple[dict, dict]:
    """The same answer to GET and POST."""
    return answer(letters, status, others), answer(letters, status, others)


def model(prefix: str, *, view: str = "", add: str = "", change: str = "", history: str | None = None) -> dict:
    """The addresses that Django makes for a model. Nothing is ever deleted on the desk."""
    return {
        f"{prefix}/": both(view),
        f"{prefix}/add/": both(add),
        f"{prefix}/<path:object_id>/history/": both(view if history is None else history),
        f"{prefix}/<path:object_id>/delete/": both(NOBODY),
        f"{prefix}/<path:object_id>/change/": (answer(view), answer(change)),
        f"{prefix}/<path:object_id>/": both(EVERYBODY, 302),  # leads to …/change/, which asks again
    }


# Route: (answers to GET, answers to POST).
DECLARED = {
    "": both(EVERYBODY),
    "login/": both(EVERYBODY, 302),
    "logout/": both(EVERYBODY, 302),
    "password_change/": both(EVERYBODY, 302),
    "password_change/done/": both(EVERYBODY, 302),
    "autocomplete/": (answer(NOBODY), answer(NOBODY, others=405)),  # without a field to complete
    "jsi18n/": (answer(EVERYBODY), answer(EVERYBODY, 405)),
    "r/<path:content_type_id>/<path:object_id>/": both(NOBODY, others=404),
    "^(?P<app_label>clinic)/$": both("o", others=404),
    "^(?P<app_label>comments)/$": both(EVERYBODY),
    "^(?P<app_label>articles)/$": both(EVERYBODY),
    "^(?P<app_label>jobs)/$": both("o", others=404),
    "(?P<url>.*)$": both(NOBODY, others=404),
    **model("clinic/user", view="o", add="o", change="o"),
    "clinic/user/<int:number>/remove-second-factor/": (answer("o"), answer("o", 302)),
    **model("clinic/record", view="o"),
    **model("clinic/clinician", view="o", add="o", change="o"),
    **model("clinic/clinicprofile", view="o", change="o"),
    "clinic/clinicprofile/": both("o", 302),  # one row: leads to its form
    "clinic/clinicprofile/<int:pk>/preview/": (answer("o", 405), answer("o", 422)),
    **model("jobs/outboxmail", view="o"),
    **model("articles/topic", view="e", add="e", change="e"),
    "articles/topic/<int:pk>/merge/": (answer("e"), answer("e", 422)),  # with nothing chosen
    "articles/source/<int:pk>/merge/": (answer("e"), answer("e", 422)),
    **model("articles/author", view="e", add="e", change="e"),
    **model("articles/source", view="e", add="e", change="e"),
    **model("articles/image", view="e", add="e", change="e"),
    **model("articles/term", view="e", add="e", change="e"),
    "articles/term/<path:object_id>/delete/": both("e"),
    **model("articles/article", view=EVERYBODY, history="ce"),
    "articles/article/add/": (answer("e"), answer("e", 422)),
    "articles/article/<path:object_id>/change/": (answer("e") | {"c": 302}, answer("e", 422) | {"c": 302}),
    "articles/article/<int:pk>/preview/": both("ce"),
    "articles/article/<int:pk>/autosave/": (answer("e"), answer("e", 422)),
    "articles/article/add/autosave/": (answer("e"), answer("e", 422)),
    "articles/article/<int:pk>/kept/": both("e", 404),  # nothing was kept
    "articles/article/<int:pk>/unsaved/": (answer("e", 405), answer("e", 422)),
    "articles/article/add/unsaved/": (answer("e", 405), answer("e", 422)),
    "articles/article/pick/": (answer("e", 404), answer("e", 404)),  # without a kind
    "articles/article/quick/<slug:kind>/": both(NOBODY, others=404),  # of no kind
    "articles/article/calendar/": both("ce"),
    "articles/article/outside/": both("ce"),
    "articles/article/<int:pk>/compare/": both("ce"),
    "articles/article/<int:pk>/restore/": (answer("e"), answer("e", 404)),  # without the draft that was seen
    "articles/article/<int:pk>/share/": both("e"),
    "articles/article/<int:pk>/expiry/": both("e"),
    "articles/article/<int:pk>/address/": both("e"),
    "articles/article/<int:pk>/translations/": both("e"),
    "articles/article/<int:pk>/unpublish/": both("e"),
    "articles/article/<int:pk>/withdraw/": both(EVERYBODY),
    "articles/article/<int:pk>/placement/": both("e"),
    "articles/article/<int:pk>/schedule/": both("e"),
    "^(?P<app_label>search)/$": both("e", others=404),
    **model("search/synonyms", view="e", add="e", change="e"),
    "search/synonyms/<path:object_id>/delete/": both("e"),
    **model("search/miss", view="e"),
    **model("comments/comment", view="cm"),
    "comments/comment/<path:object_id>/change/": (answer("cm"), answer("cm", 405)),
    "comments/comment/looking-back/": (answer("cm"), answer("cm", 405)),
    "comments/comment/my-mail/": (answer("cm"), answer("cm", 422)),
    "comments/comment/undo/": (answer("m", 405), answer("m", 302)),
    "comments/comment/queue/": (answer("cm"), answer("cm", 405)),
    "comments/comment/<int:number>/claim/": (answer("m", 405), answer("m", 422)),
    "comments/comment/<int:number>/give-back/": (answer("c", 405), answer("c", 422)),
    "comments/comment/<int:number>/decide/": (answer("m", 405), answer("m", 422)),
    "comments/comment/<int:number>/acknowledge/": (answer("ocm"), answer("ocm", 302)),
    **model("comments/approvedtext", view="o", add="o", change="o"),
    "comments/decision/": (answer("o"), answer("o", 405)),
    "comments/decision/export/": (answer("o", 405), answer("o")),
    "comments/erasure/": (answer("o"), answer("o", 422)),  # without whom
    "comments/erasure/copy/": (answer("o", 405), answer("o", 422)),
    "comments/erasure/erase/": (answer("o", 405), answer("o", 422)),
    "comments/retentionday/": (answer("o"), answer("o", 422)),  # without days
    **model("comments/feedback", view="cem"),
    "comments/feedback/<int:number>/acknowledge/": (answer("ocm"), answer("ocm", 302)),
    "comments/feedback/<int:number>/answer/": (answer("cem"), answer("cem", 422)),
    **model("comments/report", view="cm"),
    "comments/report/<int:number>/acknowledge/": (answer("ocm"), answer("ocm", 302)),
    "comments/report/<int:number>/handle/": (answer("cm"), answer("cm", 302)),
    "comments/comment/<int:number>/contacts/": (answer("cm", 405), answer("cm", 302)),
    "comments/comment/<int:number>/reply/": (answer("cm", 405), answer("cm", 422)),
    "^(?P<app_label>portal)/$": both(EVERYBODY),
    "portal/policyversion/": (answer(EVERYBODY), answer(EVERYBODY, 405)),
    "portal/policyversion/of/<slug:policy>/": (answer(EVERYBODY), answer("o", 422)),  # with no button pressed
    "portal/policyversion/<int:number>/": (answer(EVERYBODY), answer(EVERYBODY, 405)),
}


def routes(patterns=None, before: str = "") -> Iterator[str]:
    for pattern in admin.site.urls[0] if patterns is None else patterns:
        route = before + str(pattern.pattern)
        if not isinstance(pattern, URLPattern):
            yield from routes(pattern.url_patterns, route)
        elif "app_label" in route:
            labels = route.split(">")[1].split(")")[0].split("|")
            yield from (f"^(?P<app_label>{label})/$" for label in labels)
        else:
            yield route


def make_row(route: str, people):
    """Something for the addresses of one thing to show."""
    makers = {
        "clinic/user": lambda: people["editor"],
        "clinic/clinician": make_clinician,
        "clinic/record": lambda: Record.objects.create(action="try"),
        "clinic/clinicprofile": ClinicProfile.the_one,
        "jobs/outboxmail": lambda: OutboxMail.objects.create(to="a@example.org"),
        "articles/topic": make_topic,
        "articles/author": lambda: Author.objects.create(name="Dr. Example", slug="dr-example"),
        "articles/source": make_source,
        "articles/image": make_image,
        "articles/term": make_term,
        "articles/article": make_article,
        "search/synonyms": lambda: Synonyms.objects.create(words="drip, infusion"),
        "search/miss": lambda: Miss.objects.create(digest="x", text="cost", days=5, last_day="2026-11-22"),
        "comments/approvedtext": lambda: ApprovedText.objects.create(title="General"),
        "comments/report": lambda: Report.objects.create(comment=make_comment(article=make_article()), why="unkind"),
        "comments/feedback": lambda: Feedback.objects.create(article=make_article(), section="Sources", text="Odd"),
        "comments/comment": lambda: make_comment(article=make_article()),
        "portal/policyversion": make_policy,
    }
    return makers["/".join(route.split("/")[:2])]()


def address(route: str, people) -> str:
    if route.startswith("^"):
        return f"/admin/{route.split('>')[1].split(')')[0]}/"
    if route == "(?P<url>.*)$":
        return "/admin/no/such/page/"
    if "<path:content_type_id>" in route:
        return "/admin/r/999999/1/"
    route = route.replace("<slug:policy>", "privacy")
    if "<" not in route:
        return f"/admin/{route}"
    start, rest = route.split("<")
    return f"/admin/{start}{make_row(route, people).pk}{rest.split('>')[1]}"


def test_every_address_of_the_desk_is_declared_and_every_declaration_has_one():
    assert set(routes()) == set(DECLARED)


@pytest.mark.parametrize("route", DECLARED)
def test_an_address_answers_each_role_as_declared(route, people, request):
    where = address(route, people)
    given, expected = {}, {}
    for letter, name in ROLES.items():
        client = request.getfixturevalue(name)
        for method, answers in zip(("get", "post"), DECLARED[route], strict=True):
            given[name, method] = getattr(client, method)(where).status_code
            expected[name, method] = answers[letter]
    assert given == expected


@pytest.mark.parametrize("route", DECLARED)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_sent_to_sign_in_from_everywhere(route, method, people, reader):
    response = getattr(reader, method)(address(route, people))
    assert response.status_code == 302
    location = response.headers["Location"]
    assert location.startswith(("/admin/login/?next=", "/accounts/login/?next=")) or location == "/admin/"
    assert not Session.objects.exists()
