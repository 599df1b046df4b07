"""What readers get at an article's address."""

import pytest
from django.utils import timezone

from articles import publishing
from tests.factories import make_article, make_image, make_source, make_topic, treatment_facts

pytestmark = pytest.mark.django_db


def test_a_public_article_shows_its_words(reader):
    article = make_article(title="What to expect", summary="A short summary.", key_points=("Rest afterwards.",))
    page = reader.get(article.get_absolute_url()).content.decode()
    assert "<h1" in page and "What to expect" in page
    assert "A short summary." in page
    assert "Rest afterwards." in page
    assert "Write your questions down." in page


def test_a_draft_answers_404(reader):
    article = make_article(publish=False)
    assert reader.get(article.get_absolute_url()).status_code == 404


def test_an_article_of_the_future_answers_404(reader):
    article = make_article(published_at=timezone.now() + timezone.timedelta(hours=1))
    assert reader.get(article.get_absolute_url()).status_code == 404


def test_a_withdrawn_article_answers_410_with_the_reason_and_a_way_on(reader):
    other = make_article(title="The newer page")
    article = make_article()
    publishing.withdraw(article, publishing.MACHINE, reason="The advice has changed.", replacement=other)
    answer = reader.get(article.get_absolute_url())
    assert answer.status_code == 410
    assert "The advice has changed." in answer.content.decode()
    assert other.get_absolute_url() in answer.content.decode()


def test_an_unknown_address_answers_404(reader, db):
    assert reader.get("/articles/nothing-here/").status_code == 404


def test_sources_are_numbered_in_order_of_use_and_link_back(reader):
    make_source(key="apple", title="The second study")
    make_source(key="zebra", title="The first study")
    body = "<p>One claim [@zebra]. Another [@apple; @zebra].</p>"
    page = reader.get(make_article(body=body).get_absolute_url()).content.decode()
    assert page.index("The first study") < page.index("The second study")
    assert 'href="#source-1"' in page and 'href="#source-2"' in page
    assert 'href="#cite-1-1"' in page and 'href="#cite-1-2"' in page
    assert "[@" not in page


def test_changing_a_source_changes_no_live_page(reader):
    source = make_source(key="study", title="The title as cited")
    article = make_article(body="<p>A claim [@study].</p>")
    source.title = "Another title"
    source.save()
    page = reader.get(article.get_absolute_url()).content.decode()
    assert "The title as cited" in page and "Another title" not in page


def test_treatment_facts_stand_on_the_page(reader):
    article = make_article(kind="treatment", facts=treatment_facts())
    page = reader.get(article.get_absolute_url()).content.decode()
    assert all(f"Words about {name.replace('_', ' ')}." in page for name in treatment_facts())


def test_pictures_come_in_two_formats_with_width_and_height(reader):
    image = make_image(alt="A quiet room")
    body = f'<h2>Room</h2><figure><img src="/admin/picture/{image.key}/"><figcaption>Ours</figcaption></figure>'
    page = reader.get(make_article(body=body).get_absolute_url()).content.decode()
    assert 'type="image/avif"' in page and 'alt="A quiet room"' in page
    assert 'width="1200"' in page and 'height="800"' in page
    assert "/admin/picture/" not in page


def test_a_link_to_an_article_follows_its_address(reader):
    target = make_article(slug="old-address")
    article = make_article(body='<p><a href="/articles/old-address/#part">more</a></p>')
    type(target).objects.filter(pk=target.pk).update(slug="new-address")
    publishing.refresh_projection(article)
    assert 'href="/articles/new-address/#part"' in reader.get(article.get_absolute_url()).content.decode()


@pytest.mark.parametrize("path", ["/articles/", "/topics/", "/a-z/", "/"])
def test_lists_show_what_is_public_and_nothing_else(reader, path):
    topic = make_topic(title="Seen topic")
    make_article(title="Seen article", topics=(topic,))
    make_article(title="Unseen draft", publish=False, topics=(make_topic(title="Unseen topic"),))
    page = reader.get(path).content.decode()
    assert ("Seen topic" if path == "/topics/" else "Seen article") in page
    assert "Unseen" not in page


def test_topics_stand_in_the_order_that_editors_gave_them(reader):
    make_article(topics=(make_topic(title="Zebra", order=1), make_topic(title="Apple", order=2)))
    page = reader.get("/topics/").content.decode()
    assert page.index("Zebra") < page.index("Apple")


@pytest.mark.parametrize("number", ["0", "-1", "x", "99", "²", "1" * 30])
def test_a_page_number_that_does_not_exist_answers_404(reader, number):
    make_article()
    assert reader.get("/articles/", {"page": number}).status_code == 404


def test_the_list_goes_on_over_pages(reader):
    topic = make_topic()
    for number in range(13):
        make_article(title=f"Piece {number:02}", topics=(topic,))
    assert "Piece 00" not in reader.get("/articles/").content.decode()
    assert "Piece 00" in reader.get("/articles/?page=2").content.decode()
    assert "Piece 00" in reader.get(f"{topic.get_absolute_url()}?page=2").content.decode()
