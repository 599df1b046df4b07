"""The questions page in Chromium: answers open when linked, with and without JavaScript; the rest is comfort."""

import re

import pytest
from playwright.sync_api import expect

SLUG = "can-i-get-addicted"


def question(page, text: str):
    return page.locator("summary", has_text=text)


@pytest.fixture
def faq(page):
    page.goto("/faq/")
    return page


@pytest.fixture
def plain_page(browser, site):
    """A page with JavaScript off."""
    context = browser.new_context(base_url=site.address, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_answers_are_closed_and_open_by_hand(faq):
    answer = faq.locator(f"#{SLUG}")
    expect(answer).to_be_hidden()
    question(faq, "Can I get addicted?").click()
    expect(answer).to_be_visible()


def test_a_linked_answer_is_open(page):
    page.goto(f"/faq/#{SLUG}")
    expect(page.locator(f"#{SLUG}")).to_be_in_viewport()


def test_without_javascript_a_linked_answer_is_open_and_no_filter_is_offered(plain_page):
    plain_page.goto(f"/faq/#{SLUG}")
    expect(plain_page.locator(f"#{SLUG}")).to_be_in_viewport()
    expect(plain_page.locator("#faq-filter")).to_be_hidden()


def test_a_mark_opens_its_source_and_the_source_leads_back(faq):
    question(faq, "Is it safe?").click()
    faq.locator("#is-it-safe .cite a").first.click()
    source = faq.locator("li:target")
    expect(source).to_be_in_viewport()
    source.get_by_role("link", name="Is it safe?").click()
    expect(faq.locator("#is-it-safe .cite a:target")).to_be_in_viewport()


def test_the_filter_shows_what_holds_all_words_and_says_how_many(faq):
    field, status = faq.get_by_label("Find a question"), faq.locator("#faq-status")
    field.fill("BLADDER heavy")
    expect(status).to_have_text(re.compile(r"^(\d+ answers hold|1 answer holds) these words\.$"))
    expect(question(faq, "Is it safe?")).to_be_visible()
    expect(question(faq, "How fast does it work?")).to_be_hidden()
    field.fill("zzz")
    expect(status).to_contain_text("No answer holds these words.")
    expect(faq.get_by_role("heading", name="Practical questions")).to_be_hidden()
    field.fill("")
    expect(question(faq, "How fast does it work?")).to_be_visible()


def test_the_link_to_an_answer_is_copied(page, site, context):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"/faq/#{SLUG}")
    page.locator(f"#{SLUG} [data-faq-link]").click()
    expect(page.locator(f"#{SLUG} [data-faq-link]")).to_have_text("Link copied")
    assert page.evaluate("navigator.clipboard.readText()") == f"{site.address}/faq/#{SLUG}"


def test_on_paper_every_answer_is_open_and_afterwards_closed_again(faq):
    faq.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(faq.locator("main details:not([open])")).to_have_count(0)
    faq.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(faq.locator("main details[open]")).to_have_count(0)
