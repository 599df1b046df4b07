"""The clinician's page: the text, what changed, what the checks found, and the two ways to answer."""

import pytest
from django.utils import timezone

from articles.content import Figure
from articles.models import SignoffRequest, Waiver
from tests.factories import make_article, make_source, make_term
from tests.signoff_factories import ask, save, sign, signer_for

pytestmark = pytest.mark.django_db

CLAIM = "<p>Ketamine cures depression.</p>"


@pytest.fixture
def asked(people):
    source = make_source(title="A study of sleep")
    article = make_article(body=f"<p>About six people slept [@{source.key}].</p>", title="Sleep after treatment")
    return ask(article, signer_for(people["clinician"]).clinician)


def address(asked) -> str:
    return f"/admin/sign-off/{asked.pk}/"


def test_it_shows_the_text_as_published_with_sources_and_no_differences_the_first_time(clinician, asked):
    page = clinician.get(address(asked)).content.decode()
    assert "Sleep after treatment" in page and "About six people slept" in page and "A study of sleep" in page
    assert "all of it is new" in page
    assert "comments" not in page.lower()
    assert '<details class="signoff__text" open>' in page


def test_it_shows_everything_that_the_signature_covers(clinician, people):
    """Numbers as pictures, questions and explanations are in the digest, so they are in front of whoever signs it."""
    make_source(key="trial9")
    word = make_term(name="remission", definition="Few or no signs of the illness.")
    figure = Figure("felt better", "with it", 6, "with a sedative", 3, 10, "after four weeks", "trial9")
    asked = ask(
        make_article(
            figures=(figure,), questions=("What would you choose?",), body=f"<p>About {word.name} [@trial9].</p>"
        ),
        signer_for(people["clinician"]).clinician,
    )
    page = clinician.get(address(asked)).content.decode()
    assert "What would you choose?" in page and word.definition in page
    assert 'class="people"' in page and "6 of 10" in page


def test_it_shows_what_changed_since_the_version_signed_last(clinician, people, asked):
    article = asked.article
    sign(article, people["clinician"])
    later = ask(article, asked.clinician, save(article, body="<p>About five people slept.</p>"))
    page = clinician.get(address(later)).content.decode()
    assert "<del>" in page and "six" in page and "<ins>" in page and "five" in page
    assert '<details class="signoff__text">' in page  # what changed is read first; the rest can be unfolded


def test_signing_needs_the_tick_and_keeps_what_was_typed(clinician, asked):
    answer = clinician.post(address(asked), {"_sign": "1", "answer": "Words I typed."})
    assert answer.status_code == 422
    assert "Tick the box first" in answer.content.decode() and "Words I typed." in answer.content.decode()
    assert clinician.post(address(asked), {"_sign": "1", "agree": "on"}).status_code == 302
    asked.refresh_from_db()
    assert asked.state == "signed"


def test_after_an_answer_the_next_page_follows_and_then_the_list(clinician, asked):
    other = ask(make_article(), asked.clinician)
    answer = clinician.post(address(asked), {"_sign": "1", "agree": "on"})
    assert answer.headers["Location"] == address(other)
    answer = clinician.post(address(other), {"_return": "1", "answer": "Not yet."})
    assert answer.headers["Location"] == "/admin/sign-off/"


def test_it_is_returned_with_a_note_on_a_passage(clinician, editor, asked):
    data = {"_return": "1", "passage_1": "body-0", "text_1": "Say how many were studied."}
    assert clinician.post(address(asked), data).status_code == 302
    note = SignoffRequest.objects.get(pk=asked.pk).notes.get()
    assert note.passage.startswith("About six people slept") and note.field == "Text"
    page = editor.get(f"/admin/articles/article/{asked.article_id}/send-for-review/").content.decode()
    assert "Say how many were studied." in page
    assert "returned it with notes" in editor.get("/admin/").content.decode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"_return": "1"}, "Say what should change"),
        ({"_return": "1", "text_1": "About what?"}, "Choose the passage"),
        ({"_return": "1", "passage_1": "nonsense", "text_1": "x"}, "Select a valid choice"),
        ({"_return": "1", "answer": "x" * 4001}, "at most 4000"),
        ({}, "Choose to sign, or to return"),
    ],
)
def test_a_wrong_answer_is_explained_and_changes_nothing(clinician, asked, data, words):
    answer = clinician.post(address(asked), data)
    assert answer.status_code == 422 and words in answer.content.decode()
    asked.refresh_from_db()
    assert asked.state == "open"


def test_a_closed_request_shows_its_state_and_no_buttons(clinician, asked):
    SignoffRequest.objects.filter(pk=asked.pk).update(state="superseded", answered_at=timezone.now())
    page = clinician.get(address(asked)).content.decode()
    assert "This request is closed: replaced by a later version" in page and "_sign" not in page
    assert clinician.post(address(asked), {"_sign": "1", "agree": "on"}).status_code == 422


def test_a_finding_may_be_let_stand_with_a_reason_on_the_page(clinician, people):
    article = make_article(publish=False, body=CLAIM)
    asked = ask(article, signer_for(people["clinician"]).clinician)
    page = clinician.get(address(asked)).content.decode()
    key = page.split('name="_waive" value="')[1].split('"')[0]
    assert clinician.post(address(asked), {"_waive": key, "reason": " "}).status_code == 422
    assert clinician.post(address(asked), {"_waive": "other", "reason": "x"}).status_code == 422
    assert clinician.post(address(asked), {"_waive": key, "reason": "A quotation."}).status_code == 302
    assert Waiver.objects.get().reason == "A quotation."
    assert "Let stand." in clinician.get(address(asked)).content.decode()


def test_a_clinician_outside_the_register_and_other_roles_are_refused(clinician, editor, owner, moderator, asked):
    signer = asked.clinician
    type(signer).objects.filter(pk=signer.pk).update(user=None)
    for client in (clinician, editor, owner, moderator):
        assert client.get(address(asked)).status_code == 403
        assert client.post(address(asked), {"_sign": "1", "agree": "on"}).status_code == 403


def test_the_desk_lists_what_waits_for_whom(clinician, editor, moderator, owner, asked):
    page = editor.get("/admin/sign-off/").content.decode()
    assert "Sleep after treatment" in page and asked.clinician.name in page
    assert "1 page, about 1 minute" in clinician.get("/admin/sign-off/").content.decode()
    assert moderator.get("/admin/sign-off/").status_code == 403
    assert owner.get("/admin/sign-off/").status_code == 403
    assert "1 page waits for your check" in clinician.get("/admin/").content.decode()


def test_an_editor_sends_the_draft_and_is_told_why_not(editor, people):
    article = make_article()
    entry = signer_for(people["clinician"]).clinician
    send = f"/admin/articles/article/{article.pk}/send-for-review/"
    assert editor.post(send, {"clinician": entry.pk, "note": "The number."}).status_code == 302
    assert SignoffRequest.objects.get().note == "The number."
    type(article.draft).objects.update(created_by=people["clinician"])
    answer = editor.post(send, {"clinician": entry.pk})
    assert answer.status_code == 200 and "wrote this version" in answer.content.decode()
    assert "Choose a clinician" in editor.post(send, {"clinician": ""}).content.decode()
