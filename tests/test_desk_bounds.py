"""Lists of the desk stay bounded: whatever is typed into their search, and however many rows there are."""

import pytest
from django.contrib import admin
from django.core.paginator import Paginator
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinic.models import ClinicProfile, User
from clinic.paging import BoundedPaginator
from tests.conftest import signed_in
from tests.factories import make_article

pytestmark = pytest.mark.django_db
WORDS = " ".join(f"word{number}" for number in range(5000))


@pytest.fixture
def everybody(people):
    """Somebody who may open every list."""
    user = User.objects.create_superuser("all@example.org", display_name="All")
    user.groups.set([group for person in people.values() for group in person.groups.all()])
    ClinicProfile.the_one()
    return signed_in(user)


def lists() -> list[str]:
    return [f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist" for model in admin.site._registry]


@pytest.mark.parametrize("name", lists())
def test_thousands_of_words_in_a_search_are_answered(name, everybody):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = everybody.get(reverse(name), {"q": WORDS}, follow=True)
    assert answer.status_code == 200
    assert max((len(query["sql"]) for query in queries), default=0) < 40_000


def test_the_first_words_still_count(everybody):
    make_article(title="Sleep at home")
    make_article(title="Costs")
    address = reverse("admin:articles_article_changelist")
    found = everybody.get(address, {"q": "sleep " * 25})
    assert [article.title for article in found.context["cl"].result_list] == ["Sleep at home"]


def test_a_field_that_completes_and_a_picker_take_thousands_of_words_too(everybody):
    field = {"app_label": "articles", "model_name": "image", "field_name": "source"}
    assert everybody.get("/admin/autocomplete/", field | {"term": WORDS}).status_code in (200, 403)
    assert everybody.get("/admin/articles/article/pick/", {"kind": "source", "q": WORDS}).status_code == 200


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label_lower)
def test_no_list_counts_all_its_rows(model):
    desk = admin.site.get_model_admin(model)
    assert desk.paginator is not Paginator and issubclass(desk.paginator, BoundedPaginator)
    assert desk.show_full_result_count is False
