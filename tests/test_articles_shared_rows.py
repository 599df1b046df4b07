"""Editing what articles share – pictures, authors, topics – and what live pages make of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import due, images, planning, publishing
from articles.content import Content
from articles.models import Article, Author, Image, Topic
from clinic.models import Record
from search.models import Entry
from tests.factories import make_article, make_image, make_source, make_topic, picture_bytes

pytestmark = pytest.mark.django_db


def replace_file(image: Image) -> None:
    images.store_original(image, images.accept(picture_bytes(color="#aa3311")))
    image.save()
    due.make_waiting_renditions(timezone.now() + timedelta(seconds=1))


def test_a_picture_whose_file_is_replaced_stays_on_live_pages_as_it_was_published(reader):
    image = make_image()
    article = make_article(image=image.key, body=f'<p>Words</p><img src="/admin/picture/{image.key}/" alt="A scene">')
    before = reader.get(article.get_absolute_url()).content.decode()
    old_name = f"/media/{image.sha256[:32]}-"
    assert before.count(old_name) > 2
    replace_file(image)
    after = reader.get(article.get_absolute_url()).content.decode()
    assert after.count(old_name) == before.count(old_name)


def test_the_same_file_under_two_keys_is_shown_although_one_waits_for_its_renditions(reader):
    image = make_image()
    Image.objects.filter(pk=image.pk).update(uploaded_at=timezone.now() + timedelta(days=1))
    twin = Image(key="twin", title="Twin", alt="The same scene")
    images.store_original(twin, images.accept(image.original.open("rb").read()))
    Image.objects.filter(pk=image.pk).update(sha256=twin.sha256)
    twin.save()
    article = make_article(image=image.key)
    assert f"/media/{image.renditions['jpeg'][0][1]}" in reader.get(article.get_absolute_url()).content.decode()


def test_an_authors_new_name_stands_on_every_article_at_once(editor, reader):
    author = Author.objects.create(name="A. Writer", slug="a-writer")
    article = make_article(author=author.pk)
    form = {"name": "Alex Writer", "slug": "a-writer", "credentials": "", "biography": "", "disclosure": "", "user": ""}
    assert editor.post(f"/admin/articles/author/{author.pk}/change/", form).status_code == 302
    assert "Alex Writer" in reader.get(article.get_absolute_url()).content.decode()


@pytest.mark.parametrize("kind", ["author", "topic"])
def test_an_address_that_readers_have_does_not_change(editor, reader, kind):
    author, topic = Author.objects.create(name="A. Writer", slug="a-writer"), make_topic(slug="sleep")
    make_article(author=author.pk, topics=(topic,))
    row = {"author": author, "topic": topic}[kind]
    form = {"name": "A. Writer", "title": "Sleep", "slug": "other", "order": "1", "introduction": ""}
    page = f"/admin/articles/{kind}/{row.pk}/change/"
    assert editor.get(page).status_code == 200
    assert editor.post(page, form).status_code == 302
    assert reader.get(row.get_absolute_url()).status_code == 200
    row.refresh_from_db()
    assert row.slug != "other"


def test_an_address_nobody_has_seen_may_change(editor, db):
    topic = make_topic(slug="sleep")
    form = {"title": "Sleep", "slug": "rest", "order": "1", "introduction": ""}
    editor.post(f"/admin/articles/topic/{topic.pk}/change/", form)
    topic.refresh_from_db()
    assert topic.slug == "rest"


def test_publishing_leaves_out_a_topic_that_is_gone():
    kept, gone = make_topic(), make_topic()
    article = make_article(publish=False, topics=(kept, gone))
    Topic.objects.filter(pk=gone.pk).delete()
    publishing.publish(article, article.draft, publishing.MACHINE)
    assert list(article.topics.all()) == [kept]


def test_unclean_words_are_not_published_and_what_is_shown_is_sanitised_again(reader):
    article = make_article()
    document = article.live.content | {"body": "<p>Words</p><script>alert(1)</script><p onclick=x>More</p>"}
    type(article.live).objects.filter(pk=article.live_id).update(content=document)
    article.live.refresh_from_db()
    with pytest.raises(publishing.NotReady, match="can run or load something"):
        publishing.publish(article, article.live, publishing.MACHINE)
    publishing.refresh_projection(article)
    page = reader.get(article.get_absolute_url()).content.decode()
    assert "Words" in page and "alert(1)" not in page and "onclick" not in page


def test_one_planned_article_that_cannot_be_published_keeps_no_other_from_it():
    now = timezone.now()
    whole, broken = make_article(publish=False), make_article(publish=False)
    for article in (broken, whole):
        publishing.schedule(article, article.draft, now + timedelta(hours=1), publishing.MACHINE)
    document = broken.draft.content | {"schema": 99}
    type(broken.draft).objects.filter(pk=broken.draft_id).update(content=document)
    assert planning.do_due(now + timedelta(hours=2)) == 1
    whole.refresh_from_db()
    broken.refresh_from_db()
    assert whole.live_id and not broken.live_id


def test_a_planned_draft_that_is_not_ready_any_more_is_given_back_to_the_editors():
    now = timezone.now()
    article = make_article(publish=False)
    publishing.schedule(article, article.draft, now + timedelta(hours=1), publishing.MACHINE)
    document = Content.from_json(article.draft.content).to_json() | {"summary": ""}
    type(article.draft).objects.filter(pk=article.draft_id).update(content=document)
    assert planning.do_due(now + timedelta(hours=2)) == 0
    article.refresh_from_db()
    assert article.publish_at is None and article.live_id is None
    assert Record.objects.filter(action="could not publish article", object_id=str(article.pk)).exists()


@pytest.mark.parametrize("field", ["publish_at", "comments_close_on", "next_review_on"])
def test_a_date_beyond_all_sense_is_refused(editor, reader, field):
    article = make_article()
    pages = {"publish_at": "schedule", "comments_close_on": "placement", "next_review_on": "change"}
    moment = "9999-12-31T23:59" if field == "publish_at" else "9999-12-31"
    form = {field: moment, "title": "A title", "kind": "guide", "base": "1"}
    response = editor.post(f"/admin/articles/article/{article.pk}/{pages[field]}/", form)
    assert response.status_code in (200, 422)
    article.refresh_from_db()
    assert article.publish_at is None and article.comments_close_on is None
    assert article.draft.number == 1
    assert reader.get(article.get_absolute_url()).status_code == 200


def test_the_key_by_which_texts_cite_a_source_stays(editor):
    source = make_source(key="kept")
    data = {"key": "renamed", "title": "Another title", "kind": "trial", "checked_on": "2026-11-22"}
    editor.post(f"/admin/articles/source/{source.pk}/change/", data)
    source.refresh_from_db()
    assert (source.key, source.title) == ("kept", "Another title")


def test_each_row_says_which_live_articles_use_it(editor):
    topic, source, image = make_topic(), make_source(), make_image()
    make_article(title="Uses all", topics=(topic,), body=f"<p>Words [@{source.key}].</p>", image=image.key)
    for row in (topic, source, image):
        page = editor.get(f"/admin/articles/{row._meta.model_name}/{row.pk}/change/").content.decode()
        assert "Uses all" in page, row


def test_deleting_what_is_in_use_is_refused_with_where_it_is_used(client, people):
    people["owner"].is_superuser = True
    people["owner"].save()
    client.force_login(people["owner"])
    source = make_source()
    make_article(title="Cites it", body=f"<p>Words [@{source.key}].</p>")
    for method in (client.get, client.post):
        answer = method(f"/admin/articles/source/{source.pk}/delete/", {"post": "yes"}, follow=True)
        assert "It cannot be deleted" in answer.content.decode() and "Cites it" in answer.content.decode()
    assert type(source).objects.filter(pk=source.pk).exists()


@pytest.mark.parametrize("ended", [False, True])
def test_what_is_no_longer_public_stays_out_of_the_search_when_its_page_is_rendered_again(ended, editor):
    topic = make_topic(slug="sleep")
    article = make_article(topics=(topic,))
    if ended:
        Article.objects.filter(pk=article.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    else:
        publishing.withdraw(article, publishing.MACHINE, reason="It is wrong.")
    publishing.refresh_projection(article)
    assert not Entry.objects.exists()
    form = {"title": "Rest", "introduction": "", "order": "1"}
    assert editor.post(f"/admin/articles/topic/{topic.pk}/change/", form).status_code == 302
    assert not Entry.objects.exists() and Topic.objects.get().title == "Rest"


def test_what_is_public_is_found_again_once_its_page_is_rendered_again():
    article = make_article()
    Entry.objects.all().delete()
    publishing.refresh_projection(article)
    assert Entry.objects.get().ref == f"article:{article.pk}"
