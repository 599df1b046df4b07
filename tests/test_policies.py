"""The clinic's policies: versions with a day, beside what the software keeps and never in its place."""

import re
from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from clinic.models import Record
from portal import copies
from portal.models import Opening
from portal.policies import steps
from portal.policies.copy import copy_path, in_force, write_copy
from portal.policies.models import Policy, PolicyVersion
from tests.factories import make_policy

pytestmark = pytest.mark.django_db
DESK = "/admin/portal/policyversion/of/privacy/"
PAGE = "/about/privacy/"
NOON = datetime(2026, 11, 24, 18, tzinfo=UTC)


def typed(**changes) -> dict:
    return {"text": "<p>Ask for Dana.</p>", "note": "", "in_force_on": str(timezone.localdate()), "seen": ""} | changes


def write(owner, button="publish", **changes):
    """What an owner types on the desk, with the draft seen that is there."""
    draft = steps.draft_of("privacy", "en-us")
    seen = {"seen": draft.changed_at.isoformat() if draft else ""}
    return owner.post(DESK, typed(**seen | changes) | {button: "1"})


def page(reader, address=PAGE) -> str:
    return reader.get(address).content.decode()


def test_without_words_of_the_clinic_the_page_says_what_the_software_says(reader):
    assert "No cookie is set" in page(reader)
    assert "In the words of" not in page(reader)
    assert reader.get(f"{PAGE}versions/").status_code == 404


def test_a_version_stands_beside_the_promises_with_its_day_and_not_in_their_place(owner, reader):
    assert write(owner).status_code == 302
    shown = page(reader)
    assert "Ask for Dana." in shown and "in force since" in shown
    assert "No cookie is set" in shown and "Nothing is loaded from any other company" in shown
    assert Record.objects.filter(action="put policy in force").exists()


def test_a_draft_is_no_readers_business_and_is_kept_word_for_word(owner, reader, moderator):
    assert write(owner, "save").status_code == 302
    assert "Ask for Dana." not in page(reader)
    assert "Ask for Dana." in page(owner, DESK)
    assert "Ask for Dana." not in page(moderator, DESK)
    draft = PolicyVersion.objects.get()
    assert moderator.get(f"/admin/portal/policyversion/{draft.pk}/").status_code == 404
    write(owner, "save", text="<p>Ask for Robin.</p>")
    assert "Robin" in PolicyVersion.objects.get().text


def test_a_page_becomes_current_on_its_day_by_itself_and_says_until_when_it_holds(owner, reader):
    with time_machine.travel(NOON, tick=False):
        write(owner)
        write(owner, text="<p>Ask for Robin.</p>", note="Another name.", in_force_on="2026-11-26")
        answer = reader.get(PAGE)
        assert "Dana" in answer.content.decode() and "Robin" not in answer.content.decode()
        assert answer.page_marks.until.isoformat().startswith("2026-11-26T00:00")
        assert "policy:privacy" in answer.page_marks.names
    with time_machine.travel(NOON + timedelta(days=2), tick=False):
        shown = page(reader)
        assert "Robin" in shown and "Dana" not in shown and "Another name." in shown
        assert f"{PAGE}versions/" in shown


def test_earlier_versions_stay_to_read_with_what_has_changed(owner, reader):
    with time_machine.travel(NOON, tick=False):
        write(owner)
        write(owner, text="<p>Ask for Robin.</p>", note="Another name.")
    everything = page(reader, f"{PAGE}versions/")
    assert "Another name." in everything and f"{PAGE}versions/1/" in everything
    first, second = (page(reader, f"{PAGE}versions/{number}/") for number in (1, 2))
    assert "Ask for Dana." in first and "not in force any more" in first
    assert "<del>" in second and "<ins>" in second and "not in force any more" not in second


@pytest.mark.parametrize("number", [3, 0, 10**30])
def test_a_version_that_is_not_in_force_has_no_page(reader, number):
    make_policy()
    make_policy(number=2, in_force_on=timezone.localdate() + timedelta(days=1))
    assert reader.get(f"{PAGE}versions/{number}/").status_code == 404
    assert reader.get(f"{PAGE}versions/2/").status_code == 404


@pytest.mark.parametrize("policy", ["crisis", "nonsense"])
def test_what_is_for_staff_has_no_public_page(reader, policy):
    make_policy(policy=Policy.CRISIS)
    assert reader.get(f"/about/{policy}/versions/").status_code == 404
    assert reader.get(f"/about/{policy}/versions/1/").status_code == 404
    assert "crisis" not in copy_path().read_text() if copy_path().exists() else True


def test_those_on_duty_read_the_crisis_procedure_and_do_not_write_it(moderator, owner):
    make_policy(policy=Policy.CRISIS, text="<p>Ring the lead.</p>")
    address = DESK.replace("privacy", "crisis")
    assert "Ring the lead." in page(moderator, address)
    assert "Put in force" not in page(moderator, address) and "Put in force" in page(owner, address)
    assert moderator.post(address, typed() | {"publish": "1"}).status_code == 403


def test_what_was_in_force_is_never_changed_or_deleted(people):
    version = make_policy()
    rows = PolicyVersion.objects.all()
    for change in (lambda: rows.update(text="Other"), rows.delete, version.delete, version.save):
        with pytest.raises(TypeError):
            change()
    with pytest.raises(steps.Refused):
        steps.take_back(version, people["owner"])
    with pytest.raises(steps.Refused):
        steps.throw_away(version, people["owner"], "")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_policy()
    assert PolicyVersion.objects.get().text == "<p>Ask for Dana.</p>"


def test_a_version_whose_day_has_not_come_can_be_taken_back(owner, reader):
    tomorrow = str(timezone.localdate() + timedelta(days=1))
    write(owner, in_force_on=tomorrow)
    assert owner.post(DESK, {"take_back": "1"}).status_code == 302
    assert PolicyVersion.objects.get().number is None
    assert in_force("privacy", "en-us", timezone.now() + timedelta(days=2)) == (None, None)
    assert owner.post(DESK, {"throw_away": "1", "seen": "a moment ago"}).status_code == 422
    seen = PolicyVersion.objects.get().changed_at.isoformat()
    assert owner.post(DESK, {"throw_away": "1", "seen": seen}).status_code == 302
    assert not PolicyVersion.objects.exists()


@pytest.mark.parametrize("named", ["1", "x", "9" * 40, ""])
def test_taking_back_what_is_not_there_is_refused(owner, named):
    assert owner.post(DESK, {"take_back": named}).status_code == 404


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"text": ""}, "There is no text yet"),
        ({"in_force_on": ""}, "Choose the day"),
        ({"in_force_on": "2026-11-23"}, "Its day is over"),
        ({"in_force_on": "2028-01-01"}, "more than a year ahead"),
        ({"in_force_on": "soon"}, "Enter a valid date"),
        ({"text": "<p>Ketamine cures depression. It has no side effects.</p>"}, "cures"),
        ({"text": '<p>See</p><img src="https://elsewhere.example/x.png" alt="x">'}, "Pictures have no place here"),
        ({"note": "x" * 301}, "at most 300 characters"),
        ({"text": "<p>" + "long " * 14_000 + "</p>"}, "too long"),
    ],
)
def test_what_does_not_fit_is_refused_in_words_and_nothing_typed_is_lost(owner, reader, changes, why):
    with time_machine.travel(NOON, tick=False):
        answer = write(owner, **changes)
        assert answer.status_code == 422
        assert why in answer.content.decode()
        kept = changes.get("text", "Ask for Dana.").removeprefix("<p>").split("<")[0][:40]
        assert kept in answer.content.decode()
        assert not PolicyVersion.objects.published().exists()
        assert "In the words of" not in page(reader)


def test_a_second_version_needs_a_word_about_what_has_changed_and_no_earlier_day(owner):
    tomorrow = str(timezone.localdate() + timedelta(days=1))
    write(owner, in_force_on=tomorrow)
    assert "Say what has changed" in write(owner, in_force_on=tomorrow).content.decode()
    assert "holds from a later day" in write(owner, note="Shorter.").content.decode()
    assert write(owner, note="Shorter.", in_force_on=tomorrow).status_code == 302


def test_scripts_and_styles_are_taken_out_by_the_one_sanitiser(owner, reader):
    write(owner, text='<p onclick="x()" style="color:red">Ask.</p><script>alert(1)</script><h3>Who</h3>')
    shown = page(reader)
    assert "<p>Ask.</p>" in shown and "<h3>Who</h3>" in shown
    assert "alert(1)" not in shown and "onclick" not in shown


def test_words_are_cleaned_when_they_are_stored_and_again_when_they_are_shown(people, reader):
    dirty = typed(text="<p>Ask.</p><script>alert(1)</script>", in_force_on=None)
    assert steps.save_draft("privacy", "en-us", people["owner"], **dirty).text == "<p>Ask.</p>"
    make_policy(text="<p>Ask.</p><script>alert(1)</script>")  # as if something had written past our steps
    assert "alert(1)" not in page(reader) + page(reader, f"{PAGE}versions/1/")


def test_the_second_of_two_owners_does_not_overwrite_the_first(owner):
    assert owner.post(DESK, typed(text="<p>First.</p>") | {"save": "1"}).status_code == 302
    answer = owner.post(DESK, typed(text="<p>Second.</p>") | {"save": "1"})
    assert answer.status_code == 422
    assert "Second." in answer.content.decode() and "changed the draft meanwhile" in answer.content.decode()
    assert PolicyVersion.objects.get().text == "<p>First.</p>"


def test_an_error_in_a_field_hides_from_nobody_that_another_has_written(owner):
    assert owner.post(DESK, typed(text="<p>First.</p>") | {"save": "1"}).status_code == 302
    answer = owner.post(DESK, typed(text="<p>Second.</p>", in_force_on="soon") | {"save": "1"})
    seen = re.search(r'name="seen"(?: value="([^"]*)")?', answer.content.decode())[1] or ""
    assert seen == ""
    assert owner.post(DESK, typed(text="<p>Second.</p>", seen=seen) | {"save": "1"}).status_code == 422
    assert PolicyVersion.objects.get().text == "<p>First.</p>"


def test_what_has_changed_is_checked_for_claims_as_the_words_are(owner):
    write(owner)
    answer = write(owner, note="Ketamine is guaranteed to cure everybody and has no side effects.")
    assert answer.status_code == 422
    assert PolicyVersion.objects.published().count() == 1


def test_nobody_else_writes_whatever_way_they_come(people):
    for name in ("moderator", "editor", "clinician"):
        with pytest.raises(PermissionDenied):
            steps.save_draft("privacy", "en-us", people[name], text="", note="", in_force_on=None, seen="")


def test_a_lost_or_damaged_copy_is_written_again_by_the_worker(reader):
    make_policy()
    copy_path().unlink()
    assert "Dana" not in page(reader)
    assert copies.look() == 1
    assert "Dana" in page(reader)
    copy_path().write_text("{broken")
    assert "Dana" in page(reader)  # as this process knew it
    assert copies.look() == 1
    assert copies.look() == 0


def test_a_copy_that_cannot_be_written_leaves_everything_as_it_was(owner, monkeypatch, people):
    def full(*args, **kwargs):
        raise OSError("no space left")

    draft = steps.save_draft("privacy", "en-us", people["owner"], **typed(in_force_on=timezone.localdate()))
    monkeypatch.setattr("clinic.files.tempfile.mkstemp", full)
    with pytest.raises(OSError, match="no space"):
        steps.put_in_force(draft, people["owner"])
    assert PolicyVersion.objects.get().number is None


def test_pages_of_another_language_show_words_of_that_language_only():
    make_policy(language="es", text="<p>Pregunte por Dana.</p>")
    assert in_force("privacy", "en-us", timezone.now())[0] is None
    assert "Pregunte" in in_force("privacy", "es", timezone.now())[0].text


def test_old_texts_are_not_in_the_copy_that_every_page_reads():
    make_policy(text="<p>Old words.</p>", in_force_on=date(2026, 1, 1))
    make_policy(number=2, note="New.", in_force_on=date(2026, 2, 1))
    write_copy()
    assert "Old words." not in copy_path().read_text()


def test_the_procedure_that_was_written_before_becomes_the_first_version(db):
    Opening.the_one()
    Opening.objects.update(crisis_procedure="Ring the lead.\n\nWrite <nothing> down.")
    import_module("portal.migrations.0007_take_over_crisis_procedure").take_over(apps, None)
    version = PolicyVersion.objects.in_force().get(policy=Policy.CRISIS)
    assert version.text == "<p>Ring the lead.</p><p>Write &lt;nothing&gt; down.</p>"
