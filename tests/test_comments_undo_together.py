"""What was called spam or approved together is taken back together, for ten seconds."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.utils import timezone

from clinic.models import Record
from comments import bulk, escalation, moderation, trail
from comments.models import Comment, Decision, Queue, Status
from portal.wordpress.importing import import_wordpress
from tests import wordpress_files
from tests.comment_factories import make_comment
from tests.conftest import signed_in
from tests.factories import make_article

pytestmark = pytest.mark.django_db
LIST = "/admin/comments/comment/"
UNDO = f"{LIST}undo/"
OLD_SITE = "/admin/moving-in/comments/"


def choose(client, comments, **more):
    form = {"action": "mark_selected_as_spam", "_selected_action": [one.pk for one in comments], "index": 0}
    return client.post(LIST, form, **more)


def form_on(page) -> dict:
    """The form that takes a step back, as a browser without a script sends it."""
    form = re.search(r'<form class="moderation__undo" method="post" action="([^"]*)".*?</form>', page, re.DOTALL)
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0]))
    return {"action": form[1], "fields": fields, "html": form[0]}


def text_of(client, address) -> str:
    return client.get(address).content.decode()


def undo_all(client, form) -> str:
    return client.post(form["action"], form["fields"], follow=True).content.decode()


@pytest.fixture(autouse=True)
def clock():
    """Stands still: ten seconds may not be over because a machine is slow."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


@pytest.fixture
def second(people):
    """Another moderator."""
    people["editor"].groups.set(people["moderator"].groups.all())
    return people["editor"]


@pytest.fixture
def spam(moderator):
    """Three comments that were called spam together."""
    article = make_article()
    comments = [make_comment(article=article) for _ in range(3)]
    choose(moderator, comments)
    return comments


@pytest.mark.parametrize("place", [LIST, f"{LIST}queue/"])
def test_all_of_them_wait_again_in_their_old_places(moderator, spam, place):
    waiting_since = [one.waiting_since for one in spam]
    form = form_on(moderator.get(place, follow=True).content.decode())
    assert "3 comments decided: spam. You can undo it for 10 seconds" in " ".join(form["html"].split())
    assert 'data-key="u"' in form["html"]
    answer = moderator.post(form["action"], form["fields"], follow=True)
    assert answer.redirect_chain == [(LIST, 302)] and "3 comments wait again." in answer.content.decode()
    again = Comment.objects.filter(status=Status.PENDING, decided_at=None, decided_by=None).order_by("pk")
    assert [one.waiting_since for one in again] == waiting_since


def test_the_trail_and_the_record_have_one_line_for_each(moderator, people, spam):
    form = form_on(text_of(moderator, LIST))
    moderator.post(form["action"], form["fields"])
    assert Record.objects.filter(action="undo decision", actor=people["moderator"]).count() == 3
    for comment in spam:
        assert list(comment.decisions.values_list("to_status", flat=True)) == [Status.SPAM, Status.PENDING]
    assert "moderation__undo" not in text_of(moderator, LIST)


def test_from_the_list_of_one_queue_it_leads_back_to_it(moderator, spam):
    form = form_on(text_of(moderator, f"{LIST}?queue=normal"))
    assert moderator.post(form["action"], form["fields"])["Location"] == f"{LIST}?queue=normal"


def test_the_page_says_how_many_seconds_are_left_and_never_more(moderator, spam, clock):
    for passed, words in ((3.4, "6 seconds;"), (5, "1 second;"), (1.5, "1 second;")):
        clock.shift(timedelta(seconds=passed))
        html = " ".join(form_on(text_of(moderator, LIST))["html"].split())
        assert f"You can undo it for {words} nobody is sent anything before that." in html
        assert f'data-undo="{words.split()[0]}"' in html


def test_after_ten_seconds_nothing_is_offered_and_nothing_changes(moderator, spam, clock):
    form = form_on(text_of(moderator, LIST))
    clock.shift(timedelta(seconds=11))
    assert "moderation__undo" not in text_of(moderator, LIST)
    assert "the ten seconds are over" in undo_all(moderator, form)
    assert Comment.objects.filter(status=Status.SPAM).count() == 3


def test_what_the_same_person_decided_anew_since_stays(moderator, people, spam, clock):
    form = form_on(text_of(moderator, LIST))
    clock.shift(timedelta(seconds=1))
    spam[0].refresh_from_db()
    moderation.undo(spam[0], people["moderator"])
    moderation.approve(spam[0], people["moderator"])
    clock.shift(timedelta(seconds=1))
    page = undo_all(moderator, form)
    assert "2 comments wait again." in page and "1 was left as it is." in page
    states = Comment.objects.order_by("pk").values_list("status", flat=True)
    assert list(states) == [Status.APPROVED, Status.PENDING, Status.PENDING]


def test_what_a_colleague_reopened_meanwhile_is_told_as_left(moderator, spam, second):
    form = form_on(text_of(moderator, LIST))
    for comment in spam[1:]:
        comment.refresh_from_db()
        moderation.reopen(comment, second)
    page = undo_all(moderator, form)
    assert "1 comment waits again." in page and "2 were left as they are." in page


def test_pressing_twice_does_not_say_that_the_time_is_over(moderator, spam, clock):
    form = form_on(text_of(moderator, LIST))
    undo_all(moderator, form)
    clock.shift(timedelta(seconds=1))
    page = undo_all(moderator, form)
    assert "3 were left as they are." in page and "ten seconds" not in page and "again" not in page
    assert Record.objects.filter(action="undo decision").count() == 3


@pytest.mark.parametrize("place", [0, 1, 2])
def test_whichever_a_colleague_changed_the_others_are_still_offered(moderator, spam, second, place):
    spam[place].refresh_from_db()
    moderation.reopen(spam[place], second)
    form = form_on(text_of(moderator, LIST))
    assert "2 comments decided: spam" in form["html"]
    assert "2 comments wait again." in undo_all(moderator, form)


def test_nothing_is_offered_where_a_colleague_changed_all_of_them(moderator, spam, second):
    for comment in spam:
        comment.refresh_from_db()
        moderation.reopen(comment, second)
    assert "moderation__undo" not in text_of(moderator, LIST)


def test_a_fault_half_way_leaves_all_of_them_as_they_were(moderator, monkeypatch):
    comments, real = [make_comment() for _ in range(3)], moderation.mark_spam

    def fails_at_the_last(comment, by, **more):
        if comment == comments[2]:
            raise RuntimeError
        return real(comment, by, **more)

    monkeypatch.setattr(moderation, "mark_spam", fails_at_the_last)
    with pytest.raises(RuntimeError):
        choose(moderator, comments)
    assert not Comment.objects.exclude(status=Status.PENDING).exists() and not Decision.objects.exists()


def test_one_that_a_colleague_decides_at_that_moment_is_left_and_the_others_are_not(moderator, second, monkeypatch):
    comments, real = [make_comment() for _ in range(3)], moderation.mark_spam

    def just_after_the_colleague(comment, by, **more):
        if comment == comments[1]:
            moderation.approve(Comment.objects.get(pk=comment.pk), second)
        return real(comment, by, **more)

    monkeypatch.setattr(moderation, "mark_spam", just_after_the_colleague)
    page = choose(moderator, comments, follow=True).content.decode()
    assert "2 comments decided." in page and "1 was left as it is." in page
    states = Comment.objects.order_by("pk").values_list("status", flat=True)
    assert list(states) == [Status.SPAM, Status.APPROVED, Status.SPAM]


def test_pages_hear_of_a_batch_once_it_is_committed(people, spam, django_capture_on_commit_callbacks, monkeypatch):
    approved = [make_comment(article=spam[0].article, status=Status.APPROVED) for _ in range(2)]
    told = []
    monkeypatch.setattr("pagecache.generations.carry_out", lambda rows: told.extend(row.name for row in rows))
    request = SimpleNamespace(user=people["moderator"])
    with django_capture_on_commit_callbacks(execute=True):
        bulk._carry_out(SimpleNamespace(message_user=lambda *_: None), request, approved, moderation.mark_spam)
        assert told == []
    assert told == [f"article:{spam[0].article_id}"] * 2


def test_what_was_approved_by_ticks_is_taken_back_together_and_off_the_page(moderator, clock, tmp_path, monkeypatch):
    real = moderation.approve

    def slowly(*args, **more):
        clock.shift(timedelta(seconds=1))
        return real(*args, **more)

    monkeypatch.setattr(moderation, "approve", slowly)
    said = "".join(wordpress_files.comment(number, f"Thank you {number} times.") for number in (1, 2))
    import_wordpress(wordpress_files.export(tmp_path, wordpress_files.post(7, inside=said)))
    ticks = re.findall(r'name="read" value="([^"]*)"', text_of(moderator, OLD_SITE))
    moderator.post(OLD_SITE, {"read": ticks})
    assert Comment.objects.filter(status=Status.APPROVED).count() == 2
    forgotten = []
    monkeypatch.setattr(trail, "forget", forgotten.append)
    form = form_on(text_of(moderator, LIST))
    assert "2 comments decided: approved. You can undo it for 8 seconds" in " ".join(form["html"].split())
    assert "2 comments wait again." in undo_all(moderator, form)
    assert Comment.objects.filter(status=Status.PENDING, decided_at=None).count() == 2
    assert forgotten == [f"article:{Comment.objects.first().article_id}"] * 2


def test_what_a_clinician_was_asked_about_is_not_called_spam_together(moderator, people):
    asked, other, urgent = make_comment(), make_comment(), make_comment(queue=Queue.URGENT)
    for comment in (asked, urgent):
        escalation.escalate(comment, people["moderator"], note="Is that dose right?")
    page = choose(moderator, [asked, other, urgent], follow=True).content.decode()
    assert "1 comment that a clinician was asked about was left out: open it by itself." in page
    assert "1 urgent message was left out" in page and "1 comment decided." in page
    assert Comment.objects.get(status=Status.SPAM) == other
    asked.refresh_from_db()
    assert asked.status == Status.PENDING and asked.escalated_at


def test_an_older_page_takes_back_its_own_step_and_no_later_one(moderator, spam, clock):
    form, later = form_on(text_of(moderator, LIST)), [make_comment(), make_comment()]
    clock.shift(timedelta(seconds=1))
    choose(moderator, later)
    moderator.post(form["action"], form["fields"])
    assert {one.status for one in Comment.objects.filter(pk__in=[one.pk for one in later])} == {Status.SPAM}
    assert {one.status for one in Comment.objects.filter(pk__in=[one.pk for one in spam])} == {Status.PENDING}


def test_one_that_was_chosen_alone_is_taken_back_by_itself(moderator):
    comment = make_comment()
    choose(moderator, [comment])
    form = form_on(text_of(moderator, LIST))
    assert form["action"] == f"{LIST}{comment.pk}/decide/" and "You can undo it for 10 seconds" in form["html"]


@pytest.mark.parametrize("moment", ["", "x", "2026-01-01T00:00:00+00:00", "\0", "9" * 5000])
def test_a_step_that_there_is_not_changes_nothing(moderator, spam, moment):
    assert moderator.post(UNDO, {"moment": moment}).status_code == 302
    assert Comment.objects.filter(status=Status.SPAM).count() == 3


@pytest.mark.parametrize("role", ["owner", "clinician", "editor"])
def test_only_moderators_take_decisions_back(request, moderator, spam, role):
    form = form_on(text_of(moderator, LIST))
    assert request.getfixturevalue(role).post(form["action"], form["fields"]).status_code == 403
    assert Comment.objects.filter(status=Status.SPAM).count() == 3


def test_a_colleague_is_offered_nothing_and_takes_nothing_back(moderator, second, spam):
    form, client = form_on(text_of(moderator, LIST)), signed_in(second)
    assert "moderation__undo" not in text_of(client, LIST)
    client.post(form["action"], form["fields"])
    assert Comment.objects.filter(status=Status.SPAM).count() == 3


def test_a_hundred_cost_the_page_no_more_than_two(moderator, clock, django_assert_max_num_queries):
    article = make_article()
    choose(moderator, [make_comment(article=article) for _ in range(2)])
    with django_assert_max_num_queries(15) as asked:
        assert "2 comments decided" in text_of(moderator, LIST)
        few = len(asked)
    clock.shift(timedelta(seconds=1))
    choose(moderator, [make_comment(article=article) for _ in range(bulk.MOST_SPAM)])
    with django_assert_max_num_queries(few):
        page = text_of(moderator, LIST)
    form = form_on(page)
    moderator.post(form["action"], form["fields"])
    assert Decision.objects.filter(to_status=Status.PENDING).count() == bulk.MOST_SPAM
