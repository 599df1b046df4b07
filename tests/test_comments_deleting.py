"""The writer of an urgent message deletes it: out of every ordinary view at once, erased after 72 hours."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clinic.models import Record
from comments import due, urgent
from comments.models import Comment, Decision, Status, Tier
from tests.comment_factories import FROM_OUR_PAGE, make_comment, send
from tests.factories import make_article

pytestmark = pytest.mark.django_db
DESPAIR = "I want to kill myself tonight"
ADDRESS = "/comments/delete/"
LIST = "/admin/comments/comment/"


@pytest.fixture
def token(reader, people) -> str:
    page = send(reader, make_article(), text=DESPAIR, name="Night owl").content.decode()
    return re.search(r'name="token" value="([^"]+)"', page)[1]


def delete(client, token, **headers):
    return client.post(ADDRESS, {"token": token}, **(headers or FROM_OUR_PAGE))


def test_the_button_deletes_it_and_says_what_remains(reader, token):
    answer = delete(reader, token)
    page = answer.content.decode()
    assert answer.status_code == 200 and "at most 72 hours" in " ".join(page.split()) and "911" in page
    assert "no-store" in answer["Cache-Control"] and not answer.cookies and DESPAIR not in page
    assert Comment.objects.get().status == Status.WITHDRAWN


def test_it_is_said_before(reader):
    page = " ".join(send(reader, make_article(), text=DESPAIR).content.decode().split())
    assert "can still see it for at most 72 hours, then it is erased" in page


@pytest.mark.parametrize("query", ["", "?state=all", "?state=withdrawn", "?queue=urgent", "?state=all&q=kill"])
def test_no_ordinary_list_shows_it_any_more(moderator, reader, token, query):
    delete(reader, token)
    assert "Night owl" not in moderator.get(LIST + query, follow=True).content.decode()


def test_those_on_duty_find_it_in_its_own_list_and_opening_it_is_recorded(moderator, owner, reader, token):
    delete(reader, token)
    assert "Night owl" in moderator.get(LIST + "?state=taken_back").content.decode()
    comment = Comment.objects.get()
    page = moderator.get(reverse("admin:comments_comment_change", args=[comment.pk])).content.decode()
    assert "Its writer deleted it" in page
    assert Record.objects.filter(action="open urgent comment that its writer deleted").count() == 1
    assert owner.get(reverse("admin:comments_comment_change", args=[comment.pk])).status_code == 403


def test_after_72_hours_it_is_erased(reader, token):
    delete(reader, token)
    start = timezone.now()
    due.keep_no_longer(start + timedelta(hours=71))
    assert Comment.objects.get().text == DESPAIR
    due.keep_no_longer(start + timedelta(hours=72))
    assert not Comment.objects.exists() and Decision.objects.get().by_name == "its writer"


def test_the_alerts_go_on_because_nobody_has_seen_it(reader, token):
    delete(reader, token)
    assert due.repeat_alerts(timezone.now() + timedelta(minutes=16)) == 1


def test_a_second_press_changes_nothing(reader, token):
    delete(reader, token)
    assert delete(reader, token).status_code == 200
    assert Decision.objects.count() == 1


def test_what_was_lowered_and_published_meanwhile_disappears_from_the_site(reader, people, token):
    comment = Comment.objects.get()
    Comment.objects.filter(pk=comment.pk).update(
        tier=Tier.NONE, queue="normal", status=Status.APPROVED, decided_at=timezone.now(), decided_by_name="Somebody"
    )
    address = comment.article.get_absolute_url()
    assert DESPAIR in reader.get(address).content.decode()
    delete(reader, token)
    assert DESPAIR not in reader.get(address).content.decode()


def test_a_token_is_for_one_message_a_week_and_our_own_page(reader, token):
    other = make_comment(tier=Tier.HIGH)
    assert delete(reader, token, HTTP_SEC_FETCH_SITE="cross-site").status_code == 403
    for wrong in ("", "x", token[:-1], token + "a", urgent.signing.dumps([other.pk, "x"], salt=urgent.SALT)):
        assert delete(reader, wrong).status_code == 404
    assert reader.get(ADDRESS).status_code == 405
    assert set(Comment.objects.values_list("status", flat=True)) == {Status.PENDING}


def test_an_old_token_does_nothing(reader, token, monkeypatch):
    monkeypatch.setattr(urgent, "TOKEN_HOLDS", timedelta(seconds=-1))
    assert delete(reader, token).status_code == 404


def test_what_nobody_has_closed_is_never_erased_by_itself():
    now = timezone.now()
    high, closed = make_comment(tier=Tier.HIGH), make_comment(status=Status.CLOSED)
    make_comment(queue="urgent")
    due.keep_no_longer(now + timedelta(days=89))
    assert Comment.objects.count() == 3
    due.keep_no_longer(now + timedelta(days=400))
    assert high in Comment.objects.all() and closed not in Comment.objects.all() and Comment.objects.count() == 2
