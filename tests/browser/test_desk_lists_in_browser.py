"""The desk's lists on screens of every width: nothing is cut off, and on a phone each row is a card with its labels."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import sign_in

LIST = "/admin/articles/article/"
CUT_OFF = """() => [...document.querySelectorAll(".results")].filter((box) => box.scrollWidth > box.clientWidth + 1)
  .map((box) => `${location.pathname}: ${box.scrollWidth} in ${box.clientWidth}`)"""


def test_no_list_of_the_desk_is_cut_off(desk):
    desk.goto(LIST)
    number = re.search(rf"{LIST}(\d+)/", desk.content()).group(1)
    pages = [LIST, f"{LIST}calendar/", f"{LIST}outside/", f"{LIST}{number}/history/"]
    pages += [f"/admin/articles/{kind}/" for kind in ("topic", "source", "image", "term", "author")]
    wrong = []
    for width in (360, 800, 1000, 1120, 1280):
        desk.set_viewport_size({"width": width, "height": 800})
        for path in pages if width in (360, 1280) else pages[:1]:
            desk.goto(path)
            wrong += [f"{width} {found}" for found in desk.evaluate(CUT_OFF)]
            if (wide := desk.evaluate("document.documentElement.scrollWidth")) > width:
                wrong.append(f"{width} {path}: the page is {wide} wide")
    assert not wrong


def test_on_a_phone_the_places_take_one_line_that_begins_where_one_is(desk):
    desk.set_viewport_size({"width": 360, "height": 740})
    desk.goto("/admin/articles/topic/")
    assert desk.locator("#header").bounding_box()["height"] < 160
    here = desk.locator(".desk-nav [aria-current]").bounding_box()
    assert here["x"] >= 0 and here["x"] + here["width"] <= 360


def test_what_an_article_offers_more_rarely_is_folded_on_a_phone_and_open_elsewhere(desk):
    desk.goto(LIST)
    desk.goto(re.search(rf"{LIST}\d+/", desk.content()).group(0) + "change/")
    later = desk.get_by_role("link", name="Publish later")
    expect(later).to_be_visible()
    desk.set_viewport_size({"width": 360, "height": 740})
    desk.reload()
    expect(later).to_be_hidden()
    desk.get_by_text("More for this article").click()
    expect(later).to_be_visible()


def test_on_a_phone_a_step_of_the_history_says_what_each_word_is(desk):
    desk.set_viewport_size({"width": 360, "height": 800})
    desk.goto(LIST)
    desk.goto(re.search(rf"{LIST}\d+/", desk.content()).group(0) + "history/")
    cell = desk.locator("td[data-label=Saved]").first
    expect(cell).to_be_visible()
    label = "(cell) => getComputedStyle(cell, '::before').content + getComputedStyle(cell).display"
    assert cell.evaluate(label) == '"Saved:"block'


def test_without_a_script_a_phone_shows_comments_as_cards_and_cuts_nothing_off(browser, site):
    phone = browser.new_context(
        base_url=site.address, java_script_enabled=False, viewport={"width": 360, "height": 740}
    ).new_page()
    sign_in(phone, site, "moderator")
    phone.goto("/admin/comments/comment/")
    assert phone.locator("#result_list tbody tr").count() > 1
    assert phone.evaluate(CUT_OFF) == []
    age = phone.locator("#result_list td.field-age").first
    assert age.evaluate("(cell) => getComputedStyle(cell, '::before').content") == '"Age:"'
