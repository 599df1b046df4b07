"""The second step: asked for from accounts that have one, required on a real site, left out only in the demo."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from clinic.models import ClinicProfile, Record, User
from clinic.profile import write_profile
from portal.second_factor import SHOWN_AT, setting_up_the_first_factor_shows_it

pytestmark = pytest.mark.django_db  # the throttles count in the shared cache: both databases

PASSWORD = "four calm words here"


def code(secret: str, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def flat(patterns):
    for pattern in patterns:
        yield from [pattern] if isinstance(pattern, URLPattern) else flat(pattern.url_patterns)


@pytest.fixture
def required(settings):
    settings.STAFF_SECOND_FACTOR = "required"


@pytest.fixture
def dana(db):
    return User.objects.create_user("dana@clinic.example", PASSWORD, display_name="Dana")


@pytest.fixture
def secret(dana):
    secret = generate_totp_secret()
    TOTP.activate(dana, secret)
    return secret


def sign_in(client, email="dana@clinic.example"):
    return client.post("/accounts/login/", {"login": email, "password": PASSWORD})


def test_with_a_second_factor_the_password_alone_opens_nothing(reader, secret):
    assert sign_in(reader).headers["Location"] == "/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in reader.session
    assert reader.get("/admin/").status_code == 302


def test_the_code_opens_the_desk(reader, secret, required):
    sign_in(reader)
    assert reader.post("/accounts/2fa/authenticate/", {"code": code(secret)}).headers["Location"] == "/admin/"
    assert reader.get("/admin/").status_code == 200


def test_a_wrong_code_opens_nothing_and_is_throttled(reader, secret):
    sign_in(reader)
    for _attempt in range(5):
        assert "Incorrect code" in reader.post("/accounts/2fa/authenticate/", {"code": "000000"}).content.decode()
    assert "Too many" in reader.post("/accounts/2fa/authenticate/", {"code": code(secret)}).content.decode()


def test_a_code_works_once(reader, client, secret):
    used = code(secret)
    sign_in(reader)
    reader.post("/accounts/2fa/authenticate/", {"code": used})
    sign_in(client)
    assert "Incorrect code" in client.post("/accounts/2fa/authenticate/", {"code": used}).content.decode()


def test_without_a_second_factor_the_desk_leads_to_enrolment(reader, dana, required):
    sign_in(reader)
    response = reader.get("/admin/", follow=True)
    assert response.redirect_chain == [("/accounts/2fa/", 302)]
    assert "Set up a second step" in response.content.decode()


@pytest.mark.parametrize("address", ["/admin/", "/admin/clinic/user/", "/admin/clinic/user/add/", "/admin/nothing/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_page_of_the_desk_answers_without_it(owner, required, address, method):
    assert getattr(owner, method)(address).headers["Location"] == "/accounts/2fa/"


def test_a_second_factor_removed_closes_the_desk_again(reader, secret, required):
    sign_in(reader)
    reader.post("/accounts/2fa/authenticate/", {"code": code(secret)})
    Authenticator.objects.all().delete()
    assert reader.get("/admin/").headers["Location"] == "/accounts/2fa/"


def test_where_it_is_only_offered_the_desk_says_so(moderator):
    assert "A password alone opens this desk" in moderator.get("/admin/").content.decode()


class TestSkippingInTheDemo:
    """The demo's accounts have a secret in the terminal's table and nobody has an app for it."""

    @pytest.fixture
    def visitor(self, db):
        user = User.objects.create_user("moderator@example.org", PASSWORD, display_name="Demo Moderator")
        TOTP.activate(user, generate_totp_secret())
        return user

    def test_a_demo_account_may_go_on_without_a_code(self, reader, visitor):
        sign_in(reader, visitor.email)
        assert "Go on without a code" in reader.get("/accounts/2fa/authenticate/").content.decode()
        assert reader.post("/accounts/2fa/skip/").headers["Location"] == "/admin/"
        assert reader.get("/admin/").status_code == 200

    def test_not_without_the_password(self, reader, visitor):
        assert reader.post("/accounts/2fa/skip/").headers["Location"] == "/accounts/login/"
        assert reader.get("/admin/").status_code == 302

    def test_not_by_a_link(self, reader, visitor):
        sign_in(reader, visitor.email)
        assert reader.get("/accounts/2fa/skip/").status_code == 405

    def test_not_where_it_is_required(self, reader, visitor, required):
        sign_in(reader, visitor.email)
        assert "without a code" not in reader.get("/accounts/2fa/authenticate/").content.decode()
        assert reader.post("/accounts/2fa/skip/").status_code == 403

    def test_not_with_a_real_account(self, reader, secret):
        sign_in(reader)
        assert "without a code" not in reader.get("/accounts/2fa/authenticate/").content.decode()
        assert reader.post("/accounts/2fa/skip/").status_code == 403

    def test_not_on_a_site_that_has_left_the_demo(self, reader, visitor):
        row = ClinicProfile.the_one()
        row.site_state = "open"
        write_profile(row)
        sign_in(reader, visitor.email)
        assert reader.post("/accounts/2fa/skip/").status_code == 403


def set_up_an_app(client) -> None:
    client.get("/accounts/2fa/totp/activate/")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.get("/accounts/2fa/totp/activate/")
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code(client.session["mfa.totp.secret"])})
    assert answer.status_code == 302, answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_whoever_sets_up_the_first_factor_has_shown_it(reader, dana, required):
    sign_in(reader)
    assert reader.get("/admin/").headers["Location"] == "/accounts/2fa/"
    set_up_an_app(reader)
    assert reader.get("/admin/").status_code == 200
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"totp", "recovery_codes"}
    assert Record.objects.filter(action="add second factor", actor=dana).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("asked", ["required", "offered"])
def test_a_session_from_before_the_first_factor_ends_with_it(client, reader, dana, settings, asked):
    settings.STAFF_SECOND_FACTOR = asked
    sign_in(client)  # by somebody who knows the password
    sign_in(reader)
    set_up_an_app(reader)
    assert client.get("/admin/").headers["Location"] == "/admin/login/?next=/admin/"
    assert reader.get("/admin/").status_code == 200


def own_key(user) -> Authenticator:
    return Authenticator.objects.create(user=user, type="webauthn", data={"name": "key", "credential": {}})


def address_of(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return reverse(name, kwargs={"pk": 1})


NAMES = {pattern.name for pattern in flat(get_resolver("allauth.mfa.urls").url_patterns)}
ABOUT_SECOND_STEPS = sorted(address_of(name) for name in NAMES - SHOWN_AT)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("address", ABOUT_SECOND_STEPS)
def test_nothing_is_done_with_second_steps_before_one_is_shown(reader, dana, address, method):
    """Whatever the desk asks for: a session of the password alone that is there all the same reaches none of it."""
    sign_in(reader)
    reader.post("/accounts/reauthenticate/", {"password": PASSWORD})
    TOTP.activate(dana, generate_totp_secret())  # in no session of this test, so none has ended
    before = list(Authenticator.objects.values("pk", "data"))
    answer = getattr(reader, method)(address)
    assert answer.headers["Location"].startswith("/accounts/2fa/reauthenticate/?next=")
    assert list(Authenticator.objects.values("pk", "data")) == before


def test_the_gate_knows_the_pages_there_are():
    assert len(ABOUT_SECOND_STEPS) >= 8
    assert "/accounts/2fa/" in ABOUT_SECOND_STEPS and "/accounts/2fa/totp/deactivate/" in ABOUT_SECOND_STEPS


def test_who_has_a_key_only_is_asked_for_the_key(reader, dana):
    sign_in(reader)
    own_key(dana)
    assert "/accounts/2fa/webauthn/reauthenticate/" in reader.get("/accounts/2fa/").headers["Location"]


def test_who_has_shown_it_looks_after_it(reader, secret, dana):
    sign_in(reader)
    reader.post("/accounts/2fa/authenticate/", {"code": code(secret)})
    assert reader.get("/accounts/2fa/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_what_was_shown_before_another_took_its_place_opens_nothing(reader, dana, required):
    sign_in(reader)
    set_up_an_app(reader)
    assert reader.get("/admin/").status_code == 200
    assert reader.post("/accounts/2fa/totp/deactivate/").status_code == 302
    assert not Authenticator.objects.exists()
    own_key(dana)  # by her, elsewhere
    assert "reauthenticate" in reader.get("/admin/").headers["Location"]
    assert "reauthenticate" in reader.get("/accounts/2fa/").headers["Location"]


@pytest.mark.django_db(transaction=True)
def test_a_key_as_the_first_factor_has_been_shown_too(rf, reader, dana, required):
    sign_in(reader)
    request = rf.get("/")
    request.user, request.session = dana, reader.session
    setting_up_the_first_factor_shows_it(None, request, dana, own_key(dana))
    request.session.save()
    assert reader.get("/admin/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_second_one_added_proves_nothing_about_the_first(rf, reader, dana, required):
    sign_in(reader)
    own_key(dana)
    request = rf.get("/")
    request.user, request.session = dana, reader.session
    setting_up_the_first_factor_shows_it(None, request, dana, own_key(dana))
    request.session.save()
    assert "reauthenticate" in reader.get("/admin/").headers["Location"]
