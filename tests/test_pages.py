"""The pages about the site and the clinic, and urgent help: they answer whatever else is down."""

import re

import pytest

from clinic import profile
from clinic.models import ClinicProfile
from clinic.retention import BY_KEY
from pagecache.shared import pages as cache
from pagecache.shared import shared

pytestmark = pytest.mark.servers

PAGES = {
    "/help-now/": "Help now",
    "/our-service/": "Our service",
    "/contact/": "Contact",
    "/about/": "About us",
    "/about/editorial-policy/": "Editorial policy",
    "/about/privacy/": "Privacy",
    "/about/accessibility/": "Accessibility",
    "/about/comment-rules/": "Comment rules",
}
every_page = pytest.mark.parametrize("address", PAGES)


@pytest.fixture
def everything_else_down(monkeypatch):
    """No database is allowed (this test has no `db`), and the shared cache fails."""

    def fail(*args, **kwargs):
        raise ConnectionError("down")

    for name in ("get_many", "get", "set", "add", "delete", "delete_many"):
        monkeypatch.setattr(cache, name, fail, raising=False)
    yield
    shared.reset()


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def main_of(page: str) -> str:
    """Without header and footer, which show the clinic on every page."""
    return page[page.index("<main") : page.index("</main>")]


def save_profile(**changes) -> None:
    row = ClinicProfile(**changes)
    profile.write_profile(row)


@every_page
def test_a_page_answers_without_database_and_cache(client, address, everything_else_down):
    response = client.get(address)
    assert response.status_code == 200
    assert f"<h1>{PAGES[address]}</h1>" in response.content.decode()


@every_page
def test_a_page_shows_the_help_numbers(client, address):
    page = client.get(address).content.decode()
    assert 'href="tel:988"' in page
    assert 'href="tel:911"' in page


@every_page
def test_a_page_sets_no_cookie_and_no_inline_script_or_style(client, address):
    response = client.get(address)
    page = response.content.decode()
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    assert re.findall(r"<script(?![^>]*( src=|application/ld\+json))| style=|<style| on\w+=", page) == []


@every_page
def test_a_page_has_a_title_a_description_and_ids_that_stand_once(client, address):
    page = client.get(address).content.decode()
    assert re.search(r"<title>[^<|]{4,} \| Example Clinic</title>", page)
    assert re.search(r'<meta name="description" content="[^"]{20,}">', page)
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


@every_page
def test_a_post_to_a_page_is_refused(client, address):
    assert client.post(address, {"x": "y"}).status_code == 405


def test_help_now_has_two_doors_and_the_numbers_of_other_countries(client):
    page = client.get("/help-now/").content.decode()
    assert 'href="#suicide"' in page
    assert 'href="#unwell"' in page
    for number in ("988", "116123", "131114", "112", "999", "000"):
        assert f'href="tel:{number}"' in page
    assert "not yet reviewed by the clinic" in page


def test_help_now_shows_the_own_country_first_and_not_again(client):
    save_profile(country="UK")
    page = client.get("/help-now/").content.decode()
    assert page.index('href="tel:999"') < page.index('href="tel:988"')
    assert "United Kingdom" not in page
    assert "United States" in page


def test_an_example_clinic_says_that_its_own_numbers_are_not_real(client):
    for address in ("/help-now/", "/contact/", "/our-service/", "/about/"):
        page = client.get(address).content.decode()
        assert "not a real clinic" in text_of(main_of(page))


def test_a_blank_fact_about_the_service_is_not_shown(client):
    save_profile(price="", who_we_treat="Adults only.")
    page = text_of(client.get("/our-service/").content.decode())
    assert "Adults only." in page
    assert "Who we treat" in page
    assert "Price" not in page


def test_the_privacy_page_names_the_times_that_the_sweeps_use(client):
    page = client.get("/about/privacy/").content.decode()
    row = re.search(r"An e-mail address given with a comment that nobody confirms</th>\s*<td>([^<]+)</td>", page)
    assert row[1] == f"{BY_KEY['email'].most} days"


def test_the_rules_name_every_reason_for_not_publishing(client):
    page = text_of(client.get("/about/comment-rules/").content.decode())
    assert "It advertises something." in page
    assert "A bad opinion of us or of a treatment is not a reason." in page


def test_contact_shows_what_the_profile_holds(client):
    save_profile(phone="(202) 555-0111", email="desk@example.org", address="1 Road\nTown")
    page = main_of(client.get("/contact/").content.decode())
    assert '<a href="tel:2025550111">(202) 555-0111</a>' in page
    assert '<a href="mailto:desk@example.org">' in page
    assert "1 Road<br>Town" in page
