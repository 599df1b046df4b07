"""What readers see of comments: under the article, on further pages, and never as anything but plain words."""

from datetime import timedelta

import pytest
from django.template import Context, Template
from django.urls import reverse
from django.utils import timezone

from comments import moderation, reading, staff_replies
from comments.models import Comment, Status
from tests.comment_factories import make_comment, make_reply
from tests.factories import make_article

pytestmark = pytest.mark.django_db
HIDDEN = [Status.PENDING, Status.REJECTED, Status.SPAM, Status.WITHDRAWN]


def section(article) -> str:
    return Template("{% load comments %}{% comment_section article %}").render(Context({"article": article}))


def thread_address(article) -> str:
    return reverse("comments:thread", args=[article.slug])


def test_an_approved_comment_is_under_its_article_with_an_address_of_its_own(reader):
    comment = make_comment(status=Status.APPROVED, name="Night owl", text="Kind words")
    page = reader.get(comment.article.get_absolute_url()).content.decode()
    assert "Kind words" in page and "Night owl" in page
    assert f'id="comment-{comment.pk}"' in page and f'?comment={comment.pk}#comment-{comment.pk}"' in page
    assert "1 comment" in page


@pytest.mark.parametrize("state", HIDDEN)
def test_no_other_state_is_shown_anywhere(reader, state):
    comment = make_comment(status=state, text="Unread words", name="Somebody hidden")
    for address in (comment.article.get_absolute_url(), thread_address(comment.article)):
        page = reader.get(address).content.decode()
        assert "Unread words" not in page and "Somebody hidden" not in page
    assert reader.get(thread_address(comment.article) + f"?reply={comment.pk}").status_code == 404


@pytest.mark.parametrize("state", HIDDEN)
def test_under_a_comment_that_is_not_public_no_reply_is_either(state):
    reply = make_reply(make_comment(status=state), status=Status.APPROVED, text="An answer")
    assert reply not in Comment.objects.published()
    assert "An answer" not in section(reply.article)


def test_comments_of_articles_that_are_not_public_are_not_published():
    draft = make_comment(article=make_article(publish=False), status=Status.APPROVED)
    later = make_article(published_at=timezone.now() + timedelta(hours=1))
    assert not Comment.objects.published().filter(pk__in=[draft.pk, make_comment(article=later).pk]).exists()


PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "javascript:alert(1)",
    "{{ 7|add:7 }}{% load i18n %}",
    "</textarea><script>alert(1)</script>",
    "<a href='https://spam.example'>here</a> https://spam.example",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_words_are_plain_text_and_never_links(payload):
    comment = make_comment(status=Status.APPROVED, name=payload[:40], text=payload)
    html = section(comment.article)
    for piece in ("<script", "<img src", "<svg", "<a href='https", 'href="https://spam'):
        assert piece not in html
    assert "7|add:7" in html or "7" not in payload


def test_lines_and_paragraphs_are_kept():
    comment = make_comment(status=Status.APPROVED, text="One\ntwo\n\nthree")
    assert "<p>One<br>two</p>\n\n<p>three</p>" in section(comment.article)


def test_a_reply_stands_under_its_comment_and_staff_are_marked(people):
    comment = make_comment(status=Status.APPROVED, text="A question")
    staff_replies.post(comment, people["moderator"], "A general answer")
    html = section(comment.article)
    assert html.index("A question") < html.index("comment__replies") < html.index("A general answer")
    assert html.count("Clinic staff: general information") == 1
    assert "Example Clinic" in html and "Moderator" not in html
    assert "2 comments" in html


def test_the_form_stands_under_the_help_lines_and_the_rules():
    html = section(make_article())
    order = ["help-band", "made-up name", "What happens next", 'action="/articles/', 'name="text"']
    places = [html.index(piece) for piece in order]
    assert places == sorted(places)
    assert "csrf" not in html and 'id="reply"' in html
    assert 'autocomplete="nickname"' in html


@pytest.mark.parametrize("changes", [{"comments_open": False}, {"comments_close_on": "2026-01-01"}])
def test_where_comments_are_closed_there_is_no_form_but_the_comments_stay(changes):
    comment = make_comment(status=Status.APPROVED, article=make_article(**changes))
    html = section(comment.article)
    assert comment.text in html
    assert "Comments are closed" in html and "<form" not in html and "?reply=" not in html


def test_the_page_for_an_answer_shows_what_is_answered(reader):
    comment = make_comment(status=Status.APPROVED, text="Does it hurt?")
    page = reader.get(thread_address(comment.article) + f"?reply={comment.pk}").content.decode()
    assert "Does it hurt?" in page and f'name="parent" value="{comment.pk}"' in page
    assert page.count("<h1") == 1 and 'content="noindex"' in page


@pytest.mark.parametrize("query", ["page=0", "page=2", "page=x", "page=-1", "reply=x", "reply=٣", "reply=" + "9" * 40])
def test_an_odd_page_answers_404(reader, query):
    assert reader.get(f"{thread_address(make_article())}?{query}").status_code == 404


def test_an_article_without_comments_says_so(reader):
    answer = reader.get(thread_address(make_article()))
    assert answer.status_code == 200 and "Nobody has written here yet." in answer.content.decode()


def test_after_fifty_threads_comes_another_page_and_each_comment_keeps_its_place(reader, monkeypatch):
    monkeypatch.setattr(reading, "THREADS_A_PAGE", 2)
    article, start = make_article(), timezone.now() - timedelta(days=1)
    comments = [
        make_comment(article=article, status=Status.APPROVED, submitted_at=start + timedelta(minutes=n))
        for n in range(5)
    ]
    address = thread_address(article)
    assert f'href="{address}?page=2"' in reader.get(article.get_absolute_url()).content.decode()
    pages = [reader.get(f"{address}?page={number}").content.decode() for number in (1, 2, 3)]
    shown = [[n for n in range(5) if f'id="comment-{comments[n].pk}"' in page] for page in pages]
    assert shown == [[0, 1], [2, 3], [4]]
    assert 'rel="prev"' in pages[1] and 'rel="next"' in pages[1]


@pytest.mark.parametrize("number", [1, 50])
def test_the_section_takes_two_queries_however_many_comments(django_assert_num_queries, number):
    article = make_article()
    for _ in range(number):
        make_reply(make_comment(article=article, status=Status.APPROVED), status=Status.APPROVED)
    with django_assert_num_queries(2):
        html = section(article)
    assert html.count("<article") == number * 2


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_long_discussion_is_read_in_pages_that_look_no_different(monkeypatch, number):
    monkeypatch.setattr(reading, "THREADS_A_PAGE", 2)
    article, moment = make_article(), timezone.now()
    for _ in range(5):
        comment = make_comment(article=article, status=Status.APPROVED, submitted_at=moment)
        for _ in range(2):
            make_reply(comment, status=Status.APPROVED, submitted_at=moment)
    at_once = reading.read_threads(article, number)
    monkeypatch.setattr(reading, "MOST_AT_ONCE", 1)
    assert reading.read_threads(article, number).comments == at_once.comments
    assert [len(thread.replies) for thread in at_once.comments] == [2] * (1 if number == 3 else 2)


def test_an_approved_comment_is_there_at_once(empty_cache, reader, people):
    article = make_article()
    comment = make_comment(article=article, text="Fresh words")
    assert "Fresh words" not in reader.get(article.get_absolute_url()).content.decode()
    moderation.approve(comment, people["moderator"])
    assert "Fresh words" in reader.get(article.get_absolute_url()).content.decode()


def test_what_begins_a_thread_and_what_answers_is_all_that_is_let_through():
    for state in Status.values:
        begins = make_comment(status=state)
        for of_reply in (Status.APPROVED, Status.PENDING, Status.WITHDRAWN):
            make_reply(begins, status=of_reply)
    whole = set(Comment.objects.let_through())
    begin, answer = set(Comment.objects.beginning()), set(Comment.objects.answering())
    assert begin | answer == whole and not begin & answer
    assert whole == set(Comment.objects.published()) and len(whole) == 2
