"""A staff session ends after an hour without use and after twelve hours in any case, on the server."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from clinic.models import StaffSession, User
from portal.staff_sessions import end_old_sessions

pytestmark = pytest.mark.django_db

PASSWORD = "four calm words here"


@pytest.fixture
def dana(db):
    return User.objects.create_user("dana@example.org", PASSWORD, display_name="Dana")


def sign_in(client):
    return client.post("/accounts/login/", {"login": "dana@example.org", "password": PASSWORD})


def use_at(client, moment) -> int:
    with time_machine.travel(moment, tick=False):
        return client.get("/admin/").status_code


@pytest.fixture
def began(reader, dana):
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        sign_in(reader)
    return now


def test_a_session_left_alone_for_an_hour_has_ended(reader, began):
    assert use_at(reader, began + timedelta(minutes=59)) == 200
    key = StaffSession.objects.get().session_id
    assert use_at(reader, began + timedelta(minutes=59 + 60)) == 302
    assert not Session.objects.filter(pk=key).exists()
    assert "_auth_user_id" not in reader.session


def test_the_sign_in_page_says_why(reader, began):
    with time_machine.travel(began + timedelta(hours=2), tick=False):
        page = reader.get("/admin/", follow=True).content.decode()
    assert "You were signed out" in page


@pytest.mark.parametrize("address", ["/admin/clinic/user/", "/accounts/password/change/", "/accounts/2fa/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_staff_page_answers_after_that(reader, began, address, method):
    with time_machine.travel(began + timedelta(hours=2), tick=False):
        response = getattr(reader, method)(address)
    assert response.status_code == 302
    assert "/login/" in response.headers["Location"]


def test_a_session_that_is_used_all_day_ends_after_twelve_hours(reader, began):
    answers = [use_at(reader, began + timedelta(minutes=50 * step)) for step in range(1, 15)]
    assert answers == [200] * 14  # 11 hours and 40 minutes
    assert use_at(reader, began + timedelta(hours=12)) == 302


def test_a_new_password_does_not_start_the_twelve_hours_again(reader, began):
    for step in range(1, 15):
        use_at(reader, began + timedelta(minutes=50 * step))
    with time_machine.travel(began + timedelta(hours=11, minutes=45), tick=False):
        words = {"oldpassword": PASSWORD, "password1": "six new calm words", "password2": "six new calm words"}
        reader.post("/accounts/password/change/", words)
        assert reader.get("/admin/").status_code == 200
    assert use_at(reader, began + timedelta(hours=12)) == 302


def test_last_used_is_written_once_a_minute(reader, began):
    use_at(reader, began + timedelta(seconds=59))
    assert StaffSession.objects.get().last_used_at == began
    use_at(reader, began + timedelta(seconds=60))
    assert StaffSession.objects.get().last_used_at == began + timedelta(seconds=60)


def test_a_session_without_a_row_gets_one_and_is_limited_from_then_on(reader, began):
    StaffSession.objects.all().delete()
    assert use_at(reader, began + timedelta(minutes=5)) == 200
    assert StaffSession.objects.get().started_at == began
    assert use_at(reader, began + timedelta(minutes=66)) == 302


def test_the_sweep_deletes_what_nobody_can_use_any_more(reader, began):
    known = timedelta(hours=12)  # a form that comes too late is kept for its writer
    assert end_old_sessions(began + known + timedelta(minutes=59)) == 0
    assert end_old_sessions(began + known + timedelta(minutes=61)) == 1
    assert not Session.objects.exists()
    assert not StaffSession.objects.exists()


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}])
def test_somebody_removed_is_out_at_the_next_request(editor, people, change):
    assert editor.get("/admin/").status_code == 200
    User.objects.filter(pk=people["editor"].pk).update(**change)
    assert editor.get("/admin/articles/article/").status_code == 302
    assert editor.post("/admin/articles/article/add/").status_code == 302


def test_a_role_taken_away_is_gone_at_the_next_request(editor, people):
    assert editor.get("/admin/articles/topic/").status_code == 200
    people["editor"].groups.clear()
    assert editor.get("/admin/articles/topic/").status_code == 403


def test_a_reader_has_no_session(reader, db):
    assert Client().get("/").cookies == {}
    assert not StaffSession.objects.exists()
