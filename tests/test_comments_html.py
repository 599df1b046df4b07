"""A comment's HTML is kept, and still never shows anything but what is true now."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from comments.models import Comment, Status
from comments.reading import SHOWN
from comments.templatetags import comment_html
from tests.comment_factories import make_comment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept():
    comment_html.render_comment.cache_clear()


@pytest.fixture
def comment():
    return make_comment(status=Status.APPROVED, name="Zebra", text="The first words.")


def read(client, comment) -> str:
    return client.get(comment.article.get_absolute_url()).content.decode()


def test_the_second_rendering_takes_what_the_first_has_made(client, comment):
    assert read(client, comment) == read(client, comment)
    assert comment_html.render_comment.cache_info().hits == 1


@pytest.mark.parametrize("change", [{"text": "Other words."}, {"name": "Other name"}])
def test_what_changed_is_shown_at_once(client, comment, change):
    read(client, comment)
    Comment.objects.filter(pk=comment.pk).update(**change)
    page = read(client, comment)
    assert next(iter(change.values())) in page
    assert getattr(comment, next(iter(change))) not in page


def test_the_link_for_answering_goes_when_the_article_takes_no_more(client, comment):
    assert f"?reply={comment.pk}#reply" in read(client, comment)
    comment.article.comments_open = False
    comment.article.save()
    assert f"?reply={comment.pk}#reply" not in read(client, comment)


def test_markup_in_a_kept_comment_stays_harmless(client):
    comment = make_comment(status=Status.APPROVED, name="<b>x</b>", text="<script>alert(1)</script>")
    for _ in range(2):
        page = read(client, comment)
        assert "<script>alert" not in page
        assert "&lt;b&gt;x" in page


def test_words_leave_the_memory_after_a_while(client, comment, monkeypatch):
    read(client, comment)
    monkeypatch.setattr(comment_html.Kept, "began_at", comment_html.Kept.began_at - comment_html.KEEP_SECONDS)
    Comment.objects.filter(pk=comment.pk).update(text="Other words.")
    read(client, comment)
    assert comment_html.render_comment.cache_info().currsize == 1


def test_the_template_shows_nothing_that_is_not_part_of_the_key():
    folder = Path(settings.BASE_DIR) / "templates" / "comments"
    text = "".join((folder / name).read_text() for name in ("_comment.html", "_name.html"))
    assert set(re.findall(r"\bcomment\.(\w+)", text)) <= set(SHOWN)
