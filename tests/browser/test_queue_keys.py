"""The moderators' queue by keyboard alone at 320 pixels, and the quiet line while a reader types."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_in

ARTICLE = "/articles/what-is-ketamine-therapy/"
QUEUE = "/admin/comments/comment/queue/"
ONE_COMMENT = re.compile(r"/admin/comments/comment/\d+/change/")


def press(page, key: str) -> None:
    """Presses a key that leads to another page, from outside every field."""
    page.evaluate("document.activeElement.blur()")
    with page.expect_navigation():
        page.keyboard.press(key)


def focused(page) -> str:
    return page.evaluate("document.activeElement.id")


def test_every_key_does_what_its_button_does(browser, page, site, sign_in_as):
    reader = browser.new_context(base_url=site.address).new_page()
    reader.goto(ARTICLE)
    reader.fill("#reply-name", "Key bird")
    reader.fill("#reply-text", "Thanks for the night page. Call me on 212 555 0163 if you like.")
    reader.get_by_role("button", name="Send for review by our team").click()
    reader.get_by_role("button", name="Send it as it is").click()
    assert reader.get_by_role("heading", level=1).inner_text() == "Your comment is saved"

    page.set_viewport_size({"width": 320, "height": 640})
    sign_in_as("moderator")
    page.goto(f"{QUEUE}?queue=normal")
    first = page.url
    assert ONE_COMMENT.search(first)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    press(page, "j")
    assert ONE_COMMENT.search(page.url) and page.url != first
    press(page, "k")
    assert page.url == first

    page.keyboard.press("?")
    assert page.locator("#keys").get_attribute("open") is not None
    page.keyboard.press("d")
    assert page.locator("#reject select:focus").count() == 1
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("e")
    assert focused(page) == "escalate-note"
    page.keyboard.type("ask")  # in a field the keys are letters
    assert page.input_value("#escalate-note") == "ask" and page.url == first

    page.goto(f"{QUEUE}?queue=privacy")
    mine = page.url
    press(page, "r")
    assert "Call me on [removed: phone number] if you like." in page.locator("main, #content").first.inner_text()
    for key in ("a", "s"):
        page.goto(mine)
        press(page, key)
        assert page.url != mine
        undo = page.locator("[data-undo] button")
        if undo.count():  # gone ten seconds after the decision, however slow this machine is
            press(page, "u")
            assert ONE_COMMENT.search(page.url).group() == ONE_COMMENT.search(mine).group()
        else:
            page.goto(mine)
            page.get_by_role("button", name=re.compile("Take the decision back")).click()


def test_without_a_script_on_a_phone_each_row_of_the_list_keeps_its_own_box(browser, site):
    context = browser.new_context(
        base_url=site.address, java_script_enabled=False, viewport={"width": 320, "height": 640}
    )
    page = context.new_page()
    sign_in(page, site, "moderator")
    page.goto("/admin/comments/comment/")
    rows = page.locator("#result_list tbody tr")
    assert rows.count() > 1
    for place in range(rows.count()):
        row, box = rows.nth(place).bounding_box(), rows.nth(place).locator("input[type=checkbox]").bounding_box()
        assert row["y"] <= box["y"] and box["y"] + box["height"] <= row["y"] + row["height"]
    context.close()


def test_a_reader_is_told_quietly_what_comments_are_better_without(browser, site):
    context = browser.new_context(base_url=site.address)
    page = context.new_page()
    page.goto(ARTICLE)
    asked = []
    page.on("request", lambda request: asked.append((request.resource_type, request.method, request.url)))
    hint = page.locator(".typing-hint")
    assert hint.get_attribute("aria-live") == "polite"
    for words, told in (
        ("Ring me on 07700 900123", "That looks like a phone number."),
        ("In 2021 I took 0.5 mg/kg, 6 times in 3 weeks; in March 2022 I may 2 or 3 more.", ""),
        ("Write to me@example.org", "That looks like an e-mail address."),
        ("We met on 3 March", "That looks like a date."),
        ("Thanks for 1,200 words on 12 pages, and for 988 and 116 123", ""),
        ("It was May 14th", "That looks like a date."),
    ):
        page.fill("#reply-text", words)
        page.wait_for_function("told => document.querySelector('.typing-hint').textContent.startsWith(told)", arg=told)
        if not told:
            page.wait_for_function("() => document.querySelector('.typing-hint').textContent === ''")
    assert not [one for one in asked if one[0] not in ("image", "other") or one[1] != "GET"]  # pictures come late


@pytest.mark.parametrize("script", [True, False])
def test_what_was_called_spam_together_comes_back_by_one_key_or_its_button(browser, site, script):
    context = browser.new_context(base_url=site.address, java_script_enabled=script)
    page = context.new_page()
    sign_in(page, site, "moderator")
    page.goto("/admin/comments/comment/?queue=normal")
    boxes = page.locator("#result_list tbody input[type=checkbox]")
    before = boxes.count()
    assert before > 1
    for place in (0, 1):
        boxes.nth(place).check()
    page.locator("select[name=action]").select_option("mark_selected_as_spam")
    page.locator("button[name=index]").click()
    expect(page.get_by_text("2 comments decided: spam.")).to_be_visible()
    expect(boxes).to_have_count(before - 2)
    if script:
        page.keyboard.press("u")
    else:
        page.get_by_role("button", name="Undo all").click()
    expect(page.get_by_text("2 comments wait again.")).to_be_visible()
    expect(boxes).to_have_count(before)
    context.close()
