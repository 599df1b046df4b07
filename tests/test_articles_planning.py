"""What happens by itself: exactly once, never early, and trouble is shown instead of repeated for ever."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.utils import timezone

from articles import planning, publishing
from articles.models import Article
from articles.steps import MACHINE, WrongState
from clinic.models import Record
from jobs.work import MOST_TRIES
from search.models import Entry
from tests.factories import make_article

pytest_plugins = ["tests.database_file"]
pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def planned(at, **changes) -> Article:
    article = make_article(publish=False, **changes)
    return publishing.schedule(article, article.draft, at, MACHINE)


def times(action) -> int:
    return Record.objects.filter(action=action, actor=None, note="as planned").count() if action else 0


def test_an_article_ends_at_its_moment_once_and_never_early(editor, reader):
    article, end = make_article(), timezone.now() + 2 * HOUR
    where = f"/admin/articles/article/{article.pk}/expiry/"
    local = timezone.localtime(end).strftime("%Y-%m-%dT%H:%M")
    editor.post(where, {"expire_at": local, "reason": "The offer has ended."})
    assert planning.do_due(timezone.now()) == 0
    assert reader.get(article.get_absolute_url()).status_code == 200
    with time_machine.travel(end + HOUR):
        assert planning.do_due(timezone.now()) == 1
        assert planning.do_due(timezone.now()) == 0
        answer = reader.get(article.get_absolute_url())
    assert answer.status_code == 410 and "The offer has ended." in answer.content.decode()
    assert Record.objects.filter(action="expire article").count() == 1
    assert not Entry.objects.exists(), "search still finds it"


def test_the_end_holds_even_while_the_worker_is_silent(reader):
    article, end = make_article(title="An offer"), timezone.now() + HOUR
    planning.plan_expiry(article, end, MACHINE, reason="It has ended.")
    assert "An offer" in reader.get("/articles/").content.decode()
    with time_machine.travel(end + timedelta(seconds=1)):
        answer = reader.get(article.get_absolute_url())
        assert answer.status_code == 410 and "It has ended." in answer.content.decode()
        assert not Article.objects.published().exists() and not Article.objects.get().is_public


def test_a_planned_end_can_be_given_up(editor):
    article = planning.plan_expiry(make_article(), timezone.now() + HOUR, MACHINE, reason="Over.")
    editor.post(f"/admin/articles/article/{article.pk}/expiry/", {"_cancel": "1"})
    assert planning.do_due(timezone.now() + 2 * HOUR) == 0
    assert Article.objects.published().exists()


@pytest.mark.parametrize("form", [{"_cancel": "1"}, {"expire_at": "2028-01-01T10:00", "reason": "Later."}])
def test_an_end_that_has_come_is_not_undone_by_another_plan(editor, reader, form):
    article, end = make_article(title="An offer"), timezone.now() + HOUR
    planning.plan_expiry(article, end, MACHINE, reason="It has ended.")
    with time_machine.travel(end + timedelta(seconds=1)):
        answer = editor.post(f"/admin/articles/article/{article.pk}/expiry/", form, follow=True)
        assert "Its end has come" in answer.content.decode()
        gone = reader.get(article.get_absolute_url())
        assert gone.status_code == 410 and "It has ended." in gone.content.decode()
        assert not Entry.objects.exists()
        article.refresh_from_db()
        publishing.publish(article, article.draft, MACHINE)
        assert Entry.objects.exists()


@pytest.mark.parametrize("hours", [-1, 0, 5 * 366 * 24])
def test_an_end_in_the_past_or_far_away_is_refused(hours):
    with pytest.raises(WrongState):
        planning.plan_expiry(make_article(), timezone.now() + hours * HOUR, MACHINE, reason="Over.")


def test_an_end_before_the_beginning_is_refused():
    article = planned(timezone.now() + 2 * HOUR)
    with pytest.raises(WrongState):
        planning.plan_expiry(article, timezone.now() + HOUR, MACHINE, reason="Over.")


def test_after_a_long_silence_both_steps_are_taken_once_in_their_order():
    article = planned(timezone.now() + HOUR)
    planning.plan_expiry(article, timezone.now() + 2 * HOUR, MACHINE, reason="Over.")
    with time_machine.travel(timezone.now() + 30 * 24 * HOUR):
        assert planning.do_due(timezone.now()) == 2
        assert planning.do_due(timezone.now()) == 0
    article.refresh_from_db()
    assert article.status == Article.Status.WITHDRAWN and times("publish article") == 1


def test_a_clock_that_jumps_back_publishes_nothing_early_or_twice():
    moment = timezone.now() + HOUR
    article = planned(moment)
    for now in (moment - HOUR, moment + HOUR, moment - HOUR, moment + 2 * HOUR):
        done = planning.do_due(now)
        article.refresh_from_db()
        assert bool(article.live_id) == (article.publish_at is None)
        assert not done or now >= moment
    assert times("publish article") == 1


def test_a_later_moment_takes_the_place_of_one_that_had_trouble(monkeypatch):
    moment = timezone.now() + HOUR
    article = planned(moment)
    monkeypatch.setattr(planning, "put_live", broken)
    planning.do_due(moment)
    monkeypatch.undo()
    article.refresh_from_db()
    publishing.schedule(article, article.draft, moment + 5 * HOUR, MACHINE)
    assert planning.do_due(moment + HOUR) == 0
    assert planning.do_due(moment + 5 * HOUR) == 1


def broken(*_args):
    raise KeyError("unexpected")


def test_an_article_that_fails_backs_off_is_parked_and_shown(monkeypatch, editor):
    moment = timezone.now() + HOUR
    article, tries = planned(moment), []
    monkeypatch.setattr(planning, "put_live", lambda *args: tries.append(1) or broken())
    planning.do_due(moment)
    planning.do_due(moment + timedelta(seconds=30))
    assert len(tries) == 1, "it was tried again at the next sweep"
    for hours in range(1, 30):
        planning.do_due(moment + hours * HOUR)
    article.refresh_from_db()
    assert len(tries) == MOST_TRIES and article.parked_at and article.publish_at
    page = editor.get(f"/admin/articles/article/{article.pk}/change/").content.decode()
    assert "failed five times (KeyError)" in page
    assert "plan failed" in editor.get("/admin/articles/article/").content.decode()
    monkeypatch.undo()
    publishing.publish(article, article.draft, MACHINE)
    assert "failed five times" not in editor.get(f"/admin/articles/article/{article.pk}/change/").content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.servers
def test_two_schedulers_take_each_step_exactly_once(database_file):
    now = timezone.now()
    articles = [planned(now + HOUR) for _ in range(12)]
    gate, done = threading.Barrier(2), []

    def sweep():
        gate.wait()
        done.append(planning.do_due(now + 2 * HOUR))
        connections.close_all()

    threads = [threading.Thread(target=sweep) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(done) == len(articles) == times("publish article")
    assert Article.objects.filter(live__isnull=False).count() == len(articles)


@pytest.mark.parametrize("role", ["owner", "clinician", "moderator"])
def test_only_editors_plan_an_end(role, people, request):
    article = make_article()
    where = f"/admin/articles/article/{article.pk}/expiry/"
    assert request.getfixturevalue(role).post(where, {"reason": "x"}).status_code == 403
    for verb in (
        lambda: planning.plan_expiry(article, timezone.now() + HOUR, people[role], reason="x"),
        lambda: planning.cancel_expiry(article, people[role]),
    ):
        with pytest.raises(PermissionDenied):
            verb()
