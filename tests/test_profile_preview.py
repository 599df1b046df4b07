"""The preview beside the clinic's profile: pages from what stands in the form, with nothing saved and nothing kept."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from clinic.models import ClinicProfile, Record
from clinic.profile import as_if, get_profile, profile_of, profile_path, write_profile
from pagecache.pieces import memory, piece
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
FORM = "/admin/clinic/clinicprofile/1/change/"
PREVIEW = "/admin/clinic/clinicprofile/1/preview/"


@pytest.fixture
def show(people):
    client = signed_in(people["owner"])
    write_profile(ClinicProfile.the_one())
    initial = client.get(FORM).context["adminform"].form.initial
    fields = {name: "" if value is None else value for name, value in initial.items()}

    def show(page="contact", **changes):
        return client.post(PREVIEW, fields | {"preview-page": page} | changes)

    show.client = client
    return show


def test_every_part_of_the_page_shows_what_stands_in_the_form(show):
    help_lines = "Listeners | 0800 11 11 | Day and night."
    changes = {"name": "Harbor Clinic", "country": "UK", "help_lines": help_lines, "phone": "020 7946 0123"}
    until = timezone.localdate() + timedelta(days=9)
    changes |= {"banner": "Closed for repairs.", "banner_until_0": str(until), "banner_until_1": "10:00"}
    page = show(**changes, tagline="Ours").content.decode()
    assert "Closed for repairs." in page.split("<main")[0]
    head, foot = page.split("<main")[0], page.split("<footer")[1]
    assert "Harbor Clinic" in head and "999" in head and "Listeners" in head
    assert "Harbor Clinic" in foot and "020 7946 0123" in foot and "0800 11 11" in foot
    assert "Preview – not saved" in page and "Example Clinic" not in page


def test_a_notice_that_appears_later_is_shown_with_when(show):
    start = timezone.localdate() + timedelta(days=3)
    notice = {"banner": "Closed for repairs.", "banner_from_0": str(start), "banner_from_1": "10:00"}
    page = show(**notice, banner_until_0=str(start + timedelta(days=3)), banner_until_1="10:00").content.decode()
    assert "Closed for repairs." in page and "; the notice appears on " in page
    beyond = show(**notice, banner_until_0=str(start + timedelta(days=900)), banner_until_1="10:00")
    assert beyond.status_code == 422  # what cannot be saved cannot be shown


@pytest.mark.parametrize(
    ("chosen", "field", "words"),
    [
        ("help", "emergency_number", "112"),
        ("service", "price", "From 3 to 5, checks included"),
        ("home", "tagline", "A sentence about the site"),
        ("comments", "decision_text", "We decide on the next working day."),
        ("nothing known", "address", "7 Quay Street"),
    ],
)
def test_each_page_that_can_be_chosen_shows_its_facts(show, chosen, field, words):
    answer = show(chosen, **{field: words})
    assert answer.status_code == 200 and words in answer.content.decode()


def test_nothing_is_saved_and_readers_see_nothing_of_it(show, reader):
    before = (profile_path().read_bytes(), ClinicProfile.objects.values().get(), Record.objects.count())
    assert "Harbor Clinic" in show(name="Harbor Clinic").content.decode()
    assert (profile_path().read_bytes(), ClinicProfile.objects.values().get(), Record.objects.count()) == before
    for address in ("/", "/contact/", "/help-now/"):
        assert "Harbor Clinic" not in reader.get(address).content.decode()


def test_no_piece_of_it_is_kept_and_none_that_was_kept_is_shown(show, reader):
    reader.get("/contact/")
    before = dict(memory.html)
    assert before
    assert "Harbor Clinic" in show(name="Harbor Clinic").content.decode()
    assert dict(memory.html) == before


def test_a_piece_that_asks_for_the_profile_by_itself_is_neither_taken_nor_kept(show, reader, monkeypatch):
    """Found by its values alone, it would be right for both: the real profile and the one in the form."""
    made = []

    def render(template, values, more):
        made.append(get_profile().name)
        return get_profile().name

    monkeypatch.setattr("pagecache.pieces.render", render)
    same = {"nothing": "of the clinic"}
    assert piece("_mark.html", same) == "Example Clinic"
    assert show(name="Harbor Clinic").status_code == 200
    assert "Harbor Clinic" in made
    assert piece("_mark.html", same) == "Example Clinic"


def test_another_thread_has_the_saved_profile_meanwhile(show):
    row = ClinicProfile.the_one()
    row.name = "Harbor Clinic"
    seen = []
    with as_if(profile_of(row)):
        thread = threading.Thread(target=lambda: (seen.append(get_profile().name), connection.close()))
        thread.start()
        thread.join()
        assert get_profile().name == "Harbor Clinic"
    assert seen == ["Example Clinic"] and get_profile().name == "Example Clinic"


def test_what_cannot_be_saved_says_why(show):
    answer = show(opening_hours="when we like", email="nobody")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This cannot be shown yet" in page and "when we like" in page and "E-mail:" in page


def test_no_script_runs_in_it_and_nobody_elses_page_may_frame_it(show):
    answer = show(name="<script>alert(1)</script>", address="<img src=x onerror=alert(1)>")
    assert b"<script>alert" not in answer.content and b"<img src=x" not in answer.content
    policy = answer["Content-Security-Policy"]
    assert "script-src 'none'" in policy and "frame-ancestors 'self'" in policy and "form-action 'none'" in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "no-store" in answer["Cache-Control"] and "private" in answer["Cache-Control"]
    page = show.client.get(FORM)
    assert 'sandbox="allow-same-origin"' in page.content.decode()
    assert "frame-src 'self'" in page["Content-Security-Policy"]


@pytest.mark.parametrize("role", ["clinician", "editor", "moderator"])
def test_whoever_may_not_change_the_profile_sees_no_preview(role, people):
    ClinicProfile.the_one()
    assert signed_in(people[role]).post(PREVIEW, {"name": "Other"}).status_code == 403


def test_a_preview_is_asked_for_by_post_and_of_the_one_row(show):
    assert show.client.get(PREVIEW).status_code == 405
    assert show.client.post("/admin/clinic/clinicprofile/99999999999999999999/preview/", {}).status_code == 404


def test_the_enter_key_saves_and_does_not_show(show):
    """A form's first button is the one that Enter presses."""
    page = show.client.get(FORM).content.decode()
    assert page.index('name="_save"') < page.index('id="beside-show"')
