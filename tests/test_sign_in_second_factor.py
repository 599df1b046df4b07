"""The second step: asked for from accounts that have one, required on a real site, left out only in the demo."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value

from clinic.models import ClinicProfile, Record, User
from clinic.profile import write_profile

pytestmark = pytest.mark.django_db  # the throttles count in the shared cache: both databases

PASSWORD = "four calm words here"


def code(secret: str, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


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


def test_enrolling_and_then_showing_a_code_opens_the_desk(reader, dana, required, django_capture_on_commit_callbacks):
    sign_in(reader)
    reader.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = reader.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)[1]
    with django_capture_on_commit_callbacks(execute=True):
        reader.post("/accounts/2fa/totp/activate/", {"code": code(secret)})
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"totp", "recovery_codes"}
    assert Record.objects.filter(action="add second factor", actor=dana).exists()
    asked = reader.get("/admin/clinic/").headers["Location"]
    assert asked == "/accounts/2fa/reauthenticate/?next=%2Fadmin%2Fclinic%2F"
    reader.post("/accounts/2fa/reauthenticate/", {"code": code(secret, 0), "next": "/admin/"})
    assert reader.get("/admin/").status_code == 200


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


@pytest.mark.django_db(transaction=True)
def test_a_session_without_the_first_factor_does_not_get_past_it_by_setting_up_another(reader, dana, required):
    sign_in(reader)
    Authenticator.objects.create(user=dana, type=Authenticator.Type.WEBAUTHN, data={"name": "key", "credential": {}})
    set_up_an_app(reader)
    assert "reauthenticate" in reader.get("/admin/").headers["Location"]
