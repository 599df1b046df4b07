"""The page “Opening the site” leads on: whatever is missing says the next step, for somebody who knows no server."""

from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from articles import publishing, signoff
from clinic.models import Clinician, ClinicProfile
from clinic.profile import save_profile
from portal import opening
from portal.models import Opening
from tests.factories import make_article, make_clinician
from tests.signoff_factories import ask, save, signer_for

pytestmark = pytest.mark.django_db
PAGE = "/admin/opening/"


def page(client) -> str:
    return unescape(client.get(PAGE).content.decode())


def signature() -> opening.Missing:
    return next(one for one in opening.missing() if one.name == "signature")


def test_mail_that_goes_into_files_shows_the_line_to_write_and_no_button_that_leads_nowhere(owner, settings):
    assert "Send a test mail" in page(owner) and "EMAIL_URL=" not in page(owner)
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    assert "EMAIL_URL=smtp+tls://" in page(owner) and "Send a test mail" not in page(owner)


@pytest.mark.parametrize(
    ("country", "zone", "line"),
    [
        ("UK", "America/New_York", "TIME_ZONE=Europe/London</pre>"),
        ("AU", "Europe/London", "TIME_ZONE=Australia/…</pre>"),
        ("UK", "Europe/London", ""),
        ("US", "America/Denver", ""),
    ],
)
def test_a_clock_of_another_country_is_said_with_the_line_to_write(owner, settings, country, zone, line):
    row = ClinicProfile.the_one()
    row.country, settings.TIME_ZONE = country, zone
    save_profile(row, None)
    assert (f"({zone})" in page(owner)) == ("TIME_ZONE=" in page(owner)) == bool(line)
    assert line in page(owner)


def test_a_second_step_that_is_not_required_shows_the_line_to_write(owner, settings):
    settings.STAFF_SECOND_FACTOR = "offered"
    assert "STAFF_SECOND_FACTOR=required</pre>" in page(owner)
    settings.STAFF_SECOND_FACTOR = "required"
    assert opening.second_factor() is None


def test_without_a_public_page_the_choice_of_safety_pages_says_what_to_do_first(owner):
    assert "Nothing is public yet" in page(owner)
    make_article()
    assert "Nothing is public yet" not in page(owner)


def test_a_missing_signature_leads_to_the_register_then_to_sending_then_to_who_waits(people):
    article = make_article(slug="risks")
    Opening.the_one().safety_articles.add(article)
    assert signature().address == "/admin/clinic/clinician/"
    clinician = make_clinician()
    assert signature().address == f"/admin/articles/article/{article.pk}/send-for-review/"
    assert "Send “" in signature().detail
    signoff.send_for_review(article, article.live, by=people["editor"], clinician=clinician)
    assert signature().address == "/admin/sign-off/" and "A clinician has been asked" in signature().detail


def test_a_page_with_a_newer_draft_leads_to_sending_signing_and_publishing_that(people):
    article, signer = make_article(slug="risks"), signer_for(people["clinician"])
    Opening.the_one().safety_articles.add(article)
    save(article, summary="Other words.")
    assert "publish that once it is signed" in signature().detail
    asked = ask(article, signer.clinician)
    assert signature().address == "/admin/sign-off/"
    signoff.sign(asked, signer)
    assert signature().address == f"/admin/articles/article/{article.pk}/change/" and "Publish “" in signature().detail
    publishing.publish(article, article.draft, publishing.MACHINE)
    assert not [one for one in opening.missing() if one.name == "signature"]


@pytest.mark.parametrize(
    ("mailed", "said"),
    [
        (None, "within ten minutes"),
        (timedelta(days=40), "within ten minutes"),
        (timedelta(days=3), "next mail goes out"),
    ],
)
def test_sending_for_review_says_when_the_clinician_hears_of_it(editor, mailed, said):
    article, clinician = make_article(), make_clinician()
    Clinician.objects.filter(pk=clinician.pk).update(mailed_at=mailed and timezone.now() - mailed)
    sent = {"clinician": clinician.pk, "note": ""}
    answer = editor.post(f"/admin/articles/article/{article.pk}/send-for-review/", sent, follow=True)
    assert said in answer.content.decode()


def test_a_clinician_with_a_staff_account_finds_it_on_the_desk(editor, people):
    article, clinician = make_article(), make_clinician(user=people["clinician"])
    sent = {"clinician": clinician.pk, "note": ""}
    answer = editor.post(f"/admin/articles/article/{article.pk}/send-for-review/", sent, follow=True)
    assert "They find it on the desk" in answer.content.decode()


def test_answers_that_link_to_articles_nobody_can_read_are_listed(owner):
    owner.post(PAGE, {"state": "setup"})
    assert "→ <code>/articles/ketamine-benefits-and-risks/</code>" in page(owner)
    make_article(slug="ketamine-benefits-and-risks")
    assert "/articles/what-is-ketamine-therapy/" in page(owner)
    assert "/articles/ketamine-benefits-and-risks/" not in page(owner)
