"""The record outlives everybody's words, so what staff type into it may not tell who somebody is.

Each form whose words go into the record, through its address: refused with what was typed still there, and nothing
recorded. Seen red with whatever was found let through.
"""

import pytest
from django.core.exceptions import ValidationError

from articles import publishing
from clinic.models import Record
from clinic.personal import refuse_personal
from clinic.profile import get_profile
from comments import escalation
from comments.models import Decision, Status
from tests.comment_factories import make_comment, words_of
from tests.factories import make_article, make_content
from tests.test_articles_publishing import change, form_data

pytestmark = pytest.mark.django_db
ARTICLE, COMMENT = "/admin/articles/article", "/admin/comments/comment"
PERSONAL = {
    "an e-mail address": "Asked for by jane.doe@example.org",
    "a phone number": "She rang from (415) 555-2671 about it",
    "a date of birth": "About the woman born 14 March 1985",
}
CLEAN = [
    "The dose was wrong: 0.5 mg/kg is right, not 5 mg/kg.",
    "Checked on 3 May 2026 against doi:10.1001/jama.2020.1234, 73 people, 64 %.",
    "As Anna from the desk said: 988 is the number to call.",
    "Version 12 of 2026; costs $450; see the NICE guideline NG222.",
]


def save(editor, people, words):
    article = make_article(publish=False)
    return editor.post(change(article), form_data(article, note=words))


def withdraw(moderator, people, words):
    return moderator.post(f"{ARTICLE}/{make_article().pk}/withdraw/", {"reason": words})


def end(editor, people, words):
    fields = {"expire_at": "2030-01-01T10:00", "reason": words}
    return editor.post(f"{ARTICLE}/{make_article().pk}/expiry/", fields)


def correct(editor, people, words):
    article = make_article()
    publishing.save_draft(article, make_content(title="Mended"), people["editor"], base=article.draft)
    return editor.post(f"{ARTICLE}/{article.pk}/correct/", {"note": words})


def share(editor, people, words):
    fields = {"shows": "draft", "days": "7", "note": words}
    return editor.post(f"{ARTICLE}/{make_article(publish=False).pk}/share/", fields)


def decide(moderator, people, words):
    comment = make_comment()
    fields = {"move": "reject", "reason": "off_topic", "seen": Status.PENDING, "words": words_of(comment)}
    return moderator.post(f"{COMMENT}/{comment.pk}/decide/", fields | {"note": words})


def give_back(clinician, people, words):
    comment = make_comment()
    escalation.escalate(comment, people["moderator"], note="Please look")
    return clinician.post(f"{COMMENT}/{comment.pk}/give-back/", {"note": words, "words": words_of(comment)})


FORMS = {save: "editor", withdraw: "moderator", end: "editor", correct: "editor", share: "editor"}
FORMS |= {decide: "moderator", give_back: "clinician"}


def recorded() -> list[str]:
    return [*Record.objects.values_list("note", flat=True), *Decision.objects.values_list("note", flat=True)]


@pytest.mark.parametrize("kind", PERSONAL)
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_words_that_tell_who_somebody_is_are_refused_and_stay_in_the_form(form, kind, request, people):
    answer = form(request.getfixturevalue(FORMS[form]), people, PERSONAL[kind])
    page = answer.content.decode()
    assert answer.status_code in (200, 422)
    assert f"looks like {kind}" in page and "stays in the record for good" in page
    assert PERSONAL[kind] in page.replace("&#x27;", "'")
    assert PERSONAL[kind] not in recorded()


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_other_words_are_taken(form, request, people):
    """An end records them when it comes."""
    assert form(request.getfixturevalue(FORMS[form]), people, CLEAN[0]).status_code in (200, 302)
    assert form is end or CLEAN[0] in recorded()


@pytest.mark.parametrize("words", CLEAN)
def test_ordinary_reasons_pass(words):
    refuse_personal(words)


def test_the_clinics_own_numbers_and_addresses_pass():
    clinic = get_profile()
    refuse_personal(f"The number was wrong: {clinic.phone} is right, and {clinic.email}.")
    with pytest.raises(ValidationError, match="phone number"):
        refuse_personal(f"The number was wrong: {clinic.phone} is right, not (415) 555-2671.")
