"""An article that moves: nobody's link breaks, whichever former address it has."""

import pytest
from django.core.exceptions import PermissionDenied

from articles import addresses, publishing
from articles.models import Article, Redirect
from articles.steps import MACHINE, WrongState
from search.models import Entry
from tests.factories import make_article, make_content

pytestmark = pytest.mark.django_db


def move(editor, article, slug):
    return editor.post(f"/admin/articles/article/{article.pk}/address/", {"slug": slug}, follow=True)


def hop(reader, slug) -> str:
    """Where the address leads, in one step."""
    answer = reader.get(f"/articles/{slug}/")
    assert answer.status_code == 301, answer.status_code
    return answer.headers["Location"]


def test_a_changed_address_leads_on_in_one_step_however_often_it_changed(editor, reader):
    article = make_article(slug="first")
    for slug in ("second", "third", "fourth"):
        move(editor, article, slug)
    assert [hop(reader, slug) for slug in ("first", "second", "third")] == ["/articles/fourth/"] * 3
    assert reader.get("/articles/fourth/").status_code == 200


def test_moving_back_makes_no_loop(editor, reader):
    article = make_article(slug="first")
    move(editor, article, "second")
    move(editor, article, "first")
    assert reader.get("/articles/first/").status_code == 200
    assert hop(reader, "second") == "/articles/first/"
    assert "max-age=300" in reader.get("/articles/second/")["Cache-Control"]


def test_a_former_address_can_be_given_up_and_taken_back(editor, reader):
    article = make_article(slug="first")
    move(editor, article, "second")
    former, where = Redirect.objects.get(), f"/admin/articles/article/{article.pk}/address/"
    editor.post(where, {"_gone": former.pk})
    answer = reader.get("/articles/first/")
    assert answer.status_code == 410 and "not used any more" in answer.content.decode()
    editor.post(where, {"_back": former.pk})
    assert hop(reader, "first") == "/articles/second/"


def test_links_in_other_articles_follow_by_themselves(editor, reader):
    target = make_article(slug="target")
    other = make_article(slug="other", body='<p><a href="/articles/target/#facts">See</a></p>')
    digest = other.live.digest
    move(editor, target, "moved")
    assert 'href="/articles/moved/#facts"' in reader.get("/articles/other/").content.decode()
    other.refresh_from_db()
    assert other.live.digest == digest


def test_a_text_that_still_names_the_old_address_keeps_its_link_when_it_is_saved_again(editor, reader):
    target = make_article(slug="target")
    other = make_article(slug="other", body='<p><a href="/articles/target/">See</a></p>')
    move(editor, target, "moved")
    content = make_content(title="Newer", body='<p><a href="/articles/target/">See</a></p>')
    revision = publishing.save_draft(other, content, MACHINE, base=other.draft)
    assert revision.content["links"] == [{"href": "/articles/target/", "article": target.pk}]
    publishing.publish(other, revision, MACHINE)
    assert 'href="/articles/moved/"' in reader.get("/articles/other/").content.decode()


def test_a_former_address_is_never_given_to_another_article(editor):
    article, other = make_article(slug="first", title="The old one"), make_article(slug="other")
    move(editor, article, "second")
    assert "The old one" in move(editor, other, "first").content.decode()
    with pytest.raises(WrongState):
        publishing.create_article(make_content(), MACHINE, slug="first")
    assert Article.objects.get(pk=other.pk).slug == "other"


def test_an_address_that_is_taken_is_refused_in_words(editor):
    article, other = make_article(slug="first"), make_article(slug="other")
    assert "already has this address" in move(editor, other, "first").content.decode()
    assert Article.objects.get(pk=article.pk).slug == "first" and not Redirect.objects.exists()


def test_what_was_never_public_leaves_no_redirect(editor, reader):
    article = make_article(slug="first", publish=False)
    move(editor, article, "second")
    assert not Redirect.objects.exists() and reader.get("/articles/first/").status_code == 404


def test_a_former_address_of_a_withdrawn_article_says_so(editor, reader):
    article = make_article(slug="first")
    move(editor, article, "second")
    article.refresh_from_db()
    publishing.withdraw(article, MACHINE, reason="It was wrong.")
    answer = reader.get("/articles/first/")
    assert answer.status_code == 410 and "It was wrong." in answer.content.decode()


@pytest.mark.parametrize("slug", ["", "a b", "../x", "ä", "x" * 121, "a/b", "\x00"])
def test_what_is_no_address_is_refused(slug, editor):
    article = make_article(slug="first")
    assert move(editor, article, slug).status_code == 200
    assert Article.objects.get(pk=article.pk).slug == "first"


@pytest.mark.parametrize("role", ["owner", "clinician", "moderator"])
def test_only_editors_change_addresses(role, people, request):
    article = make_article(slug="first")
    assert move(request.getfixturevalue(role), article, "second").status_code == 403
    with pytest.raises(PermissionDenied):
        addresses.move(article, people[role], slug="second")
    former = Redirect.objects.create(article=article, slug="old", language=article.language)
    with pytest.raises(PermissionDenied):
        addresses.set_gone(former, people[role], gone=True)


def test_search_leads_to_the_new_address_and_never_to_what_was_taken_down(editor):
    article, gone = make_article(slug="first"), make_article(slug="gone")
    publishing.withdraw(gone, MACHINE, reason="Wrong.")
    move(editor, article, "second")
    move(editor, gone, "elsewhere")
    assert [entry.url for entry in Entry.objects.all()] == ["/articles/second/"]
