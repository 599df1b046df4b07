"""The list of imported drafts to rewrite: in which order, what it says of each, and that it shrinks."""

import re

import pytest
from django.utils import timezone

from articles import publishing
from articles.content import Content
from articles.models import Article
from portal import rewriting
from portal.models import Imported
from portal.wordpress.importing import import_wordpress
from tests.factories import make_article
from tests.wordpress_files import export, post

pytestmark = pytest.mark.django_db

PAGE = "/admin/rewriting/"
BAD = "<p>Ketamine is a cure. It has no side effects. It is guaranteed to work.</p>"
GOOD = "<p>We talk about sleep.</p>"


@pytest.fixture
def imported(tmp_path):
    items = post(1, GOOD, name="calm"), post(2, BAD, name="loud"), post(3, GOOD, name="hidden", status="private")
    import_wordpress(export(tmp_path, *items))
    rewriting.count_again(timezone.now())


def order(client) -> list[str]:
    return re.findall(r'<th scope="row"><a [^>]*>([^<]*)</a>', client.get(PAGE).content.decode())


def rewrite(slug: str, body: str) -> Article:
    article = Article.objects.get(slug=slug)
    content = Content.from_json(article.draft.content | {"body": body})
    publishing.save_draft(article, content, publishing.MACHINE, base=article.draft)
    return article


def test_those_with_most_findings_stand_first_with_kinds_and_old_addresses(imported, editor):
    text = editor.get(PAGE).content.decode()
    assert order(editor) == ["Post 2", "Post 1", "Post 3"]
    row = re.search(r"Post 2</a>(.*?)</tr>", text, re.S)[1]
    number = Imported.objects.get(number=2).findings
    assert number >= 3 and f">{number}<" in row
    assert re.search(r"claims: \d", row)
    assert "https://old.example.org/2019/05/loud/" in row
    assert "none: it was not public" in re.search(r"Post 3</a>(.*?)</tr>", text, re.S)[1]
    assert f"/admin/articles/article/{Article.objects.get(slug='loud').pk}/change/" in text


def test_a_rewritten_draft_is_counted_again_and_sinks(imported, editor):
    rewrite("loud", GOOD)
    before = Imported.objects.get(number=2).findings
    assert rewriting.count_again(timezone.now()) == 1
    assert Imported.objects.get(number=2).findings < before
    assert rewriting.count_again(timezone.now()) == 0  # and nothing is counted twice


@pytest.mark.parametrize("how", ["published", "withdrawn", "deleted"])
def test_what_is_public_withdrawn_or_deleted_leaves_the_list(imported, editor, how):
    article = Article.objects.get(slug="loud")
    if how == "published":
        public = make_article(slug="other")
        Imported.objects.filter(article=article).update(article=public)
    elif how == "withdrawn":
        Article.objects.filter(pk=article.pk).update(status="withdrawn", withdrawn_at=timezone.now())
    else:
        Imported.objects.filter(article=article).update(article=None)
    assert order(editor) == ["Post 1", "Post 3"]


def test_a_draft_that_cannot_be_checked_keeps_no_other_from_its_turn(tmp_path, monkeypatch):
    import_wordpress(export(tmp_path, post(1, GOOD), post(2, BAD)))
    real = rewriting.count_one

    def one_breaks(row):
        if row.number == 1:
            raise ValueError
        real(row)

    monkeypatch.setattr(rewriting, "count_one", one_breaks)
    with pytest.raises(ValueError):
        rewriting.count_again(timezone.now())
    assert Imported.objects.get(number=2).by_check


def test_with_nothing_imported_the_page_says_so_and_the_desk_is_silent(editor):
    assert "No draft from an old site waits" in editor.get(PAGE).content.decode()
    assert PAGE not in editor.get("/admin/").content.decode()


def test_the_desk_leads_editors_to_it_and_nobody_else(imported, editor, clinician, moderator, owner, reader):
    assert PAGE in editor.get("/admin/").content.decode()
    for client in (clinician, moderator, owner):
        assert PAGE not in client.get("/admin/").content.decode()
        assert client.get(PAGE).status_code == 403
    assert reader.get(PAGE).status_code == 302
    assert editor.post(PAGE).status_code == 405


@pytest.mark.parametrize("query", ["page=2", "page=0", "page=x", "page=99999999999999999999", "page=%00"])
def test_any_number_of_a_page_shows_a_page(imported, editor, query):
    assert editor.get(f"{PAGE}?{query}").status_code == 200


@pytest.mark.parametrize("number", [1, 60])
def test_it_takes_few_queries(tmp_path, editor, django_assert_max_num_queries, number):
    import_wordpress(export(tmp_path, *(post(n, GOOD) for n in range(1, number + 1))))
    with django_assert_max_num_queries(15):
        text = editor.get(PAGE).content.decode()
    assert text.count('<th scope="row">') == min(number, 25)
    assert ("Those after" in text) is (number > 25)
