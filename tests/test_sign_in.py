"""Staff sign-in by password: who gets in, who does not, and what stands under /accounts/ at all."""

import pytest
from django.test import Client

from clinic.models import User

pytestmark = pytest.mark.django_db  # the throttles count in the shared cache: both databases

PASSWORD = "four calm words here"
LOGIN = "/accounts/login/"


@pytest.fixture
def dana(db):
    return User.objects.create_user("dana@example.org", PASSWORD, display_name="Dana")


def sign_in(client, email="dana@example.org", password=PASSWORD, onward=""):
    return client.post(LOGIN, {"login": email, "password": password, "next": onward})


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_staff_sign_in_and_reach_the_desk(reader, dana):
    assert sign_in(reader, "DANA@example.org").headers["Location"] == "/admin/"
    assert reader.get("/admin/").status_code == 200


def test_the_admins_own_form_is_never_shown(reader, dana):
    response = reader.get("/admin/login/?next=/admin/clinic/user/")
    assert response.headers["Location"] == "/accounts/login/?next=%2Fadmin%2Fclinic%2Fuser%2F"
    reader.post("/admin/login/", {"username": dana.email, "password": PASSWORD})
    assert not is_signed_in(reader)


def test_somebody_signed_in_cannot_become_another_through_the_admins_form(moderator, people, dana):
    moderator.post("/admin/login/", {"username": dana.email, "password": PASSWORD})
    assert moderator.session["_auth_user_id"] == str(people["moderator"].pk)


@pytest.mark.parametrize("email", ["dana@example.org", "nobody@example.org"])
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(reader, dana, email):
    response = sign_in(reader, email, "wrong words here")
    assert response.status_code == 200
    assert "do not belong together" in response.content.decode()
    assert not is_signed_in(reader)


def test_after_five_wrong_passwords_the_right_one_waits_too(reader, dana):
    for _attempt in range(5):
        sign_in(reader, password="wrong words here")
    assert "Too many" in sign_in(reader).content.decode()
    assert not is_signed_in(reader)


def test_five_wrong_passwords_stop_nobody_else(reader, dana):
    User.objects.create_user("kim@example.org", PASSWORD, display_name="Kim")
    for _attempt in range(5):
        sign_in(reader, password="wrong words here")
    sign_in(reader, "kim@example.org")
    assert is_signed_in(reader)


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}])
def test_an_account_that_is_switched_off_stays_outside(reader, dana, change):
    User.objects.filter(pk=dana.pk).update(**change)
    assert sign_in(reader).headers["Location"] == "/accounts/inactive/"
    assert not is_signed_in(reader)


def test_switching_an_account_off_ends_its_session(reader, dana):
    sign_in(reader)
    User.objects.filter(pk=dana.pk).update(is_active=False)
    assert reader.get("/admin/").status_code == 302


def test_sign_in_gives_a_new_session(reader, dana):
    reader.get(LOGIN)
    session = reader.session
    session["before"] = True
    session.save()
    reader.cookies["session"] = session.session_key
    sign_in(reader)
    assert reader.cookies["session"].value != session.session_key


@pytest.mark.parametrize("onward", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_sign_in_leads_nowhere_else(reader, dana, onward):
    assert sign_in(reader, onward=onward).headers["Location"] == "/admin/"


def test_a_sign_in_without_a_token_is_refused(dana):
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client).status_code == 403


@pytest.mark.parametrize("page", ["signup", "email", "confirm-email", "confirm-email/key", "login/code/confirm"])
def test_what_belongs_to_owners_is_closed(reader, page):
    assert reader.get(f"/accounts/{page}/").status_code == 404
    assert reader.post(f"/accounts/{page}/", {"email": "new@example.org", "password1": PASSWORD}).status_code == 404
    assert not User.objects.exists()


def test_signing_out_needs_a_post(moderator):
    moderator.get("/accounts/logout/")
    assert is_signed_in(moderator)
    moderator.post("/accounts/logout/")
    assert not is_signed_in(moderator)


@pytest.mark.parametrize("page", ["login/", "password/reset/", "inactive/", "2fa/", "logout/"])
def test_sign_in_pages_hold_no_inline_script_or_style(moderator, reader, page):
    for client in (moderator, reader):
        html = client.get(f"/accounts/{page}", follow=True).content.decode()
        assert "style=" not in html
        assert "<style" not in html
        assert all(
            "src=" in tag or "application/json" in tag or "application/ld+json" in tag
            for tag in html.split("<script")[1:]
        )


def test_the_keyboard_goes_from_the_address_to_the_password_and_only_then_to_the_forgotten_one(reader):
    page = reader.get(LOGIN).content.decode()
    assert page.index('name="login"') < page.index('name="password"') < page.index('href="/accounts/password/reset/"')
    assert "placeholder" not in page
