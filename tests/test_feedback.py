"""“Something wrong or unclear here?”: from a section to the editors, through the screens, without account or cookie."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from comments import due
from comments.models import Comment, Feedback, Queue, Tier
from jobs.models import OutboxMail
from tests.comment_factories import FROM_OUR_PAGE
from tests.factories import make_article

pytestmark = pytest.mark.django_db

WORDS = "The second sentence is hard to follow."


@pytest.fixture
def article(db):
    return make_article(body="<h2>How it <em>works</em></h2><p>Words.</p><h2>How long</h2><p>More.</p>")


def address(article) -> str:
    return reverse("comments:feedback", args=[article.slug])


def tell(client, article, headers=FROM_OUR_PAGE, **fields):
    return client.post(address(article), {"section": "how-long", "text": WORDS} | fields, **headers)


def test_each_section_ends_with_a_link_that_names_it(reader, article):
    page = reader.get(article.get_absolute_url()).content.decode()
    first, second = f'{address(article)}?section=how-it-works"', f'{address(article)}?section=how-long"'
    assert page.index("Words.") < page.index(first) < page.index('id="how-long"') < page.index("More.")
    assert page.index("More.") < page.index(second) and "(How it works)" in page.replace("  ", " ")


def test_a_page_without_sections_ends_with_a_link_too(reader):
    article = make_article(body="<p>Words.</p>")
    assert f'href="{address(article)}"' in reader.get(article.get_absolute_url()).content.decode()


def test_the_form_knows_the_section_and_keeps_no_cookie(reader, article):
    answer = reader.get(f"{address(article)}?section=how-long")
    assert '<option value="how-long" selected>How long</option>' in answer.content.decode()
    assert "no-store" in answer["Cache-Control"] and not answer.cookies


def test_the_words_become_a_task_of_the_editors(reader, editor, article):
    answer = tell(reader, article)
    assert answer.status_code == 200 and "Thank you for telling us" in answer.content.decode()
    made = Feedback.objects.get()
    assert (made.section, made.text, made.queue, made.alerts) == ("How long", WORDS, Queue.NORMAL, 0)
    assert "A reader says that something is wrong or unclear" in editor.get("/admin/").content.decode()
    assert WORDS not in reader.get(article.get_absolute_url()).content.decode()


def test_distress_comes_first_and_is_an_urgent_message(reader, moderator, editor, article):
    page = tell(reader, article, text="I want to kill myself tonight").content.decode()
    assert "call" in page and "911" in page.split("<main")[1] and "will not be published" in page
    assert not Feedback.objects.exists()
    message = Comment.objects.get()
    assert (message.tier, message.queue, message.alerts) == (Tier.HIGH, Queue.URGENT, 1)
    assert OutboxMail.objects.exists()


def test_danger_alerts_those_on_duty_and_editors_do_not_read_it(reader, moderator, editor, article):
    page = tell(reader, article, text="My husband has chest pain and cannot be woken").content.decode()
    made = Feedback.objects.get()
    assert "911" in page.split("<main")[1] and (made.queue, made.alerts) == (Queue.URGENT, 1)
    desk = f"/admin/comments/feedback/{made.pk}/answer/"
    mail = OutboxMail.objects.first()
    assert desk.replace("answer", "acknowledge") in mail.body and "chest" not in mail.body
    assert editor.get(desk).status_code == 404 and moderator.get(desk).status_code == 200
    due.repeat_alerts(timezone.now() + timedelta(minutes=16))
    made.refresh_from_db()
    assert made.alerts == 2


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"text": " "}, 422, "Write what is wrong or unclear"),
        ({"text": "x" * 1001}, 422, "Shorten it to 1,000"),
        ({"section": "elsewhere"}, 422, "Choose one of these parts"),
    ],
)
def test_what_cannot_be_sent_is_said_and_nothing_is_lost(reader, article, fields, status, words):
    answer = tell(reader, article, **fields)
    assert answer.status_code == status and words in answer.content.decode()
    assert fields.get("text", WORDS).strip() in answer.content.decode() and not Feedback.objects.exists()


def test_only_our_own_pages_send_it(reader, article):
    assert tell(reader, article, headers={"HTTP_SEC_FETCH_SITE": "cross-site"}).status_code == 403
    assert not Feedback.objects.exists()


def test_the_same_words_are_one_and_a_flood_is_stopped_with_the_words_kept(reader, article):
    for number in [0, *range(10)]:
        assert tell(reader, article, text=f"Unclear in place {number}.").status_code == 200
    answer = tell(reader, article, text="Once more.")
    assert answer.status_code == 429 and "Once more." in answer.content.decode() and answer["Retry-After"] == "3600"
    assert Feedback.objects.count() == 10


@pytest.mark.parametrize("slug", ["gone", "never-was"])
def test_there_is_no_form_for_what_is_not_public(reader, slug):
    make_article(slug="gone", publish=False)
    assert reader.get(f"/articles/{slug}/feedback/").status_code == 404


def test_an_editor_answers_by_a_correction_once(reader, editor, article):
    tell(reader, article)
    desk = f"/admin/comments/feedback/{Feedback.objects.get().pk}/answer/"
    assert editor.post(desk, {"note": "x"}).status_code == 422
    assert editor.post(desk, {"outcome": "corrected", "note": "Made plainer"}).status_code == 302
    assert "Somebody else" in editor.post(desk, {"outcome": "done"}, follow=True).content.decode()
    made = Feedback.objects.get()
    assert (made.outcome, made.handled_note) == ("corrected", "Made plainer")
    assert "Corrected" in editor.get(desk).content.decode()


def test_it_is_erased_after_ninety_days_but_nothing_urgent_unread(article):
    old = timezone.now() - timedelta(days=91)
    Feedback.objects.create(article=article, section="x", text="y", sent_at=old)
    urgent = Feedback.objects.create(article=article, section="x", text="y", sent_at=old, queue=Queue.URGENT)
    Feedback.objects.create(article=article, section="x", text="y", sent_at=old + timedelta(days=2))
    due.keep_no_longer(timezone.now())
    assert Feedback.objects.count() == 2 and Feedback.objects.filter(pk=urgent.pk).exists()
