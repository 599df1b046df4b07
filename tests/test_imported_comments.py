"""Comments of an old site, read as a list of whole texts: what can be ticked, what is refused, what is on record."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clinic import paging
from clinic.models import User
from comments import claims, escalation, moderation, read_together
from comments.models import Comment, Decision, Queue, Status, Tier
from portal import imported_comments
from portal.models import Arrival, Imported
from portal.wordpress.importing import import_wordpress
from tests.comment_factories import make_comment
from tests.conftest import signed_in
from tests.factories import make_article
from tests.wordpress_files import comment, export, post

pytestmark = pytest.mark.django_db
PAGE = "/admin/moving-in/comments/"
CLEAR = "Thank you, I had not known that sleep matters so much."
PHONE = "Ring me on 020 7946 0123 please."
DESPAIR = "I want to kill myself tonight."
SEEN = {"field": "text", "screen": "identifiers", "kind": "phone", "tier": "", "rule": "x", "start": 0, "end": 5}
MEDIUM = "Years ago I harmed myself, today I am well."


@pytest.fixture
def came(tmp_path):
    """What one import brings: by the words, the comments."""

    def bring(*texts: str, number: int = 7) -> list[Comment]:
        said = "".join(comment(number * 1000 + place, text) for place, text in enumerate(texts))
        import_wordpress(export(tmp_path, post(number, inside=said)))
        return [Comment.objects.get(text=text) for text in texts]

    return bring


def page(client, query: str = "") -> str:
    answer = client.get(PAGE + query)
    assert answer.status_code == 200
    return answer.content.decode()


def ticks(client, query: str = "") -> list[str]:
    return re.findall(r'name="read" value="([^"]*)"', page(client, query))


def approve(client, *boxes: str, query: str = "") -> str:
    return client.post(PAGE + query, {"read": boxes}, follow=True).content.decode()


def states() -> dict[str, str]:
    return dict(Comment.objects.values_list("text", "status"))


def test_whole_texts_are_shown_and_several_are_approved_each_with_its_own_decision(came, moderator, people):
    long = " ".join(f"On day {day} the bus to the clinic came on time." for day in range(90))
    came(CLEAR, long.strip())
    assert long.strip() in page(moderator)
    boxes = ticks(moderator)
    assert len(boxes) == 2
    assert "2 comments are approved" in approve(moderator, *boxes)
    assert set(states().values()) == {Status.APPROVED}
    lines = list(Decision.objects.all())
    assert [(line.by, line.to_status) for line in lines] == [(people["moderator"], Status.APPROVED)] * 2
    assert {line.digest for line in lines} == {row.digest() for row in Comment.objects.all()}
    assert "No comment from an old site waits" in page(moderator)


def test_only_what_is_ticked_is_approved(came, moderator):
    came(CLEAR, "Another one.")
    approve(moderator, ticks(moderator)[1])
    assert states() == {CLEAR: Status.PENDING, "Another one.": Status.APPROVED}
    assert "tick what you have read" in approve(moderator)


def test_what_the_screens_saw_is_marked_and_has_no_box_but_a_way_to_its_own_page(came, moderator):
    private, distress = came(PHONE, MEDIUM)
    words = page(moderator)
    assert "<mark>" in words and "Phone number" in words and "Distress" in words
    assert ticks(moderator) == []
    for row in (private, distress):
        assert f"/admin/comments/comment/{row.pk}/change/" in words


def test_urgent_messages_are_not_shown_between_others_but_named(came, moderator):
    came(CLEAR, DESPAIR)
    words = page(moderator)
    assert DESPAIR not in words
    assert "1 urgent message from the old site waits" in words and "?queue=urgent" in words


@pytest.mark.parametrize(
    "changes",
    [
        {"tier": Tier.HIGH, "queue": Queue.URGENT},
        {"queue": Queue.URGENT},
        {"tier": Tier.MEDIUM},
        {"findings": [SEEN]},
        {"lowered_at": timezone.now()},
        {"set_aside_at": timezone.now()},
        {"came_as_feedback": True},
        {"status": Status.WITHDRAWN, "decided_at": timezone.now()},
        {"status": Status.REJECTED, "decided_at": timezone.now()},
    ],
    ids=lambda changes: "-".join(changes),
)
def test_what_changed_so_that_it_must_be_read_by_itself_is_refused_though_it_was_ticked(came, moderator, changes):
    (row,) = came(CLEAR)
    boxes = ticks(moderator)
    Comment.objects.filter(pk=row.pk).update(**changes)
    assert "Not approved" in approve(moderator, *boxes)
    assert not Comment.objects.filter(status=Status.APPROVED).exists()
    assert not Decision.objects.exists()


@pytest.mark.parametrize("column", ["text", "name"])
def test_words_that_changed_since_the_page_was_made_are_refused(came, moderator, column):
    first, _second = came(CLEAR, "Another one.")
    boxes = ticks(moderator)
    Comment.objects.filter(pk=first.pk).update(**{column: "Other words"})
    words = approve(moderator, *boxes)
    assert "other words stand there now" in words and "1 comment is approved" in words
    assert Comment.objects.get(pk=first.pk).status == Status.PENDING


def test_an_answer_counts_as_unread_when_what_it_answers_has_changed(tmp_path, moderator):
    said = comment(1, CLEAR) + comment(2, "Me too.", parent=1)
    import_wordpress(export(tmp_path, post(7, inside=said)))
    boxes = ticks(moderator)
    Comment.objects.filter(text=CLEAR).update(text="Buy this.")
    approve(moderator, *boxes)
    assert set(states().values()) == {Status.PENDING}


def test_an_answer_to_an_urgent_message_has_no_box(tmp_path, moderator):
    said = comment(1, "I want to die and nobody listens.") + comment(2, "Me too.", parent=1)
    import_wordpress(export(tmp_path, post(7, inside=said)))
    assert ticks(moderator) == []
    assert "The message that its thread begins with is read by itself" in page(moderator)
    answer = Comment.objects.get(text="Me too.")
    approve(moderator, read_together.tick_of(answer, User.objects.get(email="moderator@example.org")))
    assert set(states().values()) == {Status.PENDING}


def test_a_box_that_no_page_has_made_for_this_person_approves_nothing(came, moderator, people):
    (row,) = came(CLEAR)
    second = User.objects.create_user("second@example.org", None, display_name="Second")
    second.groups.set(people["moderator"].groups.all())
    others = ticks(signed_in(second))
    for box in (*others, str(row.pk), f"{row.pk}:", f"{row.pk}:{'a' * 64}", "", ":", "x:y", f"{'9' * 40}:a", "²:a"):
        approve(moderator, box)
        assert states() == {CLEAR: Status.PENDING}, box


def test_a_box_of_a_comment_that_did_not_come_from_the_old_site_approves_nothing(moderator, people):
    row = make_comment()
    approve(moderator, read_together.tick_of(row, people["moderator"]))
    assert Comment.objects.get(pk=row.pk).status == Status.PENDING


def test_more_ticks_than_a_page_has_boxes_are_refused_whole(came, moderator, people, monkeypatch):
    rows = came(CLEAR, "Another one.")
    monkeypatch.setattr(read_together, "MOST", 1)
    boxes = [read_together.tick_of(row, people["moderator"]) for row in rows]
    assert "at most 1 at a time" in approve(moderator, *boxes)
    assert set(states().values()) == {Status.PENDING}


def test_what_a_colleague_reads_or_a_clinician_was_asked_about_has_no_box(came, moderator, people):
    first, second = came(CLEAR, "Another one.")
    boxes = ticks(moderator)
    colleague = User.objects.create_user("second@example.org", None, display_name="Second")
    colleague.groups.set(people["moderator"].groups.all())
    claims.claim(first, colleague)
    escalation.escalate(second, people["moderator"], note="What do you say?")
    assert ticks(moderator) == []
    assert "Not approved" in approve(moderator, *boxes)
    assert set(states().values()) == {Status.PENDING}


def test_one_that_a_colleague_decides_in_between_keeps_no_other_back(came, moderator, monkeypatch):
    came(CLEAR, "Another one.")
    boxes, real = ticks(moderator), moderation.approve

    def late(row, by, **more):
        if row.text == CLEAR:
            raise moderation.AlreadyDecided(row)
        return real(row, by, **more)

    monkeypatch.setattr(moderation, "approve", late)
    words = approve(moderator, *boxes)
    assert "1 comment is approved" in words and "Not approved" in words


def test_where_more_wait_than_are_counted_articles_stand_by_title_without_numbers(came, moderator, monkeypatch):
    came(CLEAR, "Another one.")
    came("Of another article.", number=8)
    monkeypatch.setattr(imported_comments, "COUNTED", 3)
    monkeypatch.setattr(paging, "COUNTED", 2)
    words = page(moderator)
    assert ">Post 7</option>" in words and ">Post 8</option>" in words and "more than 2 comments wait here" in words


def test_the_list_is_narrowed_by_article_and_by_what_was_seen(came, moderator):
    first, private, _spam = came(CLEAR, PHONE, "Another one.")
    (other,) = came("Of another article.", number=8)
    assert set(re.findall(r'id="comment-(\d+)"', page(moderator, f"?article={other.article_id}"))) == {str(other.pk)}
    assert PHONE not in page(moderator, "?findings=none")
    assert CLEAR in page(moderator, "?findings=none")
    only = page(moderator, "?findings=identifiers")
    assert "020 7946" in only and CLEAR not in only
    assert CLEAR not in page(moderator, "?findings=any")
    assert "No comment from the old site waits that is like this" in page(moderator, "?findings=dosing")
    assert f'<option value="{first.article_id}">Post 7 (3)</option>' in page(moderator)
    assert private.queue == Queue.PRIVACY


@pytest.mark.parametrize(
    "query", ["?article=x", "?article=%00", f"?article={'9' * 30}", "?findings=x'--", "?page=0", "?page=z"]
)
def test_an_address_that_names_nothing_narrows_nothing_and_fails_nothing(came, moderator, query):
    came(CLEAR)
    assert CLEAR in page(moderator, query)


@pytest.mark.parametrize("box", ["", ":", "007:x", "0:", "9" * 30 + ":x", "-1:x", "٣:x", "\x00:x", "x" * 5_000])
def test_a_box_that_no_page_made_approves_nothing_and_fails_nothing(came, moderator, box):
    came(CLEAR)
    assert CLEAR in approve(moderator, box)
    assert states() == {CLEAR: Status.PENDING}


def test_it_goes_page_by_page_and_comes_back_to_the_same_narrowing(came, moderator):
    came(*(f"Kind words number {number} about sleep." for number in range(25)))
    assert len(ticks(moderator)) == read_together.MOST
    assert "Page 1 of 2" in page(moderator)
    second = ticks(moderator, "?findings=none&page=2")
    assert len(second) == 5
    assert "findings=none&amp;page=1" in page(moderator, "?findings=none&page=2")
    answer = moderator.post(PAGE + "?findings=none&page=2", {"read": second})
    assert answer.headers["Location"] == PAGE + "?findings=none"
    assert Comment.objects.filter(status=Status.APPROVED).count() == 5


def test_there_is_no_box_that_ticks_all_and_no_script(came, moderator):
    came(CLEAR, "Another one.")
    words = page(moderator)
    assert words.count('type="checkbox"') == 2
    assert "action-toggle" not in words


@pytest.mark.parametrize("role", ["editor", "clinician", "owner"])
def test_only_moderators_read_and_approve_here(came, request, people, role):
    (row,) = came(CLEAR)
    client = request.getfixturevalue(role)
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"read": read_together.tick_of(row, people[role])}).status_code == 403
    assert states() == {CLEAR: Status.PENDING}


def test_a_stranger_is_sent_to_sign_in(reader):
    assert reader.get(PAGE).status_code == 302
    assert reader.post(PAGE, {"read": "1:a"}).status_code == 302


def test_other_ways_of_asking_are_refused(moderator):
    assert moderator.put(PAGE).status_code == 405


def test_what_is_approved_appears_only_with_its_article(came, moderator, reader):
    (row,) = came(CLEAR)
    approve(moderator, *ticks(moderator))
    assert not Comment.objects.published().exists()
    assert reader.get(f"/articles/{row.article.slug}/comments/").status_code == 404


def test_payloads_are_shown_as_words(moderator):
    row = make_comment(text="<script>x()</script>", name='"><img src=x>')
    Imported.objects.create(site="a", kind="comment", number=1, comment=row)
    words = page(moderator)
    assert "<script>x()" not in words and "<img src=x>" not in words


def test_the_queue_and_the_report_lead_here(came, moderator, owner, people):
    (row,) = came(CLEAR)
    assert f'href="{PAGE}"' in moderator.get(f"/admin/comments/comment/{row.pk}/change/").content.decode()
    assert f'href="{PAGE}"' in moderator.get("/admin/comments/comment/").content.decode()
    came_by = {"comments_found_by_screens": {"normal": 1}, "came": {}, "already_here": {}, "worklist": []}
    came_by |= {"not_carried_over": {}, "to_mend": {}}
    arrival = Arrival.objects.create(name="a.xml", state="done", outcome=came_by)
    assert f"Moderators read them at {PAGE}" in owner.get(f"/admin/moving-in/{arrival.pk}/").content.decode()
    people["owner"].groups.add(*people["moderator"].groups.all())
    assert f'href="{PAGE}"' in owner.get(f"/admin/moving-in/{arrival.pk}/").content.decode()


def test_it_costs_the_same_however_many_wait(moderator):
    costs = []
    moderator.get(PAGE)  # what a process does once only
    for number in (1, 19):
        for place in range(number):
            above = make_comment(article=make_article(title=f"Another {number} {place}"))
            row = make_comment(article=above.article, parent=above, submitted_at=timezone.now() - timedelta(days=1))
            Imported.objects.create(site="a", kind="comment", number=row.pk, comment=row)
        with CaptureQueriesContext(connection) as asked:
            page(moderator)
        costs.append(len(asked))
    assert costs[0] == costs[1] <= 15
