"""The starter articles leave when a clinic makes the site its own; what somebody has touched stays."""

import dataclasses

import pytest

from articles import publishing, starter_leaving
from articles.content import Content
from articles.models import Article, Image, Publication, Source, Term, Topic
from articles.starter import load_starter
from comments.examples import remove_examples
from tests.comment_factories import make_comment, make_reply
from tests.factories import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def starter(db):
    """Two of them, as load_starter() makes them, and one of the clinic's own."""
    make_article(slug="is-ketamine-right-for-me", title="For me?")
    make_article(slug="ours", title="Our own page")
    return make_article(slug="what-is-ketamine-therapy", title="What it is")


def slugs() -> set[str]:
    return set(Article.objects.values_list("slug", flat=True))


def test_as_drafts_they_are_off_the_site_and_can_be_published_again(starter, people, reader):
    address = starter.get_absolute_url()
    assert reader.get(address).status_code == 200
    assert starter_leaving.make_drafts(people["owner"]) == 2
    assert reader.get(address).status_code == 404
    assert [article.slug for article in Article.objects.published()] == ["ours"]
    starter.refresh_from_db()
    publishing.publish(starter, starter.draft, people["editor"])
    assert reader.get(address).status_code == 200


def test_removed_they_are_on_no_list_and_in_no_search(starter, people, reader):
    code = starter.publications.first().code
    assert starter_leaving.remove(people["owner"]) == 2
    assert slugs() == {"ours"}
    for address in (starter.get_absolute_url(), f"/l/{code}/"):
        assert reader.get(address).status_code == 404
    for address in ("/", "/articles/", "/topics/", "/glossary/", "/a-z/", "/sitemap.xml", "/search/?q=what+it+is"):
        page = reader.get(address)
        assert page.status_code == 200 and "What it is" not in page.content.decode()


def test_what_somebody_has_touched_stays(starter, people):
    changed = Article.objects.get(slug="is-ketamine-right-for-me")
    content = Content.from_json(changed.draft.content)
    publishing.save_draft(changed, dataclasses.replace(content, title="Ours"), people["editor"], base=changed.draft)
    make_reply(make_comment(article=starter, is_example=True))
    make_comment(article=starter)
    assert starter_leaving.remove(people["owner"]) == starter_leaving.make_drafts(people["owner"]) == 0
    assert slugs() == {"ours", "is-ketamine-right-for-me", "what-is-ketamine-therapy"}
    assert Publication.objects.filter(article=starter).exists()


def test_made_up_comments_and_answers_to_them_make_it_nobodys_own(starter, people):
    example = make_comment(article=starter, is_example=True)
    make_reply(example, is_staff_reply=True)
    assert starter in starter_leaving.untouched()
    assert starter_leaving.remove(people["owner"]) == 1  # the other one: comments go first
    remove_examples(people["owner"])
    assert starter_leaving.remove(people["owner"]) == 1
    assert slugs() == {"ours"}


def test_the_real_ones_leave_with_the_topics_and_words_that_only_they_needed(people):
    load_starter(with_renditions=False)
    own = make_article(topics=(Topic.objects.first(),))
    assert starter_leaving.remove(people["owner"]) == 7
    assert list(Topic.objects.all()) == list(own.topics.all())
    assert not Term.objects.exists()
    assert Source.objects.exists() and Image.objects.exists()  # the library
    assert starter_leaving.remove(people["owner"]) == 0
