"""Reporting a published comment: worry about its writer first, no account, screened like a comment."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from comments import network, posting, private
from comments.due import keep_no_longer, repeat_alerts
from comments.models import Comment, Feedback, Queue, Report, Status, Tier
from jobs.models import OutboxMail
from tests.comment_factories import FROM_OUR_PAGE, make_comment
from tests.factories import make_article

pytestmark = pytest.mark.django_db
DESPAIR = "I want to kill myself tonight"


@pytest.fixture
def comment(db):
    return make_comment(article=make_article(), status=Status.APPROVED, text="Some public words")


def report(client, comment, headers=FROM_OUR_PAGE, **fields):
    return client.post(reverse("comments:report", args=[comment.pk]), {"why": "unkind", "text": ""} | fields, **headers)


def test_every_comment_links_to_its_report_page_with_worry_first(reader, comment):
    link = reverse("comments:report", args=[comment.pk])
    assert f'href="{link}"' in reader.get(comment.article.get_absolute_url()).content.decode()
    page = reader.get(link).content.decode()
    assert "Some public words" in page
    assert page.index("I am worried about this person") < page.index("It shows who somebody is")


def test_an_ordinary_report_waits_for_the_team(reader, comment):
    answer = report(reader, comment, text="Rude")
    assert answer.status_code == 200 and "Thank you for telling us" in answer.content.decode()
    made = Report.objects.get()
    assert (made.why, made.text, made.queue, made.alerts) == ("unkind", "Rude", Queue.NORMAL, 0)
    comment.refresh_from_db()
    assert comment.status == Status.APPROVED


def test_worry_goes_straight_to_those_on_duty_without_a_word_of_it(reader, moderator, comment):
    page = report(reader, comment, why="worried", text="She sounds so tired of it all").content.decode()
    assert "Those on duty are told now." in page and "911" in page.split("<main")[1]
    made = Report.objects.get()
    assert (made.queue, made.alerts) == (Queue.URGENT, 1)
    mail = OutboxMail.objects.first()
    assert "tired" not in mail.body and f"/report/{made.pk}/acknowledge/" in mail.body


def test_words_of_despair_in_a_report_are_urgent_whatever_is_ticked(reader, moderator, comment):
    report(reader, comment, why="other", text="I want to kill myself")
    assert Report.objects.get().queue == Queue.URGENT
    assert OutboxMail.objects.exists()


def test_such_words_are_kept_as_an_urgent_message_and_the_report_leads_to_the_comment(reader, moderator, comment):
    words = "I want to kill myself tonight, ring me on (212) 555-0142"
    page = report(reader, comment, why="other", text=words).content.decode()
    assert "Your message is saved" in page and "Delete my message" in page
    message, made = Comment.objects.get(tier=Tier.HIGH), Report.objects.get()
    assert (message.queue, message.alerts, message.came_as_feedback) == (Queue.URGENT, 1, True)
    assert "555-0142" not in message.text and message.sealed
    assert (made.comment, made.text, made.queue, made.alerts) == (comment, "", Queue.URGENT, 0)
    assert (
        "words of high distress"
        in moderator.get(reverse("admin:comments_report_handle", args=[made.pk])).content.decode()
    )


@pytest.mark.parametrize("fields", [{"text": f"{DESPAIR} {'and on ' * 400}"}, {"why": ""}, {"why": "nonsense"}])
def test_distress_comes_before_length_and_reason(reader, moderator, comment, fields):
    answer = report(reader, comment, **({"text": DESPAIR} | fields))
    assert answer.status_code == 200 and "911" in answer.content.decode().split("<main")[1]
    assert Comment.objects.get(tier=Tier.HIGH).text.startswith(DESPAIR)
    assert OutboxMail.objects.filter(to="moderator@example.org").count() == 1


def test_distress_comes_before_the_limits(reader, comment):
    for number in range(11):
        report(reader, comment, text=f"Rude {number}")
    assert report(reader, comment, text=DESPAIR).status_code == 200
    assert Comment.objects.filter(tier=Tier.HIGH).count() == 1


def test_beyond_the_limit_of_urgent_messages_help_stands_first(reader, comment, monkeypatch):
    monkeypatch.setattr(network, "MOST_URGENT", 0)
    monkeypatch.setattr(network, "LIMITS", ((timedelta(minutes=10), 0),))
    monkeypatch.setattr(posting, "seconds_to_wait", lambda *_args: 60)
    answer = report(reader, comment, text=DESPAIR)
    main = answer.content.decode().split("<main")[1]
    assert answer.status_code == 429 and main.index("911") < main.index(DESPAIR)


@pytest.mark.parametrize("headers", [{}, FROM_OUR_PAGE])
def test_help_stands_first_where_words_of_distress_are_not_taken(reader, comment, headers):
    words = "Years ago I tried to kill myself. " + ("and on " * 400 if headers else "")
    answer = report(reader, comment, headers=headers, text=words)
    assert answer.status_code == (422 if headers else 403)
    assert "is in danger now, call" in answer.content.decode().split("<main")[1].split("<form")[0]


def test_the_alert_repeats_until_somebody_has_dealt_with_it(reader, moderator, comment):
    report(reader, comment, why="worried")
    soon = timezone.now() + timedelta(minutes=16)
    assert repeat_alerts(soon) == 1
    address = reverse("admin:comments_report_handle", args=[Report.objects.get().pk])
    assert "Some public words" in moderator.get(address).content.decode()
    assert Report.objects.get().handled_at is None
    moderator.post(address, {"note": "Wrote a public answer with the lines"})
    assert Report.objects.get().handled_by is not None
    assert repeat_alerts(soon + timedelta(hours=1)) == 0


@pytest.mark.parametrize("name", ["owner", "moderator", "clinician"])
def test_an_owner_too_stops_the_alerts_on_a_page_without_a_word_of_it(reader, people, request, comment, name):
    report(reader, comment, why="worried", text="She sounds so tired of it all")
    client, made = request.getfixturevalue(name), Report.objects.get()
    address = reverse("admin:comments_report_acknowledge", args=[made.pk])
    page = client.get(address).content.decode()
    assert not any(words in page for words in ("tired", "Some public words", comment.article.title))
    assert ("does not open the words" in page) == (name == "owner") == ("<li>Moderator</li>" in page)
    answer = client.post(address)
    assert answer.url == ("/admin/" if name == "owner" else reverse("admin:comments_report_handle", args=[made.pk]))
    made.refresh_from_db()
    assert (made.acknowledged_by, made.handled_at) == (people[name], None)
    assert repeat_alerts(timezone.now() + timedelta(hours=1)) == 0
    assert f"{people[name]} has been looking after it" in client.get(address).content.decode()


def test_an_owner_passes_an_alert_on_at_once(reader, owner, people, comment):
    report(reader, comment, why="worried")
    address = reverse("admin:comments_report_acknowledge", args=[Report.objects.get().pk])
    owner.post(address, {"again": "1"})
    assert OutboxMail.objects.filter(to=people["moderator"].email).count() == 2
    assert Report.objects.get().acknowledged_at is None
    owner.post(address)
    owner.post(address, {"again": "1"})
    assert OutboxMail.objects.filter(to=people["moderator"].email).count() == 2


def test_the_desk_says_that_reports_wait(reader, moderator, comment):
    report(reader, comment, why="worried")
    assert "Somebody is worried about a person." in moderator.get("/admin/").content.decode()
    assert "I am worried about this person" in moderator.get("/admin/comments/report/").content.decode()


@pytest.mark.parametrize(
    ("fields", "message"), [({"why": ""}, "Choose what it is about."), ({"text": "a" * 1001}, "Shorten it to 1,000")]
)
def test_a_mistake_keeps_the_words(reader, comment, fields, message):
    answer = report(reader, comment, **({"text": "My worry"} | fields))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert message in page and ("My worry" in page or "a" * 1001 in page)


def test_another_site_reports_nothing_and_the_words_are_kept(reader, comment):
    answer = report(reader, comment, headers={"HTTP_SEC_FETCH_SITE": "cross-site"}, text="My worry")
    assert answer.status_code == 403 and "My worry" in answer.content.decode()
    assert not Report.objects.exists()


def test_the_same_report_twice_is_one_and_a_flood_is_stopped_kindly(reader, comment):
    for _time in range(3):
        report(reader, comment, text="Rude")
    assert Report.objects.count() == 1
    for number in range(12):
        answer = report(reader, comment, text=f"Rude {number}")
    assert answer.status_code == 429 and "Rude 11" in answer.content.decode()
    assert Report.objects.count() == 10
    assert report(reader, comment, why="worried").status_code == 200


@pytest.mark.parametrize("state", [Status.PENDING, Status.REJECTED, Status.WITHDRAWN])
def test_what_is_not_public_cannot_be_reported(reader, state):
    assert report(reader, make_comment(status=state)).status_code == 404


def test_words_about_a_comment_that_went_meanwhile_come_back_with_help_first(reader, comment):
    private.withdraw(comment)
    answer = report(reader, comment, text=DESPAIR)
    main = answer.content.decode().split("<main")[1]
    assert answer.status_code == 404 and "This comment is not here any more" in main
    assert main.index("is in danger now, call") < main.index(DESPAIR)


@pytest.mark.parametrize("name", ["owner", "editor"])
def test_who_does_not_read_comments_deals_with_no_report(name, request, comment):
    made = Report.objects.create(comment=comment, why="unkind")
    client = request.getfixturevalue(name)
    assert client.post(reverse("admin:comments_report_handle", args=[made.pk])).status_code == 403
    made.refresh_from_db()
    assert made.handled_at is None


@pytest.mark.parametrize("model", ["report", "feedback"])
def test_the_plain_page_of_one_shows_nothing_of_the_machinery(moderator, comment, model):
    values = {"network_hash": "cafe" * 16, "findings": [{"rule": "spotted-rule"}]}
    made = (
        Report.objects.create(comment=comment, why="unkind", **values)
        if model == "report"
        else Feedback.objects.create(article=comment.article, section="Sources", text="Odd", **values)
    )
    page = moderator.get(f"/admin/comments/{model}/{made.pk}/change/").content.decode()
    assert "cafecafe" not in page and "spotted-rule" not in page
    assert model == "feedback" or "It attacks or insults somebody" in page


def test_it_is_deleted_ninety_days_after(comment):
    now = timezone.now()
    Report.objects.create(comment=comment, why="unkind", handled_at=now)
    keep_no_longer(now + timedelta(days=89))
    assert Report.objects.exists()
    keep_no_longer(now + timedelta(days=91))
    assert not Report.objects.exists()


def test_the_network_it_came_from_is_forgotten_after_a_week(reader, comment):
    report(reader, comment)
    assert Report.objects.get().network_hash
    keep_no_longer(timezone.now() + timedelta(days=9))
    assert Report.objects.get().network_hash == ""
