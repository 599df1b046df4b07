"""Passing a page on in a real browser: nothing leaves before it is pressed, and a section's link works by keyboard."""

import re

from playwright.sync_api import expect

ARTICLE = "/articles/what-is-ketamine-therapy/"


def test_nothing_asks_another_host_while_sharing_is_opened(browser, site):
    context = browser.new_context(base_url=site.address)
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(ARTICLE)
    assert not any("qr.svg" in url for url in asked)
    for summary in page.locator(".share summary").all():
        summary.click()
    expect(page.get_by_role("link", name="WhatsApp")).to_be_visible()
    code = page.get_by_alt_text("QR code that leads to this page")
    code.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('.share img').naturalWidth > 0")
    assert {url.split("/")[2] for url in asked} == {site.address.split("/")[2]}
    assert context.cookies() == [] and page.evaluate("localStorage.length + sessionStorage.length") == 0
    context.close()


def test_without_javascript_every_way_but_the_buttons_is_there(browser, site):
    context = browser.new_context(base_url=site.address, java_script_enabled=False)
    page = context.new_page()
    page.goto(ARTICLE)
    expect(page.get_by_role("link", name="Send by e-mail")).to_be_visible()
    expect(page.get_by_text("The browser’s Print command")).to_be_visible()
    expect(page.get_by_role("button", name="Copy the link")).to_be_hidden()
    page.locator(".share summary").last.click()
    expect(page.get_by_role("link", name="Bluesky")).to_be_visible()
    context.close()


def test_the_link_is_copied_and_said(browser, site):
    context = browser.new_context(base_url=site.address, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(ARTICLE)
    page.get_by_role("button", name="Copy the link").click()
    expect(page.locator("[data-share-status]")).to_have_text("Link copied")
    assert page.evaluate("navigator.clipboard.readText()") == site.address + ARTICLE
    context.close()


def test_a_sections_link_leads_there_by_keyboard_and_is_copied(browser, site):
    context = browser.new_context(base_url=site.address, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(ARTICLE)
    link = page.get_by_role("link", name=re.compile("^Link to the section")).nth(1)
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-share-status]")).to_have_text("Link copied")
    target = link.get_attribute("href")
    assert page.url.endswith(target)
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    context.close()
