"""What the crawl of the site cannot find: answers to something sent or searched for, and pages that are not there."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.accessible import found_by_axe

ARTICLE = "/articles/what-is-ketamine-therapy/"
SEND = "Send for review by our team"


@pytest.fixture
def visitor(browser, site):
    """A narrow phone."""
    context = browser.new_context(
        base_url=site.address, viewport={"width": 320, "height": 800}, reduced_motion="reduce"
    )
    yield context.new_page()
    assert context.cookies() == []
    context.close()


def is_fit(page) -> None:
    """Accessible in both looks, nothing to scroll sideways."""
    assert found_by_axe(page) == {}
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize(
    ("path", "status"),
    [
        *(("/old/how-ketamine-works.html", 404), ("/nowhere/", 404), ("/l/zzzzzzzz/", 404)),
        *((f"/search/?q={words}", 200) for words in ("bladder", "blader", "xyzzyx", "suicide")),
    ],
)
def test_a_page_that_only_an_address_leads_to(visitor, path, status):
    assert visitor.goto(path).status == status
    is_fit(visitor)


def test_what_a_leaflets_code_leads_to(visitor):
    visitor.goto(ARTICLE)
    address = visitor.locator(".leaflet__code").get_attribute("aria-label").removeprefix("QR code: ")
    assert visitor.goto(address).status == 200
    expect(visitor.locator("main")).to_contain_text("What ketamine therapy is")
    is_fit(visitor)


def test_every_answer_to_a_comment(visitor):
    visitor.goto(ARTICLE)
    visitor.get_by_role("button", name=SEND).click()
    errors = visitor.locator(".error-summary, [role=alert]").first
    expect(errors).to_be_visible()
    is_fit(visitor)
    visitor.fill("#reply-name", "Robin")
    visitor.fill("#reply-text", "Thanks. My number is 212 555 0187, if that helps.")
    visitor.get_by_role("button", name=SEND).click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Check before you send")
    is_fit(visitor)
    visitor.get_by_role("button", name="Send it like this").click()
    is_fit(visitor)
    visitor.goto(visitor.locator("a", has_text=re.compile(r"/comments/[0-9a-f]{40}/")).get_attribute("href"))
    is_fit(visitor)
    visitor.get_by_role("button", name="Erase my words now").click()
    is_fit(visitor)


def test_an_error_in_the_form_for_corrections(visitor):
    visitor.goto(f"{ARTICLE}feedback/")
    visitor.locator("main form").last.get_by_role("button").last.click()
    expect(visitor.locator(".error-summary, [role=alert]").first).to_be_visible()
    is_fit(visitor)
