"""What somebody reads right after sending: help first where there is distress, and what happens to the words."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from clinic.models import ClinicProfile
from clinic.profile import get_profile, write_profile
from comments import triage as rules
from comments.models import Comment, Queue, Status, Tier
from comments.screening.finding import Finding
from tests.comment_factories import FROM_OUR_PAGE, send, words_of
from tests.factories import make_article

pytestmark = pytest.mark.django_db
DESPAIR = "I want to kill myself tonight"
OPEN, SHUT = datetime(2026, 11, 23, 16, 0, tzinfo=UTC), datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def profile_with(**changes):
    row = ClinicProfile.the_one()
    for name, value in changes.items():
        setattr(row, name, value)
    write_profile(row)


@pytest.fixture
def seen(monkeypatch):
    """Makes the screens see exactly these (screen, tier) in every text that is not empty."""

    def see(*found):
        hits = [Finding(screen, "", tier, 0, 1, "rule") for screen, tier in found]
        monkeypatch.setattr(rules, "screen_text", lambda text, *, staff=False: hits if text else [])

    return see


def main_of(answer) -> str:
    return answer.content.decode().split("<main")[1].split("</main>")[0]


def test_high_distress_is_stored_at_once_and_answered_with_help(reader):
    answer = send(reader, make_article(), text=DESPAIR + ", call me on 555 0100")
    comment, page = Comment.objects.get(), answer.content.decode()
    assert (answer.status_code, comment.status, comment.tier, comment.queue) == (200, "pending", "high", "urgent")
    for words in (
        "If you might act on these thoughts, call",
        "911",
        "988",
        "We can’t see who or where you are, so we cannot send help.",
        "Your message is saved and will not be published.",
        "Staff may read it from now on",
        "Copy my words",
        "Delete my message",
    ):
        assert words in page
    assert DESPAIR in page and "no-store" in answer["Cache-Control"] and not answer.cookies
    assert "Referrer" not in page and "csrf" not in page


@pytest.mark.parametrize(("country", "emergency", "line"), [("UK", "999", "116 123"), ("AU", "000", "13 11 14")])
def test_the_numbers_are_those_of_the_clinics_country_only(reader, country, emergency, line):
    profile_with(country=country)
    page = send(reader, make_article(), text=DESPAIR).content.decode()
    # What a person sees or dials: the page's signed mark is random and may hold any digits.
    shown = " ".join([re.sub(r"<[^>]+>", " ", page), *re.findall(r'href="(tel:[^"]+)"', page)])
    assert emergency in shown and line in shown and "988" not in shown and "911" not in shown


def test_the_clinics_own_number_stands_there_only_while_it_is_open(reader):
    profile_with(opening_hours="Monday-Friday 9:00-17:00", phone="(212) 555-0199")
    with time_machine.travel(OPEN, tick=False):
        assert get_profile().phone in send(reader, make_article(), text=DESPAIR).content.decode()
    with time_machine.travel(SHUT, tick=False):
        assert get_profile().phone not in send(reader, make_article(), text=DESPAIR).content.decode()


def test_out_of_hours_it_says_from_when_somebody_may_read_it(reader):
    profile_with(moderation_hours="Monday-Friday 9:00-17:00")
    with time_machine.travel(SHUT, tick=False):
        page = send(reader, make_article(), text=DESPAIR).content.decode()
    assert "Staff may read it from Monday, November 23, 9 a.m. on." in page


@pytest.mark.parametrize(
    "fields", [{"name": ""}, {"name": "n" * 41}, {"email": "owl@"}, {"website": "x"}, {"parent": "9"}]
)
def test_a_mistake_in_another_field_does_not_keep_it_from_being_stored(reader, fields):
    assert send(reader, make_article(), text=DESPAIR, **fields).status_code == 200
    assert Comment.objects.get().tier == Tier.HIGH


def test_distress_in_the_name_counts(reader):
    send(reader, make_article(), name="I want to kill myself")
    assert Comment.objects.get().tier == Tier.HIGH


def test_what_is_not_stored_still_gets_help_first(reader):
    answer = send(reader, make_article(comments_open=False), text=DESPAIR)
    page = main_of(answer)
    assert answer.status_code == 409 and page.index("911") < page.index(DESPAIR)
    assert not Comment.objects.exists()


def test_two_people_with_the_same_few_words_are_two(reader):
    article = make_article()
    for address in ("203.0.113.7", "198.51.100.7", "198.51.100.8"):
        send(reader, article, text=DESPAIR, headers=FROM_OUR_PAGE | {"REMOTE_ADDR": address})
    assert Comment.objects.count() == 2


def test_some_distress_gets_the_help_lines_first_and_may_be_published(reader, moderator, seen):
    seen(("distress", "medium"))
    page = main_of(send(reader, make_article(), text="A hard year"))
    assert page.index("988") < page.index("What happens now")
    comment = Comment.objects.get()
    assert (comment.tier, comment.queue) == (Tier.MEDIUM, Queue.NORMAL)
    address = reverse("admin:comments_comment_decide", args=[comment.pk])
    moderator.post(address, {"move": "approve", "seen": "pending", "words": words_of(comment)})
    comment.refresh_from_db()
    assert comment.status == Status.APPROVED


def test_an_emergency_says_to_call_before_anything_else(reader, seen):
    seen(("emergency", ""))
    page = main_of(send(reader, make_article(), text="She does not wake up"))
    assert "In an emergency, call 911 now" in page.split("</h1>")[0]
    assert Comment.objects.get().queue == Queue.URGENT


@pytest.mark.parametrize(
    ("country", "scheme"), [("US", "MedWatch"), ("UK", "Yellow Card"), ("AU", "Therapeutic Goods")]
)
def test_a_side_effect_goes_to_a_clinician_and_names_the_countrys_scheme(reader, seen, country, scheme):
    profile_with(country=country)
    seen(("side_effect", ""))
    page = main_of(send(reader, make_article(), text="It burns"))
    assert "A clinician will see your comment" in page and scheme in page
    assert Comment.objects.get().queue == Queue.CLINICAL


def test_safeguarding_is_urgent_and_says_whom_to_call(reader, seen):
    seen(("safeguarding", ""))
    assert "911" in main_of(send(reader, make_article(), text="The boy next door"))
    assert Comment.objects.get().queue == Queue.URGENT


def test_an_ordinary_comment_gets_the_ordinary_answer(reader):
    page = main_of(send(reader, make_article()))
    assert page.index("What happens now") < page.index("988") and "side effect" not in page
