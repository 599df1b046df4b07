"""make_bench_data: a site of any size, for measuring only, that goes on where it was stopped."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from articles.models import Article, Image, SignoffRequest, Source, Term
from clinic.models import ClinicProfile
from clinic.profile import write_profile
from comments.models import Comment, Status
from comments.reading import read_threads
from jobs import progress
from portal.bench import data
from portal.management.commands import make_bench_data
from search.index import missing
from search.models import Entry
from tests.factories import make_article, make_image, make_source, make_term, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def starter():
    return make_article(topics=(make_topic(),))


def build(articles=12, comments=120, pending=7):
    call_command("make_bench_data", articles=articles, comments=comments, pending=pending, verbosity=0)


def numbers() -> tuple[int, int, int]:
    return Article.objects.published().count(), Comment.objects.count(), Comment.objects.waiting().count()


def test_it_makes_as_many_as_asked(starter):
    build()
    assert numbers() == (12, 120, 7)
    build()
    assert numbers() == (12, 120, 7)


def test_a_run_that_was_stopped_is_finished_by_the_next(starter, monkeypatch):
    monkeypatch.setattr(data, "BATCH_COMMENTS", 30)

    def stop(what, done, of):
        if what == "comments" and done >= 60:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        data.build(12, 120, 7, stop)
    assert Comment.objects.count() == 60
    build()
    assert numbers() == (12, 120, 7)


def test_the_article_that_is_measured_has_its_fifty_comments_and_its_page(starter, client):
    build()
    article = Article.objects.get(slug=data.SHOWN)
    assert read_threads(article).count == data.SHOWN_COMMENTS
    page = client.get(article.get_absolute_url())
    assert page.status_code == 200
    assert page.content.count(b'class="comment"') == data.SHOWN_COMMENTS
    assert article.live.article_id == article.pk


def test_a_waiting_comment_is_not_public(starter):
    build()
    assert not Comment.objects.published().exclude(status=Status.APPROVED).exists()


def test_it_says_how_far_it_is_and_how_long_it_will_take(starter, capsys, monkeypatch):
    monkeypatch.setattr(data, "BATCH_COMMENTS", 30)
    monkeypatch.setattr(progress, "BETWEEN", 0)  # this is over within the second in which one line is written
    build()
    assert "comments: 60 of 120" in capsys.readouterr().out


def test_it_makes_what_editors_have_beside_articles_and_goes_on_where_it_was(starter):
    make_source(), make_image(), make_term()
    for _run in range(2):
        call_command("make_bench_data", articles=12, comments=12, pending=2, sources=40, images=9, revisions=7)
        assert (Source.objects.count(), Image.objects.count(), Term.objects.count()) == (40, 9, 4)
        shown = Article.objects.get(slug=data.SHOWN)
        assert shown.revisions.count() == 7 and shown.draft.number == 7 and shown.live.number == 1
        assert shown.sources.count() == 3 and shown.images.count() == 1 and shown.terms.count() == 1
        assert SignoffRequest.objects.filter(state="open").count() == 10


def test_it_is_refused_on_a_real_site(starter):
    profile = ClinicProfile.the_one()
    profile.site_state = "open"
    write_profile(profile)
    with pytest.raises(CommandError, match="this one is real"):
        build()
    assert Comment.objects.count() == 0


@pytest.mark.parametrize(("articles", "comments", "pending"), [(-1, 5, 0), (1, 5, 6)])
def test_numbers_that_cannot_be_are_refused(starter, articles, comments, pending):
    with pytest.raises(CommandError, match="negative"):
        build(articles, comments, pending)


def test_without_the_starter_it_says_what_to_do(db):
    with pytest.raises(CommandError, match="load_starter"):
        build()


def test_the_search_is_built_where_something_is_missing_and_not_again(starter, monkeypatch):
    rebuilt = []
    monkeypatch.setattr(make_bench_data, "call_command", lambda *words, **options: rebuilt.append(words[0]))
    build()
    assert rebuilt == ["rebuild_search"]
    monkeypatch.undo()
    build()
    assert missing() == 0 < Entry.objects.count()
    monkeypatch.setattr(make_bench_data, "call_command", lambda *words, **options: rebuilt.append(words[0]))
    build()
    assert rebuilt == ["rebuild_search"]


@pytest.mark.servers
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no limit to lift")
def test_a_thousand_rows_at_a_time_may_take_longer_than_a_reader_may_wait(starter, monkeypatch):
    def limit(*values) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            seen.append(cursor.fetchone()[0])

    seen = []
    monkeypatch.setattr(make_bench_data, "build", limit)
    build()
    limit()
    assert seen == ["0", "3s"]
