"""The addresses of sign-off, corrections and findings × every role × GET and POST: exactly the answer declared here."""

import pytest
from django.test import Client

from articles import urls
from tests.factories import make_article
from tests.signoff_factories import ask, signer_for

pytestmark = pytest.mark.django_db

ROLES = ("owner", "clinician", "editor", "moderator")
OTHERS_HANDLED = ("admin/picture/<slug:key>/",)  # tests/test_images.py


def only(statuses: dict[str, int], others: int = 403) -> dict[str, int]:
    return dict.fromkeys(ROLES, others) | statuses


# Route: (answers to GET, answers to an empty POST).
DECLARED = {
    "admin/sign-off/": (only({"clinician": 200, "editor": 200}), only({"clinician": 200, "editor": 200})),
    "admin/sign-off/<int:number>/": (only({"clinician": 200}), only({"clinician": 422})),
    "admin/articles/article/<int:pk>/send-for-review/": (only({"editor": 200}), only({"editor": 200})),
    "admin/articles/article/<int:pk>/correct/": (only({"editor": 200}), only({"editor": 200})),
    "admin/articles/findings/": (only({}, 405), only({"editor": 200})),
    "admin/articles/article/<int:pk>/findings/": (only({}, 405), only({"editor": 200})),
    # Behind a mailed link the token decides and nobody's role.
    "accounts/sign-off/<str:token>/": (only({}, 404), only({}, 404)),
    "accounts/sign-off/<str:token>/<int:number>/": (only({}, 302), only({}, 302)),
}


def routes() -> set[str]:
    staff = {str(pattern.pattern) for pattern in urls.urlpatterns}
    return {route for route in staff if route.startswith(("admin/", "accounts/")) and route not in OTHERS_HANDLED}


def fill(route: str, asked) -> str:
    filled = route.replace("<int:number>", str(asked.pk)).replace("<int:pk>", str(asked.article_id))
    return "/" + filled.replace("<str:token>", "no-such-word")


@pytest.fixture
def asked(people):
    return ask(make_article(), signer_for(people["clinician"]).clinician)


def test_every_address_is_declared():
    assert routes() == set(DECLARED)


@pytest.mark.parametrize("route", DECLARED)
def test_an_address_answers_each_role_as_declared(route, asked, request):
    given = [
        {name: getattr(request.getfixturevalue(name), method)(fill(route, asked)).status_code for name in ROLES}
        for method in ("get", "post")
    ]
    assert given == list(DECLARED[route])


@pytest.mark.parametrize("route", [route for route in DECLARED if route.startswith("admin/")])
def test_a_stranger_is_sent_to_sign_in(route, asked, reader):
    for method in (reader.get, reader.post):
        answer = method(fill(route, asked))
        assert answer.status_code == 302 and "login" in answer.headers["Location"]


@pytest.mark.parametrize("route", [route for route in DECLARED if route.startswith("admin/")])
def test_a_form_from_elsewhere_is_refused(route, asked, people):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["editor"])
    assert client.post(fill(route, asked)).status_code == 403
