"""Approved texts: owners save them in versions, moderators put them into their replies."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from clinic.models import Record
from comments import approved_texts
from comments.approved_admin import ApprovedTextForm
from comments.models import ApprovedText, ApprovedTextVersion, Comment, Status
from tests.comment_factories import make_comment, words_of

pytestmark = pytest.mark.django_db
ADD = "/admin/comments/approvedtext/add/"
ANSWER = "We cannot answer questions about one person here. Please ring us."


def page_of(text):
    return reverse("admin:comments_approvedtext_change", args=[text.pk])


def save(client, words=ANSWER, *, where=ADD, title="Own treatment", seen=0, **fields):
    return client.post(where, {"title": title, "words": words, "is_offered": "on", "seen": seen, **fields})


def make_text(people, words=ANSWER, title="Own treatment") -> ApprovedText:
    text = ApprovedText(title=title)
    approved_texts.save(text, words, people["owner"])
    return text


def test_an_owner_writes_one_and_changes_it_and_the_old_words_stay(owner, people):
    assert save(owner).status_code == 302
    text = ApprovedText.objects.get()
    assert save(owner, "Please ring us.", where=page_of(text), seen=1).status_code == 302
    versions = ApprovedTextVersion.objects.filter(text=text)
    assert [(v.number, v.words, v.made_by) for v in versions] == [
        (2, "Please ring us.", people["owner"]),
        (1, ANSWER, people["owner"]),
    ]
    page = owner.get(page_of(text)).content.decode()
    assert ANSWER in page and "Version 1, saved by Owner" in page and "Please ring us.</textarea>" in page
    assert Record.objects.filter(action="save approved text", actor=people["owner"]).count() == 2


def test_saving_the_same_words_makes_no_version(owner, people):
    text = make_text(people)
    save(owner, where=page_of(text), title="Another title", seen=1)
    assert ApprovedTextVersion.objects.count() == 1
    assert ApprovedText.objects.get().title == "Another title"


def test_two_owners_at_once_lose_nothing(owner, people):
    text = make_text(people)
    save(owner, "Hers.", where=page_of(text), seen=1)
    answer = save(owner, "His.", where=page_of(text), seen=1)
    page = answer.content.decode()
    assert "has saved version 2 meanwhile" in page and "His.</textarea>" in page and "Hers." in page
    assert 'name="seen" value="2"' in page
    save(owner, "Both.", where=page_of(text), seen=2)
    assert [v.words for v in text.versions.all()] == ["Both.", "Hers.", ANSWER]


def test_a_version_saved_at_the_same_moment_is_answered_with_both_texts(owner, people, monkeypatch):
    text = make_text(people)
    first = text.versions.get()
    approved_texts.save(text, "Hers.", people["owner"], seen=1)
    real, looks = approved_texts.newest, []

    def newest(row):  # the form still sees the version before hers
        looks.append(row)
        return first if len(looks) == 1 else real(row)

    monkeypatch.setattr(approved_texts, "newest", newest)
    answer = save(owner, "His.", where=page_of(text), seen=1)
    page = answer.content.decode()
    assert answer.status_code == 200 and "has saved version 2 meanwhile" in page
    assert "His.</textarea>" in page and "Hers." in page and 'name="seen" value="2"' in page
    assert [v.words for v in text.versions.all()] == ["Hers.", ANSWER]


def test_a_title_given_twice_at_the_same_moment_is_an_error_with_the_words(owner, people, monkeypatch):
    make_text(people)
    real, looks = ApprovedTextForm.validate_unique, []
    monkeypatch.setattr(ApprovedTextForm, "validate_unique", lambda form: looks.append(1) if not looks else real(form))
    page = save(owner, "His.").content.decode()
    assert "There is a text with this title already" in page and "His.</textarea>" in page


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("", "Write the words"),
        ("a" * 5001, "Shorten the words"),
        ("We remember your visit last week.", "this could confirm or deny"),
    ],
)
def test_words_that_nobody_could_use_are_refused_and_kept(owner, words, told):
    page = save(owner, words).content.decode()
    assert told in page and words in page
    assert not ApprovedText.objects.exists()


def test_a_title_is_given_once(owner, people):
    make_text(people)
    assert "There is a text with this title already" in save(owner).content.decode()


@pytest.mark.parametrize("role", ["moderator", "clinician", "editor"])
def test_nobody_but_owners_saves_any(people, role):
    with pytest.raises(PermissionDenied):
        approved_texts.save(ApprovedText(title="Mine"), ANSWER, people[role])


def test_a_version_is_never_changed_or_deleted(people):
    version = make_text(people).versions.get()
    for change in (version.save, version.delete, ApprovedTextVersion.objects.all().delete):
        with pytest.raises(TypeError):
            change()


def insert(client, comment, chosen, text=""):
    address = reverse("admin:comments_comment_reply", args=[comment.pk])
    return client.post(address, {"text": text, "approved": chosen, "step": "insert", "words": words_of(comment)})


def test_a_moderator_inserts_one_after_what_is_typed_without_a_script(moderator, people):
    text, comment = make_text(people), make_comment(status=Status.APPROVED)
    page = moderator.get(reverse("admin:comments_comment_change", args=[comment.pk])).content.decode()
    assert f'<option value="{text.pk}" data-words="{ANSWER}">Own treatment</option>' in page
    page = insert(moderator, comment, text.pk, "Thank you.").content.decode()
    assert f"Thank you.\n\n{ANSWER}</textarea>" in page
    assert not Comment.objects.filter(is_staff_reply=True).exists()


def test_the_newest_words_are_inserted(moderator, people):
    text, comment = make_text(people), make_comment(status=Status.APPROVED)
    approved_texts.save(text, "Newer words.", people["owner"], seen=1)
    assert "Newer words.</textarea>" in insert(moderator, comment, text.pk).content.decode()


def test_what_is_not_offered_cannot_be_inserted(moderator, people):
    text, comment = make_text(people), make_comment(status=Status.APPROVED)
    ApprovedText.objects.update(is_offered=False)
    answer = insert(moderator, comment, text.pk, "Typed words")
    assert answer.status_code == 422 and "Typed words</textarea>" in answer.content.decode()
    make_text(people, title="Another")  # with none on offer there is no list that could say so
    assert "not offered any more" in insert(moderator, comment, text.pk, "Typed words").content.decode()


def test_inserting_nothing_says_what_to_do(moderator, people):
    make_text(people)
    answer = insert(moderator, make_comment(status=Status.APPROVED), "", "Typed words")
    assert answer.status_code == 422 and "Choose a text to insert." in answer.content.decode()
    assert "Typed words</textarea>" in answer.content.decode()


def test_without_any_the_reply_form_has_no_list(moderator):
    comment = make_comment(status=Status.APPROVED)
    page = moderator.get(reverse("admin:comments_comment_change", args=[comment.pk])).content.decode()
    assert "Publish this reply" in page and "Insert this text" not in page
