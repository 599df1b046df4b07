"""Opening the site: refused until nothing is missing, and each missing thing says where it is mended."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Signature
from clinic.models import ClinicProfile, Record
from clinic.profile import get_profile, save_profile
from comments.models import Comment
from jobs.models import Heartbeat, OutboxMail
from portal import opening
from portal.backup import schedule
from portal.models import Opening
from portal.policies import steps
from portal.policies.models import Policy, PolicyVersion
from portal.todo import tasks_for
from tests.comment_factories import make_comment, make_reply
from tests.factories import make_article, make_clinician

pytestmark = pytest.mark.django_db
PAGE = "/admin/opening/"
ALL = {"contact", "service", "lines", "crisis", "mail", "backup", "signature", "answers", "second_factor"}


def names() -> set[str]:
    return {one.name for one in opening.missing()}


def change_profile(by=None, **changes):
    row = ClinicProfile.the_one()
    for name, value in changes.items():
        setattr(row, name, value)
    save_profile(row, by)


@pytest.fixture
def ready(people, owner, settings):
    """A clinic in preparation that has done everything."""
    settings.STAFF_SECOND_FACTOR = "required"
    facts = {name: f"Our own words about {name}." for name in opening.FACTS}
    contact = {"name": "Harbor Clinic", "phone": "(202) 555-0111", "email": "us@harbor.example", "address": "1 Quay"}
    change_profile(site_state="setup", after_hours_phone="(202) 555-0112", **facts, **contact)
    article = make_article(slug="risks")
    Signature.objects.create(
        article=article, revision=article.live, digest=article.live.digest, clinician=make_clinician(),
        name="Dr. Example", credential="psychiatrist", signed_on=timezone.localdate(),
    )  # fmt: skip
    row = Opening.the_one()
    row.safety_articles.add(article)
    written = {
        "crisis_lead": "Dana",
        "may_advertise": "No.",
        "may_publish_results": "Yes.",
    }
    Opening.objects.update(answered_by="Our lawyer", answered_on=timezone.localdate(), answered_for="US", **written)
    procedure = {"text": "<p>Ring.</p>", "note": "", "in_force_on": timezone.localdate(), "seen": ""}
    steps.put_in_force(steps.save_draft(Policy.CRISIS, "en-us", people["owner"], **procedure), people["owner"])
    Opening.objects.update(mail_proven=opening.mail_digest(), mail_proven_at=timezone.now())
    opening.note_called(people["owner"])
    Heartbeat.objects.create(name=schedule.CHECKED, at=timezone.now())
    return article


def test_a_site_where_everything_is_done_opens_and_closes(ready, people, reader):
    assert names() == set()
    opening.change_state(people["owner"], "open")
    assert get_profile().site_state == "open"
    assert b"noindex" not in reader.get("/").content
    assert Record.objects.filter(action="site state open", actor=people["owner"]).exists()
    opening.change_state(people["owner"], "setup")
    assert get_profile().noindex


def test_the_example_misses_everything_and_each_thing_leads_to_where_it_is_mended(owner):
    assert names() == ALL
    page = owner.get(PAGE).content.decode()
    for one in opening.missing():
        assert f'data-missing="{one.name}"><a href="{one.address}"' in page
        assert owner.get(one.address.partition("#")[0], follow=True).status_code == 200
    assert "Open the site" not in page


@pytest.mark.parametrize(
    ("spoil", "name"),
    [
        (lambda article: change_profile(email="hello@example.org"), "contact"),
        (lambda article: change_profile(price=""), "service"),
        (lambda article: change_profile(complaints="Example text. Write."), "service"),
        (lambda article: change_profile(help_lines="Other line | 555 0100"), "lines"),
        (lambda article: Opening.objects.update(lines_called_on=timezone.localdate() - timedelta(days=183)), "lines"),
        (lambda article: Opening.objects.update(crisis_lead=" "), "crisis"),
        (lambda article: PolicyVersion._base_manager.get_queryset()._raw_delete("default"), "crisis"),
        (lambda article: Opening.objects.update(mail_proven="another server"), "mail"),
        (lambda article: Heartbeat.objects.update(at=timezone.now() - timedelta(days=9)), "backup"),
        (lambda article: Signature.objects.update(digest="v1:another text"), "signature"),
        (lambda article: Opening.the_one().safety_articles.clear(), "signature"),
        (lambda article: Opening.objects.update(answered_for="UK"), "answers"),
        (lambda article: make_comment(article=article, is_example=True), "examples"),
    ],
)
def test_one_thing_less_and_it_stays_closed(ready, people, spoil, name):
    spoil(ready)
    assert names() == {name}
    with pytest.raises(opening.NotYet, match="Not yet"):
        opening.change_state(people["owner"], "open")
    assert get_profile().site_state == "setup"


def test_an_example_does_not_open_without_being_set_up(ready, people):
    change_profile(site_state="demo")
    with pytest.raises(opening.NotYet):
        opening.change_state(people["owner"], "open")


def test_the_page_takes_the_first_step_and_refuses_the_second(owner, django_capture_on_commit_callbacks):
    assert owner.post(PAGE, {"state": "setup"}).status_code == 302
    answer = owner.post(PAGE, {"state": "open"})
    assert answer.status_code == 422
    assert b"Not yet" in answer.content
    assert get_profile().site_state == "setup"
    assert owner.post(PAGE, {"state": "nonsense"}).status_code == 422
    assert owner.post(PAGE, {}).status_code == 422


@pytest.mark.parametrize("name", ["moderator", "editor", "clinician"])
def test_nobody_but_an_owner_sees_or_does_it(name, request):
    client = request.getfixturevalue(name)
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"state": "setup"}).status_code == 403


def test_a_stranger_is_sent_to_sign_in(reader):
    assert reader.get(PAGE).status_code == 302


def test_help_lines_are_written_down_only_by_somebody_who_says_she_called_each(owner):
    assert owner.post(PAGE, {"called": "1"}).status_code == 422
    assert Opening.the_one().lines_called_on is None
    owner.post(PAGE, {"called": "1", "each": "1"})
    assert Opening.the_one().lines_called_on == timezone.localdate()
    assert "lines" not in names()


def test_mail_is_proven_by_the_code_that_arrived_and_a_wrong_one_uses_it_up(owner, people):
    owner.post(PAGE, {"test_mail": "1"})
    mail = OutboxMail.objects.get(to=people["owner"].email)
    code = re.search(r"\d{6}", mail.body)[0]
    assert code not in str(Opening.objects.values().get())
    assert owner.post(PAGE, {"code": "000000" if code != "000000" else "1"}).status_code == 422
    assert owner.post(PAGE, {"code": code}).status_code == 422
    owner.post(PAGE, {"test_mail": "1"})
    code = re.search(r"\d{6}", OutboxMail.objects.order_by("pk").last().body)[0]
    assert owner.post(PAGE, {"code": f" {code} "}).status_code == 302
    assert "mail" not in names()


def test_mail_that_goes_into_files_proves_nothing(ready, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    assert names() == {"mail"}


def test_what_is_written_down_is_kept_with_its_country(owner):
    article = make_article()
    facts = {
        "facts": "1", "crisis_lead": "Dana", "may_advertise": "No.",
        "may_publish_results": "No.", "answered_by": "Our lawyer", "answered_on": "2026-11-20",
    }  # fmt: skip
    assert owner.post(PAGE, facts | {"safety_articles": [article.pk]}).status_code == 302
    row = Opening.the_one()
    assert (row.crisis_lead, row.answered_for, list(row.safety_articles.all())) == ("Dana", "US", [article])
    wrong = owner.post(PAGE, facts | {"answered_on": "soon", "crisis_lead": "Somebody else"})
    assert wrong.status_code == 422
    assert b"Somebody else" in wrong.content


def test_example_comments_go_with_all_answers_to_them_and_no_other(owner):
    root = make_comment(is_example=True)
    make_reply(root, is_staff_reply=True)
    kept = make_comment(article=root.article)
    owner.post(PAGE, {"remove_examples": "1"})
    assert list(Comment.objects.all()) == [kept]


def test_the_desk_says_what_is_missing_and_later_asks_for_new_calls(ready, people, settings):
    settings.STAFF_SECOND_FACTOR = "offered"

    def titles():
        return {task.name: task.title for task in tasks_for(people["owner"])}

    assert titles()["opening"] == "1 thing is missing before the site can open"
    change_profile(site_state="open")
    assert "help_lines" not in titles()
    Opening.objects.update(lines_called_on=timezone.localdate() - timedelta(days=183))
    assert titles()["help_lines"] == "Call the help lines again"


def test_signing_the_page_is_what_counts_not_choosing_it(ready, people):
    article = make_article(slug="other")
    Opening.the_one().safety_articles.add(article)
    assert names() == {"signature"}


def test_the_starter_articles_become_drafts_or_leave_with_the_example_comments(owner, editor):
    article = make_article(slug="what-is-ketamine-therapy")
    make_comment(article=article, is_example=True)
    assert "1 of them is as it came" in owner.get(PAGE).content.decode()
    assert owner.post(PAGE, {"starter": "burn"}).status_code == 422
    assert editor.post(PAGE, {"starter": "remove"}).status_code == 403
    owner.post(PAGE, {"starter": "drafts"})
    article.refresh_from_db()
    assert article.status == "draft"
    owner.post(PAGE, {"starter": "remove"})
    assert not Comment.objects.exists() and not type(article).objects.exists()
    assert "as it came" not in owner.get(PAGE).content.decode()


def test_an_open_site_loses_no_articles_by_a_button(owner):
    make_article(slug="what-is-ketamine-therapy")
    change_profile(site_state="open")
    refused = owner.post(PAGE, {"starter": "remove"})
    assert refused.status_code == 422 and "one by one" in refused.content.decode()
    assert "as it came" not in refused.content.decode()
