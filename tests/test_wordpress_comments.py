"""Comments of the old site: threads and times come, addresses do not, and every one is read before it appears."""

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import publishing
from articles.models import Article
from comments.models import Comment, Queue, Tier
from jobs.models import OutboxMail
from portal.wordpress.entries import OldComment
from portal.wordpress.importing import import_wordpress
from portal.wordpress.report import Report
from portal.wordpress.talk import plain, roots_of
from tests.factories import make_content
from tests.wordpress_files import comment, export, post

pytestmark = pytest.mark.django_db


def test_threads_and_times_come_and_all_of_it_waits(tmp_path, reader):
    said = comment(4, "Deep answer.", parent=3) + comment(3, "Answer.", parent=2) + comment(2, "Thanks.")
    import_wordpress(export(tmp_path, post(7, inside=said + comment(5, "To nobody.", parent=99))))
    rows = {row.text: row for row in Comment.objects.all()}
    first = rows["Thanks."]
    assert {row.status for row in rows.values()} == {"pending"}
    assert first.submitted_at.isoformat() == "2019-05-03T10:00:00+00:00"
    assert first.waiting_since > first.submitted_at  # the days it may wait are counted from now
    assert [rows[text].parent for text in ("Answer.", "Deep answer.", "To nobody.")] == [first, first, None]
    article = Article.objects.get()
    revision = publishing.save_draft(article, make_content(), publishing.MACHINE, base=article.draft)
    publishing.publish(article, revision, publishing.MACHINE)
    assert b"Thanks." not in reader.get(article.get_absolute_url()).content


def test_no_address_of_anybody_comes_along(tmp_path):
    import_wordpress(export(tmp_path, post(7, inside=comment(1, "Thanks."))))
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            words = repr(cursor.fetchall())
            for secret in ("owl@mail", "owl.example.org", "203.0.113.77", "jo@old"):
                assert secret not in words, table


def test_they_are_screened_again_and_alert_nobody_about_years_ago(tmp_path):
    said = comment(1, "I want to kill myself tonight.") + comment(2, "Call me on 202-555-0143.")
    report = import_wordpress(export(tmp_path, post(7, inside=said)))
    first, second = Comment.objects.order_by("pk")
    assert (first.tier, first.queue, first.next_alert_at) == (Tier.HIGH, Queue.URGENT, None)
    assert second.queue == Queue.PRIVACY
    assert not OutboxMail.objects.exists()
    assert report.screens == {"urgent": 1, "privacy": 1}


@pytest.mark.parametrize("changes", [{"approved": "spam"}, {"approved": "trash"}, {"type": "pingback"}])
def test_spam_and_notices_of_links_stay_behind_and_are_counted(tmp_path, changes):
    report = import_wordpress(export(tmp_path, post(7, inside=comment(1, "Buy this.", **changes))))
    assert not Comment.objects.exists()
    assert sum(report.lost["Comments"].values()) == 1


def test_broken_dates_long_texts_and_twins_come_through(tmp_path):
    said = comment(1, "When?", date="0000-00-00 00:00:00") + comment(2, "a " * 30_000) + comment(3, "One.") * 2
    report = import_wordpress(export(tmp_path, post(7, inside=said + comment(4, "", author="x" * 300))))
    assert Comment.objects.count() == 3
    assert Comment.objects.get(text="When?").submitted_at.isoformat() == "2019-05-02T08:30:00+00:00"
    assert report.lost["Comments"]["without words"] == 1


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("One.\r\n\r\nTwo &amp; <b>three</b>", "One.\n\nTwo & three"),
        ('<a href="https://a.example/x">here</a>', "here (https://a.example/x)"),
        ("<script>bad()</script>good<br>day", "good\nday"),
        ("1 < 2", "1 < 2"),
    ],
)
def test_a_comment_is_plain_text(html, words):
    assert plain(html) == words


@settings(deadline=None, derandomize=True)
@given(st.dictionaries(st.integers(1, 12), st.integers(0, 14), max_size=12))
def test_every_thread_has_one_beginning_whatever_the_file_says_of_parents(parents):
    """Circles, answers to themselves and to what is not there."""
    old = [OldComment(number, parent, "", "x", None, "1", "") for number, parent in parents.items()]
    roots = roots_of(old, Report())
    assert roots.keys() == parents.keys()
    assert all(roots[root] == root for root in roots.values())
