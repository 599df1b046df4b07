"""Forms and files whose words go further than one function: eight times the words, about eight times the work.

Each field that takes many words, in its whole form. Without the limit of a line in clinic.hours they did not end within
six minutes.
"""

import time
from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict
from django.utils import timezone

from clinic import sheets
from clinic.hours import read_hours
from clinic.models import ClinicProfile
from clinic.personal import refuse_personal
from clinic.phone import validate_help_lines
from comments import contacts
from comments.forms import CommentForm, EditForm, FeedbackForm, PlainEmailField, ReportForm
from comments.looking_back_page import LookForm
from comments.models import MAX_TEXT
from comments.private import digest_of
from comments.screening import screen_text
from portal.policies.desk import DraftForm
from portal.profile_form import LONGEST, ProfileForm
from tests.factories import make_article
from tests.growth import is_linear
from tests.test_desk_profile import save  # noqa: F401

# What could grow is the work on words; what a form asks of the database does not. So not again with RUN_ON=servers.
pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.sqlite]
MARKS = "\u0301\u0316"
TYPED = ["a ", "\n", " \n", "\u202e", MARKS, "a@b.org ", "+1 415 555 2671 "]
HOURS = ["Monday 9:00-17:00\n", "to", "to ", " ", "a -", "Monday-"]
LINES = ["|", "a | 1\n", "1 ", "(1", "- "]
DAY = timezone.localdate() + timedelta(days=30)
CLOSED = [f"{DAY} {DAY} Not safe for you, no cure\n", "a ", "\n", f"{DAY} {DAY} " + "a" * 60 + "\n"]


def filled(piece: str, length: int) -> str:
    return (piece * (length // len(piece) + 1))[:length]


def asked(form, **fields) -> None:
    form(fields | {"section": "", "state": "all"}).is_valid()


def refused(check, text: str) -> None:
    """Whatever comes of it."""
    try:
        check(text)
    except ValidationError:
        return


def comment(text: str, article) -> None:
    CommentForm(
        {"name": text, "email": text, "text": text, "website": text, "parent": text}, article=article
    ).is_valid()


FORMS = {
    "feedback": lambda text: asked(partial(FeedbackForm, [("", "The whole page")]), text=text),
    "report": lambda text: asked(ReportForm, text=text, why="unkind"),
    "other words of a comment": lambda text: asked(EditForm, name=text, text=text),
    "an address to write to": lambda text: refused(PlainEmailField(max_length=254).clean, text),
    "looking back": lambda text: asked(LookForm, words=text, name=text, title=text, first=text),
    "policy": lambda text: asked(DraftForm, text=text, note=text, in_force_on=text, seen=text),
    "hours": lambda text: refused(read_hours, text),
    "help lines": lambda text: refused(validate_help_lines, text),
    "a secret link": digest_of,
}


PIECES = {"hours": HOURS, "help lines": LINES}


@pytest.mark.parametrize(("form", "piece"), [(form, piece) for form in FORMS for piece in PIECES.get(form, TYPED)])
def test_a_form_takes_no_longer_than_its_words_are(form, piece):
    assert is_linear(lambda length: partial(FORMS[form], filled(piece, length)), 32_000), f"{form}: {piece!r}"


@pytest.mark.parametrize("piece", TYPED)
def test_the_form_of_a_comment_takes_no_longer_than_its_words_are(piece):
    article = make_article()
    assert is_linear(lambda length: partial(comment, filled(piece, length), article), 32_000), repr(piece)


@pytest.mark.parametrize("piece", ["a@b.org ", "call 415 555 2671 ", "12 Main Street, "])
def test_contact_details_are_put_apart_in_no_more_than_their_time(piece):
    def prepare(length: int):
        text = filled(piece, length)
        findings = [finding.as_dict() | {"field": "text"} for finding in screen_text(text)]
        return lambda: contacts.sealed(text, "Owl", "owl@example.org", findings, "key")

    assert is_linear(prepare, MAX_TEXT)


PROFILE = ["opening_hours", "help_lines", "closed_days", "price"]


@pytest.mark.parametrize("piece", [*HOURS, *LINES, *CLOSED, MARKS])
@pytest.mark.parametrize("name", PROFILE)
def test_no_field_of_the_profile_takes_a_second_however_much_stands_in_it(name, piece):
    """Its limits come before whatever reads the words, for saving and for the preview beside the form."""
    row = ClinicProfile.the_one()
    values = {field: "" if value is None else value for field, value in model_to_dict(row).items()}
    words = filled(piece, 500_000)
    form = ProfileForm(values | {name: words}, instance=row)
    begun = time.process_time()
    assert name in form.errors or not words.strip()
    assert time.process_time() - begun < 1


@pytest.mark.parametrize("piece", TYPED)
def test_no_reason_for_the_record_takes_a_second_however_long_it_is(piece):
    """A field that takes 300 letters refuses half a million by its own limit."""
    begun = time.process_time()
    refused(refuse_personal, filled(piece, 500_000))
    assert time.process_time() - begun < 1


def test_what_a_clinic_needs_fits_in_the_profile(save):  # noqa: F811
    rows = {"closed_days": "\n".join(f"{DAY} {DAY} {'Winter break of us all':.<60}" for _row in range(58))}
    rows |= {"opening_hours": "Monday-Friday 9:00-17:00\n" * 50, "price": "a " * 1000}
    assert save(**rows).status_code == 302
    assert save(address="a" * (LONGEST + 1)).status_code == 200


@pytest.mark.parametrize("cell", ["=1+1", "a" * 100, MARKS * 30, "\x00", "😀"])
def test_a_spreadsheet_takes_no_longer_than_its_rows_are(cell):
    def prepare(length: int):
        rows = [(cell, number) for number in range(length)]
        return lambda: sheets.written([sheets.Sheet("List", ("what", "number"), rows)])

    assert is_linear(prepare, 4_000)


@pytest.mark.parametrize("piece", ["a", "\x00", MARKS, "\ud800", "\n"])
def test_a_cell_takes_no_longer_than_its_words_are(piece):
    assert is_linear(lambda length: partial(sheets.text, filled(piece, length)), 200_000)
