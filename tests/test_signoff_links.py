"""The monthly mail and its link: used up by answering and not by opening, for 35 days, for those without an account."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from articles import asking, signoff
from articles.models import Signature, SignoffLink, SignoffRequest
from articles.signing import Signer
from clinic.models import Clinician
from jobs.models import OutboxMail
from tests.factories import make_article, make_clinician
from tests.signoff_factories import ask, save

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinician() -> Clinician:
    return make_clinician()


def mail_now(days: int = 0) -> int:
    return asking.mail_due(timezone.now() + timedelta(days=days))


def newest_link() -> str:
    return next(word for word in OutboxMail.objects.latest("pk").body.split() if "/accounts/sign-off/" in word)


@pytest.fixture
def link(clinician) -> str:
    for title in ("First page", "Second page"):
        ask(make_article(title=title), clinician)
    assert mail_now() == 1
    return newest_link()


def step(link: str, place: int = 0) -> str:
    return f"{link}{SignoffRequest.objects.filter(state='open').order_by('pk')[place].pk}/"


SIGN = {"agree": "on", "_sign": "1"}


def test_one_mail_says_how_much_it_is_and_carries_one_link(link, clinician):
    mail = OutboxMail.objects.get()
    assert "2 pages, about 2 minutes" in mail.subject and mail.to == clinician.email
    assert mail.body.count("http") == 1


def test_there_is_at_most_one_mail_in_thirty_days(clinician):
    ask(make_article(), clinician)
    assert mail_now() == 1
    ask(make_article(), clinician)
    assert [mail_now(), mail_now(days=29)] == [0, 0]
    assert mail_now(days=30) == 1
    assert mail_now(days=30) == 0


def test_nothing_is_mailed_when_nothing_waits_or_nobody_may_sign(clinician):
    assert mail_now() == 0
    ask(make_article(), clinician)
    Clinician.objects.update(is_active=False)
    assert mail_now() == 0


def test_a_second_scheduler_with_an_old_row_sends_nothing(clinician):
    ask(make_article(), clinician)
    old = Clinician.objects.get()
    assert asking.mail_one(clinician, timezone.now())
    assert not asking.mail_one(old, timezone.now())
    assert OutboxMail.objects.count() == 1


def test_a_clinician_with_an_account_is_led_to_the_desk_without_a_token(people):
    ask(make_article(), make_clinician(user=people["clinician"]))
    mail_now()
    assert "/admin/sign-off/" in OutboxMail.objects.get().body
    assert not SignoffLink.objects.exists()


def test_opening_changes_nothing_and_signing_each_page_uses_the_link_up(link, reader):
    for _again in range(2):
        assert "2 pages" in reader.get(link).content.decode()
        assert "First page" in reader.get(step(link)).content.decode()
    assert SignoffLink.objects.get().used_at is None
    answer = reader.post(step(link), SIGN)
    assert answer.headers["Location"] == step(link).replace("http://testserver", "")
    assert SignoffLink.objects.get().used_at is None
    last = step(link)
    assert reader.post(last, SIGN).status_code == 302
    assert SignoffLink.objects.get().used_at is not None
    assert Signature.objects.count() == 2
    assert "Nothing is left to do" in reader.get(link).content.decode()
    assert reader.post(last, SIGN).status_code in (403, 422)


def test_the_word_of_the_link_is_not_stored(link):
    word = link.rstrip("/").rpartition("/")[2]
    assert len(word) == 43 and word not in str(SignoffLink.objects.values().get())


def test_it_works_for_35_days_and_then_offers_a_fresh_one(link, reader, clinician):
    address = step(link)
    with time_machine.travel(timezone.now() + timedelta(days=34, hours=23)):
        assert reader.get(link).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=35, hours=1)):
        assert "too old" in reader.get(link).content.decode()
        assert reader.post(address, SIGN).status_code == 302
        assert not Signature.objects.exists()
        assert "on its way" in reader.post(link).content.decode()
        reader.post(link)
        assert OutboxMail.objects.filter(to=clinician.email).count() == 2  # the first, and one fresh one a day
        assert reader.post(f"{newest_link()}{address.split('/')[-2]}/", SIGN).status_code == 302
        assert Signature.objects.count() == 1


def test_an_old_link_with_nothing_waiting_says_so(link, reader):
    SignoffRequest.objects.update(state="superseded", answered_at=timezone.now())
    with time_machine.travel(timezone.now() + timedelta(days=36)):
        assert "Nothing waits for you" in reader.post(link).content.decode()


@pytest.mark.parametrize("change", [{"is_active": False}, {"verified_at": None}, {"email": "new@example.org"}])
def test_a_link_of_somebody_who_may_not_sign_any_more_is_dead(link, reader, change):
    address = step(link)
    Clinician.objects.update(**change)
    assert reader.get(link).status_code == 404
    assert reader.post(address, SIGN).status_code == 302
    assert not Signature.objects.exists()


def test_somebody_with_an_account_by_now_has_to_sign_in(link, reader, people):
    Clinician.objects.update(user=people["clinician"])
    assert reader.get(link).status_code == 404
    found = SignoffLink.objects.get()
    with pytest.raises(signoff.PermissionDenied):
        signoff.sign(SignoffRequest.objects.first(), Signer(Clinician.objects.get(), link=found))


def test_a_link_opens_no_other_pages(link, reader, clinician):
    later = ask(make_article(), clinician)
    foreign = ask(make_article(), make_clinician())
    for asked in (later, foreign):
        assert reader.get(f"{link}{asked.pk}/").status_code == 404
        assert reader.post(f"{link}{asked.pk}/", SIGN).status_code == 404
    assert reader.get(f"{link}99999999999999999999999/").status_code == 404


def test_a_link_leads_on_to_the_version_that_replaced_the_one_it_was_sent_about(link, reader, clinician):
    article = SignoffRequest.objects.order_by("pk")[0].article
    asked = ask(article, clinician, save(article, title="First page, better"))
    assert "First page, better" in reader.get(f"{link}{asked.pk}/").content.decode()


def test_a_wrong_word_answers_404_and_a_foreign_form_is_refused(link):
    strict = Client(enforce_csrf_checks=True)
    assert strict.get("/accounts/sign-off/nothing/").status_code == 404
    assert strict.post(step(link), SIGN).status_code == 403
    assert not Signature.objects.exists()


def test_the_pages_behind_a_link_are_kept_by_nobody(link, reader):
    for address in (link, step(link)):
        answer = reader.get(address)
        assert "no-store" in answer["Cache-Control"] and "noindex" in answer["X-Robots-Tag"]


def test_very_old_links_are_deleted(link):
    assert asking.delete_old_links(timezone.now() + timedelta(days=399)) == 0
    assert asking.delete_old_links(timezone.now() + timedelta(days=401)) > 0
