"""What a merge of topics or sources leaves behind: old addresses lead on, and nothing brings back what was merged."""

from datetime import date

import pytest

from articles import duplicates
from articles.models import Article, FormerSource, Source, Topic
from articles.standing import topics_for
from articles.starter import content_of, load_sources, load_topics
from articles.steps import MACHINE
from portal.models import OldAddress
from portal.wordpress.importing import import_wordpress
from tests.factories import make_article, make_source, make_topic
from tests.wordpress_files import category, export, post

pytestmark = pytest.mark.django_db


def test_an_address_of_the_old_site_leads_to_the_topic_that_stands(reader):
    gone, kept = make_topic(slug="drips"), make_topic(slug="infusions")
    make_article(topics=(gone,))
    OldAddress.objects.create(address="category/drips", topic=gone)
    duplicates.join_topics(gone, kept, MACHINE)
    assert OldAddress.objects.get().topic == kept
    assert reader.get("/category/drips/").headers["Location"].endswith("/topics/infusions/")


def test_the_starter_brings_back_no_topic_or_source_that_was_merged(tmp_path):
    kept, source = make_topic(slug="infusions"), make_source(key="new2020")
    duplicates.join_topics(make_topic(slug="drips"), kept, MACHINE)
    duplicates.join_sources(make_source(key="old2020"), source, MACHINE)
    topics = [f'[[topic]]\nslug = "{slug}"\ntitle = "Words"\norder = 1\n' for slug in ("drips", "infusions", "sleep")]
    (tmp_path / "topics.toml").write_text("".join(topics))
    row = '[[source]]\nkey = "old2020"\ntitle = "A study"\nkind = "trial"\nchecked_on = 2026-11-22\n'
    (tmp_path / "sources.toml").write_text(row + row.replace("old2020", "other2020"))
    for _time in range(2):
        load_topics(tmp_path)
        load_sources(tmp_path)
    assert set(Topic.objects.values_list("slug", flat=True)) == {"infusions", "sleep"}
    assert set(Source.objects.values_list("key", flat=True)) == {"new2020", "other2020"}


def test_a_starter_article_of_a_merged_topic_goes_to_the_one_that_stands():
    kept = make_topic(slug="infusions")
    duplicates.join_topics(make_topic(slug="drips"), kept, MACHINE)
    day = date(2026, 11, 22)
    document = {"slug": "x", "title": "X", "topics": ["drips", "infusions"], "evidence_checked_on": day}
    assert content_of(document | {"next_review_on": day}).topics == (kept.pk,)


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_post_of_a_merged_topic_goes_to_the_one_that_stands(tmp_path, dry_run):
    kept = make_topic(slug="infusions")
    duplicates.join_topics(make_topic(slug="drips"), kept, MACHINE)
    item = post(7, "Words.", title="Title", name="title", inside=category("drips", "Drips"))
    import_wordpress(export(tmp_path, item), dry_run=dry_run)
    assert list(Topic.objects.all()) == [kept]
    if not dry_run:
        assert Article.objects.get().draft.content["topics"] == [kept.pk]


def test_what_came_back_all_the_same_can_be_merged_again_and_older_versions_keep_their_topic(reader):
    first, second = make_topic(slug="infusions"), make_topic(slug="nose-sprays")
    numbers = []
    for kept in (first, second):
        gone = make_topic(slug="drips")
        numbers.append(gone.pk)
        duplicates.join_topics(gone, kept, MACHINE)
    assert reader.get("/topics/drips/").headers["Location"] == "/topics/nose-sprays/"
    assert topics_for(numbers) == [first, second]


def test_a_source_that_came_back_all_the_same_can_be_merged_again():
    duplicates.join_sources(make_source(key="old2020"), make_source(key="a"), MACHINE)
    duplicates.join_sources(make_source(key="old2020"), make_source(key="b"), MACHINE)
    assert FormerSource.objects.get().source.key == "b"
