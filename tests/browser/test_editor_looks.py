"""The editor's page is laid out for whoever works on it: on a phone room for the words, elsewhere things in line."""

import re

from playwright.sync_api import expect

from tests.browser.editing import AREA

LIST = "/admin/articles/article/"


def open_an_article(desk, width: int) -> None:
    desk.goto(LIST)
    desk.set_viewport_size({"width": width, "height": 800})
    desk.goto(re.search(rf"{LIST}\d+/", desk.content()).group(0) + "change/")
    expect(desk.locator(AREA)).to_be_visible()


def test_on_a_phone_the_ways_to_save_stand_in_one_row_and_leave_room_for_the_words(desk):
    open_an_article(desk, 360)
    buttons = [button.bounding_box() for button in desk.locator(".article-buttons button").all()]
    assert len(buttons) == 3 and len({round(box["y"]) for box in buttons}) == 1
    assert desk.locator(".article-buttons").bounding_box()["height"] < 90
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= 360 for box in buttons)


def test_the_tools_over_the_text_end_on_one_line(desk):
    open_an_article(desk, 1280)
    tools = [desk.locator("#find-source"), *desk.locator(".pickers button:visible").all()]
    ends = [tool.bounding_box() for tool in tools]
    assert len(ends) == 4
    assert len({round(box["y"] + box["height"]) for box in ends}) == 1, ends


def test_closed_panels_take_no_more_than_their_line(desk):
    open_an_article(desk, 1280)
    for panel in (".findings", ".beside"):
        assert desk.locator(f"{panel}:not([open])").bounding_box()["height"] <= 60, panel
