"""Two topics or two sources that mean the same become one: links, lists and citations go on, live words do not move."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from articles import due, duplicates, publishing
from articles.content import Content
from articles.models import FormerSource, FormerTopic, Source, Topic
from articles.snapshot import complete
from articles.steps import MACHINE, WrongState
from clinic.models import Record
from search.models import Entry
from tests.factories import make_article, make_content, make_source, make_topic
from tests.signoff_factories import save, signed_article

pytestmark = pytest.mark.django_db


def test_a_merged_topics_address_feed_articles_and_index_lead_to_the_other(reader):
    gone, kept = make_topic(slug="drips", title="Drips"), make_topic(slug="infusions", title="Infusions")
    article = make_article(topics=(gone,))
    duplicates.join_topics(gone, kept, MACHINE)
    answer = reader.get("/topics/drips/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/topics/infusions/")
    assert reader.get("/topics/drips/feed/").headers["Location"] == "/topics/infusions/feed/"
    page = reader.get(article.get_absolute_url()).content.decode()
    assert "/topics/infusions/" in page and "/topics/drips/" not in page
    assert article.title in reader.get("/topics/infusions/").content.decode()
    assert Entry.objects.get(ref=f"article:{article.pk}").topics == ["infusions"]


def test_the_text_of_a_live_page_and_its_signature_survive_a_merge_of_topics(people, reader):
    gone, kept = make_topic(), make_topic()
    article = signed_article(people["clinician"], topics=(gone, kept))
    before = article.live
    duplicates.join_topics(gone, kept, MACHINE)
    article.refresh_from_db()
    assert article.live == before and list(article.topics.all()) == [kept]
    assert "Reviewed by" in reader.get(article.get_absolute_url()).content.decode()


def test_a_second_merge_leads_everything_to_the_last_topic(reader):
    first, second, third = make_topic(slug="a"), make_topic(slug="b"), make_topic(slug="c")
    article = make_article(topics=(first,))
    duplicates.join_topics(first, second, MACHINE)
    duplicates.join_topics(second, third, MACHINE)
    assert reader.get("/topics/a/").headers["Location"] == "/topics/c/"
    article.refresh_from_db()
    assert article.card["topics"][0]["url"] == "/topics/c/"


def test_an_older_draft_and_a_restored_version_take_the_topic_that_stands(editor):
    gone, kept = make_topic(), make_topic()
    article = make_article(topics=(gone,), publish=False)
    duplicates.join_topics(gone, kept, MACHINE)
    page = editor.get(f"/admin/articles/article/{article.pk}/change/").content.decode()
    assert f'<option value="{kept.pk}" selected>' in page
    publishing.publish(article, article.draft, MACHINE)
    assert list(article.topics.all()) == [kept]


def test_many_pages_are_rendered_again_in_turns_by_the_worker(monkeypatch):
    monkeypatch.setattr(duplicates, "AT_ONCE", 1)
    gone, kept = make_topic(slug="old"), make_topic(slug="new")
    articles = [make_article(topics=(gone,)) for _number in range(3)]
    duplicates.join_topics(gone, kept, MACHINE)
    for minute in range(1, 4):
        due.show_merged_topics(timezone.now() + timedelta(minutes=minute))
    for article in articles:
        article.refresh_from_db()
        assert article.card["topics"][0]["url"] == "/topics/new/"
    assert FormerTopic.objects.get().next_try_at is None


def test_topics_that_cannot_become_one_are_refused_in_words():
    topic = make_topic(slug="safety")
    with pytest.raises(WrongState, match="same topic"):
        duplicates.join_topics(topic, topic, MACHINE)
    with pytest.raises(WrongState, match="languages"):
        duplicates.join_topics(topic, make_topic(language="es"), MACHINE)
    texts = {"ref": "answer:x", "kind": "answer", "language": "en-us", "url": "/faq/#x", "title": "Is it safe?"}
    Entry.objects.create(topics=["safety"], stems_title="safe", **texts)
    with pytest.raises(WrongState, match="1 answer of the FAQ"):
        duplicates.join_topics(topic, make_topic(), MACHINE)
    assert Topic.objects.filter(pk=topic.pk).exists() and not FormerTopic.objects.exists()


def test_a_merged_source_changes_no_live_page_and_drafts_cite_the_other_once_saved(reader):
    gone, kept = make_source(key="old2020", title="The same study"), make_source(key="new2020", title="The study")
    article = make_article(
        body="<p>Words [@old2020]. More [@new2020; @old2020].</p>", key_points=("Point [@old2020].",)
    )
    before = reader.get(article.get_absolute_url()).content
    duplicates.join_sources(gone, kept, MACHINE)
    publishing.refresh_projection(article)
    assert reader.get(article.get_absolute_url()).content == before
    assert list(article.sources.all()) == [kept]
    again = complete(Content.from_json(article.draft.content))
    assert again.body == "<p>Words [@new2020]. More [@new2020].</p>" and again.key_points == ("Point [@new2020].",)
    assert [source.title for source in again.sources] == ["The study"]
    revision = save(article, summary="Other words.")
    publishing.publish(article, revision, MACHINE)
    assert "The same study" not in reader.get(article.get_absolute_url()).content.decode()


def test_a_draft_saved_before_a_merge_of_sources_can_still_be_published():
    gone, kept = make_source(key="old2020"), make_source()
    article = make_article(body="<p>Words [@old2020].</p>", publish=False)
    duplicates.join_sources(gone, kept, MACHINE)
    publishing.publish(article, article.draft, MACHINE)
    assert article.page["sources"][0]["key"] == "old2020" and list(article.sources.all()) == [kept]


def test_a_second_merge_of_sources_makes_no_chain():
    first, second, third = make_source(key="a"), make_source(key="b"), make_source(key="c")
    duplicates.join_sources(first, second, MACHINE)
    duplicates.join_sources(second, third, MACHINE)
    assert complete(make_content(body="<p>Words [@a].</p>")).body == "<p>Words [@c].</p>"


@pytest.mark.parametrize("role", ["owner", "clinician", "moderator"])
def test_who_may_not_change_the_library_merges_nothing(role, people):
    with pytest.raises(PermissionDenied):
        duplicates.join_topics(make_topic(), make_topic(), people[role])
    with pytest.raises(PermissionDenied):
        duplicates.join_sources(make_source(), make_source(), people[role])
    assert (Topic.objects.count(), Source.objects.count()) == (2, 2)


def test_the_desk_shows_first_what_would_happen_and_merges_on_the_press_of_a_button(editor, people):
    gone, kept = make_topic(title="Drips"), make_topic(title="Infusions")
    article = make_article(topics=(gone,), title="What drips are")
    where = f"/admin/articles/topic/{gone.pk}/merge/"
    page = editor.get(where, {"other": kept.pk, "stays": "other"}).content.decode()
    assert "What drips are" in page and "lead to" in page and Topic.objects.filter(pk=gone.pk).exists()
    answer = editor.post(where, {"other": kept.pk, "stays": "other"})
    assert answer.headers["Location"] == f"/admin/articles/topic/{kept.pk}/change/"
    assert list(article.topics.all()) == [kept]
    row = Record.objects.get(action="merge topics")
    assert row.actor == people["editor"] and "Drips" in row.note


def test_the_page_for_merging_a_topic_offers_neither_itself_nor_topics_of_other_languages(editor):
    topic, other, spanish = make_topic(title="Drips"), make_topic(), make_topic(language="es")
    where = f"/admin/articles/topic/{topic.pk}/merge/"
    offered = re.findall(r'<option value="(\d+)"', editor.get(where).content.decode())
    assert offered == [str(other.pk)]
    for refused in (topic, spanish):
        assert editor.post(where, {"other": refused.pk, "stays": "this"}).status_code == 422
    assert Topic.objects.count() == 3


def test_a_source_is_merged_by_its_key_and_its_likely_doubles_are_offered(editor):
    source = make_source(key="this", doi="10.1/x")
    make_source(key="double", doi="10.1/X")
    where = f"/admin/articles/source/{source.pk}/merge/"
    assert "?other=double" in editor.get(where).content.decode()
    assert "No source has this key." in editor.post(where, {"other": "nowhere", "stays": "this"}).content.decode()
    assert "same source" in editor.get(where, {"other": "this", "stays": "this"}).content.decode()
    assert editor.post(where, {"other": "double", "stays": "this"}).status_code == 302
    assert FormerSource.objects.get().source == source


def test_a_former_key_or_address_is_not_given_away_again(editor):
    duplicates.join_sources(make_source(key="old2020"), make_source(), MACHINE)
    duplicates.join_topics(make_topic(slug="drips"), make_topic(), MACHINE)
    form = {"key": "old2020", "title": "New", "kind": "trial", "checked_on": "2026-11-22"}
    assert "This key belonged to" in editor.post("/admin/articles/source/add/", form).content.decode()
    form = {"title": "Drips", "slug": "drips", "order": "1"}
    assert "since two topics were merged" in editor.post("/admin/articles/topic/add/", form).content.decode()
