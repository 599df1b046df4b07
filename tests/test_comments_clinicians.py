"""Asking a clinician about a comment, and the country's rules for results of a treatment."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from clinic.models import ClinicProfile
from clinic.presets import COUNTRIES
from clinic.profile import save_profile
from comments import escalation, moderation, outcomes
from comments.models import Comment, Decision, Status
from jobs.models import OutboxMail
from tests.comment_factories import make_comment, words_of

pytestmark = pytest.mark.django_db
QUEUE = "/admin/comments/comment/queue/?queue=clinician"
OUTCOME = {"field": "text", "screen": "outcome", "kind": "", "tier": "", "rule": "x", "start": 0, "end": 5}


def decide(client, comment, move, **fields):
    fields = {"move": move, "seen": Status.PENDING, "words": words_of(comment)} | fields
    return client.post(reverse("admin:comments_comment_decide", args=[comment.pk]), fields)


def give_back(client, comment, note):
    return client.post(
        reverse("admin:comments_comment_give_back", args=[comment.pk]), {"note": note, "words": words_of(comment)}
    )


def country(code):
    profile = ClinicProfile.the_one()
    profile.country = code
    save_profile(profile, None)


def test_a_clinician_is_asked_sees_it_on_a_list_and_gives_it_back(moderator, clinician):
    comment, following = make_comment(text="Her words"), make_comment()
    answer = decide(moderator, comment, "escalate", note="Is this a side effect?")
    assert answer["Location"] == reverse("admin:comments_comment_change", args=[following.pk])
    page = clinician.get(QUEUE, follow=True).content.decode()
    assert "Her words" in page and "Is this a side effect?" in page and "The moderators ask you" in page
    assert give_back(clinician, comment, "Yes: it may be published.").status_code == 302
    page = moderator.get(reverse("admin:comments_comment_change", args=[comment.pk])).content.decode()
    assert "Yes: it may be published." in page
    assert Comment.objects.get(pk=comment.pk).escalated_at is None


def test_the_question_stands_where_it_is_answered_and_the_answer_beside_the_words(moderator, clinician):
    comment = make_comment(text="Her words")
    address = reverse("admin:comments_comment_change", args=[comment.pk])
    decide(moderator, comment, "escalate", note="Is this <b>known</b>?")
    asked = BeautifulSoup(clinician.get(address).content, "html.parser").select_one("section:has(#give-back-title)")
    assert "Moderator: Is this <b>known</b>?" in asked.text
    assert "Moderator asked: Is this &lt;b&gt;known&lt;/b&gt;?" in moderator.get(address).content.decode()
    give_back(clinician, comment, "It is, and rare.")
    page = BeautifulSoup(moderator.get(address).content, "html.parser")
    assert "It is, and rare." in page.select_one("#clinicians-answer").text
    decide(moderator, comment, "escalate", note="How rare?")
    assert "clinicians-answer" not in moderator.get(address).content.decode()  # it was about another question


def test_what_leaves_a_comment_waiting_is_not_told_as_a_change(moderator):
    comment = make_comment()
    decide(moderator, comment, "escalate", note="Look at this")
    page = moderator.get(reverse("admin:comments_comment_change", args=[comment.pk])).content.decode()
    assert "Still waiting" in page and "Waiting →" not in page


def test_the_mail_to_clinicians_holds_no_word_of_it(people):
    escalation.escalate(make_comment(text="Her words", name="Owl"), people["moderator"], note="Look at this")
    mail = OutboxMail.objects.get(to="clinician@example.org")
    assert "queue=clinician" in mail.body
    assert not any(words in mail.body + mail.subject for words in ("Her words", "Owl", "Look at this"))


def test_asking_and_answering_need_words(moderator, clinician):
    comment = make_comment()
    assert decide(moderator, comment, "escalate", note=" ").status_code == 422
    decide(moderator, comment, "escalate", note="Look at this")
    assert give_back(clinician, comment, " ").status_code == 422
    assert Comment.objects.get().escalated_at


def test_nobody_gives_back_what_nobody_asked_about(clinician):
    answer = give_back(clinician, make_comment(), "Fine")
    assert "Nothing was changed" in clinician.get(answer["Location"]).content.decode()
    assert not Decision.objects.exists()


def test_in_the_united_states_a_result_carries_its_note_before_the_text(moderator, reader):
    comment = make_comment(text="It helped me so much", findings=[OUTCOME])
    decide(moderator, comment, "approve")
    page = reader.get(comment.article.get_absolute_url()).content.decode()
    assert page.index("One person’s experience, not evidence") < page.index("It helped me so much")


def test_an_ordinary_comment_carries_no_note(moderator, reader):
    comment = make_comment()
    decide(moderator, comment, "approve")
    assert "One person’s experience" not in reader.get(comment.article.get_absolute_url()).content.decode()


@pytest.mark.parametrize("code", ["UK", "AU"])
def test_where_the_country_says_never_nobody_approves_it(moderator, code):
    country(code)
    comment = make_comment(findings=[OUTCOME])
    answer = decide(moderator, comment, "approve", note="Please", checked="on")
    assert answer.status_code == 409 and "do not let a clinic publish" in answer.content.decode()
    assert Comment.objects.get().status == Status.PENDING
    assert decide(moderator, comment, "reject", reason="own_result").status_code == 302


@pytest.mark.parametrize("code", ["IE", "CA"])
def test_where_the_country_says_hold_a_clinician_sees_it_first(people, code):
    country(code)
    comment = make_comment(findings=[OUTCOME])
    with pytest.raises(outcomes.NotPublishable):
        moderation.approve(comment, people["moderator"])
    escalation.escalate(comment, people["moderator"], note="A result")
    escalation.give_back(comment, people["clinician"], note="Fine")
    moderation.approve(comment, people["moderator"])
    assert comment.carries_note


def test_every_country_has_a_rule():
    assert {preset.outcomes for preset in COUNTRIES.values()} == {"note", "hold", "never"}
    assert {code for code, preset in COUNTRIES.items() if preset.outcomes == "never"} == {"UK", "AU"}
