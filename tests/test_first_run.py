"""From the example to somebody's own site: five questions behind a code that only the server shows."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from articles.models import Article
from clinic import demo
from clinic.models import ClinicProfile, Record, User
from clinic.profile import get_profile, save_profile
from clinic.roles import OWNER
from comments.models import Comment
from portal import first_run
from portal.models import FirstCode
from tests.comment_factories import make_comment
from tests.factories import make_article

pytestmark = pytest.mark.django_db
PAGE = "/accounts/first-run/"
PASSWORD = "four calm words together"
ANSWERS = {
    1: {"name": "Harbor Clinic", "country": "IE"},
    2: {"phone": "+353 1 496 0000", "after_hours_phone": "+353 1 496 0001"},
    3: {"email": "hello@harbor.example.ie", "duty_email": "Dana@Harbor.example.ie"},
    4: {"starter": "keep", "examples": "remove"},
    5: {"display_name": "Dana", "password1": PASSWORD, "password2": PASSWORD},
}


@pytest.fixture(autouse=True)
def the_demo(db, settings):
    cache.clear()
    settings.STAFF_SECOND_FACTOR = "offered"
    call_command("demo_accounts", stdout=StringIO())
    yield
    (settings.DATA_DIR / "demo-accounts.txt").unlink(missing_ok=True)


def step(client, number: int, **changes):
    return client.post(f"{PAGE}{number}/", ANSWERS[number] | changes)


@pytest.fixture
def begun(reader) -> Client:
    """A browser in which the right code was entered."""
    assert reader.post(PAGE, {"code": first_run.new_code()})["Location"] == f"{PAGE}1/"
    return reader


def answered(client, last: int = 4, **changes) -> Client:
    for number in range(1, last + 1):
        mine = {name: value for name, value in changes.items() if name in ANSWERS[number]}
        assert step(client, number, **mine)["Location"] == f"{PAGE}{number + 1}/"
    return client


def owner_made() -> User:
    return User.objects.get(email="dana@harbor.example.ie")


def test_five_answers_make_it_a_site_in_preparation_and_lead_to_what_is_missing(begun, settings):
    article = make_article(slug="what-is-ketamine-therapy")
    example = make_comment(is_example=True, article=article)
    done = step(answered(begun), 5)
    assert (done.status_code, done["Location"]) == (302, "/admin/opening/")
    page = begun.get("/admin/opening/").content.decode()
    assert "This is your site now" in page and "missing" in page
    profile = get_profile()
    assert (profile.name, profile.country, profile.site_state) == ("Harbor Clinic", "IE", "setup")
    assert (profile.phone, profile.after_hours_phone) == ("+353 1 496 0000", "+353 1 496 0001")
    assert profile.email == "hello@harbor.example.ie" and "Harbor Clinic" in profile.tagline
    assert profile.emergency_number == "112"
    owner = owner_made()
    assert owner.check_password(PASSWORD) and owner.display_name == "Dana" and not owner.is_superuser
    assert {group.name for group in owner.groups.all()} == {OWNER, "Editor", "Moderator"}
    assert not User.objects.filter(email__endswith="@example.org", is_active=True).exists()
    assert not (settings.DATA_DIR / "demo-accounts.txt").exists()
    assert Article.objects.published().get() == article
    assert not Comment.objects.filter(pk=example.pk).exists()
    home = begun.get("/").content.decode()
    assert "noindex" in home and "Being prepared" in home and "not a real clinic" not in home


def test_where_a_second_step_is_required_it_is_set_up_first(begun, settings):
    settings.STAFF_SECOND_FACTOR = "required"
    assert step(answered(begun), 5)["Location"] == "/admin/opening/"
    assert begun.get("/admin/opening/")["Location"] == "/accounts/2fa/"


@pytest.mark.parametrize(("starter", "left"), [("drafts", {"draft"}), ("remove", set()), ("keep", {"published"})])
def test_the_articles_that_came_with_it_stay_as_drafts_stay_or_go(begun, starter, left):
    article = make_article(slug="what-is-ketamine-therapy")
    make_comment(article=article, is_example=True)
    step(answered(begun, starter=starter), 5)
    assert set(Article.objects.values_list("status", flat=True)) == left


def test_examples_may_stay_for_now_but_not_without_their_articles(begun):
    example = make_comment(is_example=True, article=make_article(slug="what-is-ketamine-therapy"))
    answered(begun, 3)
    refused = step(begun, 4, starter="remove", examples="keep")
    assert refused.status_code == 422 and "They stand under the articles" in refused.content.decode()
    step(begun, 4, starter="drafts", examples="keep")
    step(begun, 5)
    assert Comment.objects.filter(pk=example.pk).exists()


def test_where_nothing_came_with_it_nothing_is_asked(begun):
    answered(begun, 3)
    page = begun.get(f"{PAGE}4/").content.decode()
    assert "There is nothing of it" in page and 'type="radio"' not in page
    begun.post(f"{PAGE}4/", {"starter": "", "examples": ""})
    assert step(begun, 5).status_code == 302


def test_the_code_works_once(begun):
    code = first_run.new_code()
    assert Client().post(PAGE, {"code": f" {code.upper().replace('-', ' ')} "}).status_code == 302
    again = Client().post(PAGE, {"code": code})
    assert again.status_code == 422 and "it was used" in again.content.decode()


def test_a_newer_code_ends_an_older_one_and_each_ends_after_a_day():
    older, newer = first_run.new_code(), first_run.new_code()
    assert first_run.use_code(older) is None
    with time_machine.travel(timezone.now() + timedelta(hours=24, seconds=1)):
        assert first_run.use_code(newer) is None
    assert first_run.use_code(newer)


def test_the_code_itself_is_stored_nowhere():
    code = first_run.new_code()
    assert code not in str(FirstCode.objects.values()) and code.replace("-", "") not in str(FirstCode.objects.values())


@pytest.mark.parametrize("code", ["", "   ", "x", "aaaa-aaaa", "é" * 8, "x" * 500, "a\x00b"])
def test_a_wrong_code_opens_nothing(reader, code):
    first_run.new_code()
    assert reader.post(PAGE, {"code": code}).status_code == 422
    assert reader.get(f"{PAGE}1/")["Location"] == PAGE


def test_codes_cannot_be_guessed(reader):
    code = first_run.new_code()
    for _ in range(5):
        reader.post(PAGE, {"code": "aaaa-aaaa"})
    refused = reader.post(PAGE, {"code": code})
    assert refused.status_code == 429 and "Too many tries" in refused.content.decode()
    assert FirstCode.objects.get().used_at is None


def test_from_many_networks_they_cannot_be_guessed_either(reader):
    code = first_run.new_code()
    for number in range(20):
        reader.post(PAGE, {"code": "aaaa-aaaa"}, REMOTE_ADDR=f"198.51.100.{number}")
    assert reader.post(PAGE, {"code": code}, REMOTE_ADDR="203.0.113.1").status_code == 429


def test_no_step_opens_without_the_code_or_before_its_turn(reader, begun):
    stranger = Client()
    for number in range(1, 6):
        assert stranger.get(f"{PAGE}{number}/")["Location"] == PAGE
        assert step(stranger, number)["Location"] == PAGE
    assert step(begun, 5)["Location"] == f"{PAGE}1/"
    assert begun.get(f"{PAGE}6/").status_code == begun.get(f"{PAGE}0/").status_code == 404
    assert not User.objects.exclude(email__endswith="@example.org").exists()


def test_after_two_hours_another_code_is_needed(begun):
    answered(begun, 2)
    with time_machine.travel(timezone.now() + timedelta(hours=2, seconds=1)):
        assert step(begun, 3)["Location"] == PAGE
        assert "Enter another code" in begun.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("number", "changes", "said"),
    [
        (1, {"name": "  "}, "required"),
        (1, {"name": demo.PROFILE["name"]}, "the example’s"),
        (1, {"country": "XX"}, "valid choice"),
        (2, {"phone": "ring us"}, "not a phone number"),
        (2, {"phone": demo.PROFILE["phone"]}, "the example’s"),
        (2, {"after_hours_phone": "x"}, "not a phone number"),
        (3, {"email": "hello"}, "valid email"),
        (3, {"duty_email": "me@example.org"}, "one that mail reaches"),
        (4, {"starter": "burn"}, "valid choice"),
        (5, {"password1": "short", "password2": "short"}, "at least 12"),
        (5, {"password2": "another one entirely"}, "not the same"),
        (5, {"password1": "dana@harbor.example.ie", "password2": "dana@harbor.example.ie"}, "too similar"),
    ],
)
def test_a_mistake_is_said_and_what_was_typed_comes_back(begun, number, changes, said):
    make_comment(is_example=True, article=make_article(slug="what-is-ketamine-therapy"))
    answered(begun, number - 1)
    page = step(begun, number, **changes)
    text = page.content.decode()
    assert page.status_code == 422 and said in text
    for name, value in (ANSWERS[number] | changes).items():
        if value.strip() and "password" not in name and name not in ("country", "starter", "examples"):
            assert f'value="{value}"' in text
    assert PASSWORD not in text and get_profile().site_state == "demo"


def test_an_address_that_has_an_account_is_refused(begun):
    User.objects.create_user("dana@harbor.example.ie", is_active=False)
    answered(begun, 2)
    assert "has this address already" in step(begun, 3).content.decode()


def test_going_back_shows_what_was_answered_and_changes_it(begun):
    answered(begun)
    assert 'value="Harbor Clinic"' in begun.get(f"{PAGE}1/").content.decode()
    step(begun, 1, name="Quay Clinic")
    step(begun, 5)
    assert get_profile().name == "Quay Clinic"


def test_no_password_waits_in_a_session(begun):
    answered(begun)
    step(begun, 5, password2="x")
    assert PASSWORD not in str([row.get_decoded() for row in Session.objects.all()])


def test_it_is_offered_only_while_nobody_owns_the_site(begun):
    answered(begun)
    call_command("createsuperuser", email="root@clinic.example", display_name="Root", interactive=False)
    assert begun.get(PAGE).status_code == step(begun, 5).status_code == 404
    assert first_run.new_code() == ""
    with pytest.raises(CommandError, match="has an owner"):
        call_command("first_code")


def test_of_two_who_finish_one_gets_the_site(begun):
    answers = first_run.Answers(**{name: v for n in range(1, 5) for name, v in ANSWERS[n].items()})
    number = FirstCode.objects.get().pk
    first_run.finish(number, answers, display_name="Dana", password=PASSWORD)
    with pytest.raises(first_run.TooLate):
        first_run.finish(number, answers, display_name="Eve", password=PASSWORD)
    other = FirstCode.objects.create(digest="x", expires_at=timezone.now(), used_at=timezone.now())
    with pytest.raises(first_run.TooLate):
        first_run.finish(other.pk, answers, display_name="Eve", password=PASSWORD)
    assert not User.objects.filter(display_name="Eve").exists()


def test_a_failure_at_the_end_leaves_the_example_as_it_was(begun, monkeypatch, settings):
    answered(begun)
    monkeypatch.setattr("clinic.profile.write_profile", lambda row: 1 / 0)
    begun.raise_request_exception = False
    assert step(begun, 5).status_code == 500
    assert not User.objects.exclude(email__endswith="@example.org").exists()
    assert User.objects.filter(is_active=True).count() == 4
    assert (settings.DATA_DIR / "demo-accounts.txt").exists()
    monkeypatch.undo()
    assert step(begun, 5).status_code == 302


def test_an_open_site_offers_nothing(reader):
    row = ClinicProfile.the_one()
    row.site_state = "open"
    save_profile(row, None)
    assert first_run.new_code() == "" and reader.get(PAGE).status_code == 404


def test_the_demos_owner_may_be_signed_in_meanwhile(begun):
    begun.force_login(User.objects.get(email="owner@example.org"))
    begun.post(PAGE, {"code": first_run.new_code()})
    step(answered(begun), 5)
    assert "Dana" in begun.get("/admin/opening/").content.decode()


def test_the_command_says_where_to_enter_it():
    out = StringIO()
    call_command("first_code", stdout=out)
    assert "http://testserver/accounts/first-run/" in out.getvalue()
    assert first_run.use_code(out.getvalue().split("Code:")[1].split()[0])


def test_the_record_tells_of_it(begun):
    step(answered(begun), 5)
    assert Record.objects.filter(action="make the site one’s own", actor=owner_made()).exists()
    assert not Authenticator.objects.filter(user=owner_made()).exists()
