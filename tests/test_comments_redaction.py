"""Personal details: the comment waits in the privacy queue, and one click removes them for good."""

import pytest
from django.urls import reverse

from comments.models import Comment, Decision, Queue, Status, Tier
from comments.redaction import redact, without
from comments.steps import possible_steps
from tests.comment_factories import make_comment, send_as_it_is, words_of
from tests.factories import make_article

pytest_plugins = ["tests.database_file"]
TEXT = "Thank you. Call me on 212 555 0142 or write to harriet@example.org, please."


def found(kind: str, words: str, text: str = TEXT, field: str = "text") -> dict:
    start = text.index(words)
    where = {"start": start, "end": start + len(words)}
    return {"screen": "identifiers", "kind": kind, "tier": "", "rule": "r", "field": field} | where


def with_details(**changes) -> Comment:
    findings = [found("phone", "212 555 0142"), found("email", "harriet@example.org")]
    values = {"text": TEXT, "findings": findings, "queue": Queue.PRIVACY, "priority": 11}
    return make_comment(**(values | changes))


def decide(client, comment, move):
    address = reverse("admin:comments_comment_decide", args=[comment.pk])
    return client.post(address, {"move": move, "seen": comment.status, "words": words_of(comment)})


def test_overlapping_places_become_one():
    findings = [found("phone", "212 555 0142"), found("address", "555 0142 or")]
    assert without(TEXT, findings).startswith("Thank you. Call me on [removed: phone number] write to harriet")


@pytest.mark.django_db
def test_what_the_real_screens_find_waits_in_the_privacy_queue_and_is_removed(reader, moderator):
    article = make_article()
    send_as_it_is(reader, article, text=TEXT)
    comment = Comment.objects.get()
    assert comment.queue == Queue.PRIVACY
    page = moderator.get(reverse("admin:comments_comment_change", args=[comment.pk])).content.decode()
    assert "<mark>212 555 0142" in page and "Phone number" in page
    decide(moderator, comment, "redact")
    comment.refresh_from_db()
    assert (
        comment.text == "Thank you. Call me on [removed: phone number] or write to [removed: e-mail address], please."
    )
    assert (comment.queue, comment.status) == (Queue.NORMAL, Status.PENDING)
    decide(moderator, comment, "approve")
    assert "[removed: phone number]" in reader.get(article.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_a_published_comment_is_redacted_on_the_site(reader, moderator):
    comment = with_details(status=Status.APPROVED)
    address = comment.article.get_absolute_url()
    assert "212 555 0142" in reader.get(address).content.decode()
    decide(moderator, comment, "redact")
    page = reader.get(address).content.decode()
    assert "212 555 0142" not in page and "[removed: phone number]" in page


@pytest.mark.django_db
def test_a_name_that_names_somebody_is_removed_whole(people):
    name = "Harriet Miller"
    comment = make_comment(name=name, findings=[found("person_name", name, name, "name")], queue=Queue.PRIVACY)
    redact(comment, people["moderator"])
    comment.refresh_from_db()
    assert comment.name == "" and comment.text


@pytest.mark.django_db
def test_no_digest_can_confirm_a_guess_of_what_stood_there(people):
    comment = with_details()
    key, digest = comment.digest_key, comment.digest()
    decision = redact(comment, people["moderator"])
    comment.refresh_from_db()
    assert comment.digest_key != key and decision.digest == comment.digest() != digest
    assert comment.text_digest is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changes",
    [
        {"tier": Tier.HIGH, "queue": Queue.URGENT},
        {"findings": []},
        {"status": Status.REJECTED},
        {"status": Status.WITHDRAWN},
    ],
)
def test_it_is_not_offered_where_it_is_not_meant(moderator, changes):
    comment = with_details(**changes)
    assert "redact" not in possible_steps(comment)
    decide(moderator, comment, "redact")
    assert Comment.objects.get().text == TEXT and not Decision.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["editor", "owner", "clinician"])
def test_others_remove_nothing(request, name):
    comment = with_details()
    assert decide(request.getfixturevalue(name), comment, "redact").status_code == 403
    assert Comment.objects.get().text == TEXT


@pytest.mark.django_db(transaction=True)
def test_the_original_is_in_no_file(database_file, people):
    if database_file is None:
        pytest.skip("PostgreSQL keeps its own files")
    comment = with_details()

    def anywhere() -> bool:
        return any(b"212 555 0142" in file.read_bytes() for file in database_file.parent.iterdir())

    assert anywhere()
    redact(comment, people["moderator"])
    assert not anywhere()
