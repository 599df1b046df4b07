"""Sending for review, signing, returning: who may, what is refused, what is left behind."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from articles import publishing, signoff
from articles.content import Content
from articles.models import Author, Revision, Signature, SignoffRequest
from articles.signing import Signer, signer_with_account
from articles.steps import WrongState
from clinic.models import Clinician, Record
from tests.factories import make_article, make_clinician, make_content
from tests.signoff_factories import ask, save, sign, signer_for

pytestmark = pytest.mark.django_db


def test_sending_for_review_is_recorded_and_waits():
    article, clinician = make_article(), make_clinician()
    asked = ask(article, clinician)
    assert asked.state == "open" and asked.revision == article.draft
    assert Record.objects.get(action="send for review").note == clinician.name


def test_signing_leaves_a_signature_of_that_digest_and_a_record(people):
    article = make_article()
    signature = sign(article, people["clinician"])
    assert signature.digest == article.live.digest
    assert SignoffRequest.objects.get().state == "signed"
    assert Record.objects.get(action="sign revision").actor == people["clinician"]


@pytest.mark.parametrize("role", ["clinician", "moderator", "owner"])
def test_only_editors_send_for_review(role, people):
    article = make_article()
    with pytest.raises(PermissionDenied):
        signoff.send_for_review(article, article.draft, make_clinician(), people[role])
    with pytest.raises(PermissionDenied):
        signoff.take_back(ask(article, make_clinician()), people[role])


@pytest.mark.parametrize("change", [{"is_active": False}, {"verified_at": None}])
def test_nobody_is_invited_who_may_not_sign(change):
    article = make_article()
    with pytest.raises(WrongState, match="cannot sign"):
        ask(article, make_clinician(**change))


@pytest.mark.parametrize("change", [{"is_active": False}, {"verified_at": None}, {"user": None}])
def test_somebody_who_left_the_register_cannot_sign_what_waits(people, change):
    article = make_article()
    signer = signer_for(people["clinician"])
    asked = ask(article, signer.clinician)
    Clinician.objects.update(**change)
    with pytest.raises(PermissionDenied):
        signoff.sign(asked, signer)
    assert signer_with_account(people["clinician"]) is None
    assert not Signature.objects.exists()


@pytest.mark.parametrize("role", ["editor", "moderator", "owner"])
def test_an_account_without_the_role_cannot_sign_even_with_an_entry(role, people):
    signer = signer_for(people[role])
    with pytest.raises(PermissionDenied):
        signoff.sign(ask(make_article(), signer.clinician), signer)


def test_a_signer_without_any_proof_is_refused():
    clinician = make_clinician()
    with pytest.raises(PermissionDenied):
        signoff.sign(ask(make_article(), clinician), Signer(clinician))


def test_nobody_signs_what_another_clinician_was_asked(people):
    asked = ask(make_article(), make_clinician())
    with pytest.raises(PermissionDenied):
        signoff.sign(asked, signer_for(people["clinician"]))


def test_whoever_typed_a_version_does_not_sign_it(people):
    article = make_article()
    signer = signer_for(people["clinician"])
    revision = save(article, summary="Theirs.")
    Revision.objects.filter(pk=revision.pk).update(created_by=people["clinician"])
    later = save(article, summary="Theirs, and more.")
    with pytest.raises(WrongState, match="wrote this version"):
        ask(article, signer.clinician, later)


def test_what_another_clinician_signed_since_is_not_theirs_any_more(people):
    article = make_article()
    Revision.objects.filter(pk=article.live_id).update(created_by=people["clinician"])
    sign(article, _second_clinician(people), article.live)
    later = save(article, summary="By somebody else.")
    assert ask(article, signer_for(people["clinician"]).clinician, later).state == "open"


def _second_clinician(people):
    people["editor"].groups.set(people["clinician"].groups.all())
    return type(people["editor"]).objects.get(pk=people["editor"].pk)


@pytest.mark.parametrize("by_name", [True, False])
def test_the_author_named_on_the_page_does_not_sign_it(people, by_name):
    account = None if by_name else people["clinician"]
    author = Author.objects.create(name="Dr. Same" if by_name else "D. S.", slug="a", user=account)
    article = make_article(author=author.pk)
    with pytest.raises(WrongState, match="wrote this version"):
        ask(article, signer_for(people["clinician"], name="Dr. Same").clinician)


def test_a_second_answer_to_one_request_is_refused(people):
    signer = signer_for(people["clinician"])
    asked = ask(make_article(), signer.clinician)
    signoff.sign(asked, signer)
    with pytest.raises(WrongState, match="not open"), transaction.atomic():
        signoff.sign(asked, signer)
    with pytest.raises(WrongState, match="not open"):
        signoff.return_with_notes(asked, signer, notes=[], answer="Late words.")
    assert Signature.objects.count() == 1


def test_asking_again_replaces_the_older_question(people):
    article = make_article()
    signer = signer_for(people["clinician"])
    old = ask(article, signer.clinician)
    ask(article, signer.clinician, save(article, summary="Newer."))
    with pytest.raises(WrongState, match="not open"):
        signoff.sign(old, signer)
    assert sorted(SignoffRequest.objects.values_list("state", flat=True)) == ["open", "superseded"]


def test_a_returned_version_keeps_its_notes_with_their_passages(people):
    signer = signer_for(people["clinician"])
    asked = ask(make_article(), signer.clinician)
    note = signoff.Note("Text", "Write your questions down.", "Say when.")
    signoff.return_with_notes(asked, signer, notes=[note], answer="Nearly there.")
    asked.refresh_from_db()
    assert (asked.state, asked.answer) == ("returned", "Nearly there.")
    assert asked.notes.get().passage == "Write your questions down."


def test_returning_needs_words(people):
    signer = signer_for(people["clinician"])
    asked = ask(make_article(), signer.clinician)
    with pytest.raises(WrongState, match="Say what should change"):
        signoff.return_with_notes(asked, signer, notes=[signoff.Note("Text", "x", "  ")])
    assert asked.state == "open"


def test_a_revision_of_another_article_and_a_signed_one_are_refused(people):
    article, other = make_article(), make_article()
    with pytest.raises(WrongState, match="another article"):
        ask(article, make_clinician(), other.draft)
    sign(article, people["clinician"])
    with pytest.raises(WrongState, match="has signed this version"):
        ask(article, signer_for(people["clinician"]).clinician)


def test_a_request_that_was_taken_back_cannot_be_signed(people):
    signer = signer_for(people["clinician"])
    asked = ask(make_article(), signer.clinician)
    signoff.take_back(asked, people["editor"])
    with pytest.raises(WrongState):
        signoff.sign(asked, signer)


def test_a_signature_is_never_changed_and_publishes_nothing(people):
    article = make_article(publish=False)
    signature = sign(article, people["clinician"])
    article.refresh_from_db()
    assert article.live is None
    signature.name = "Other"
    with pytest.raises(ValueError, match="never changed"):
        signature.save()


def test_the_digest_covers_what_the_page_copied_when_it_was_saved():
    article = make_article()
    assert article.live.digest == Content.from_json(article.live.content).clinical_digest()
    revision = publishing.save_draft(article, make_content(title="Other"), publishing.MACHINE, base=article.draft)
    assert revision.digest != article.live.digest
