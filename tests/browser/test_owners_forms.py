"""The owner's forms in a real browser: the preview beside the profile, and writing a policy."""

import pytest
from playwright.sync_api import expect

PROFILE = "/admin/clinic/clinicprofile/"


@pytest.fixture
def desk(page, sign_in_as):
    page.complaints = []
    page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
    sign_in_as("owner")
    return page


def test_the_preview_follows_what_is_typed_and_keeps_its_place(desk):
    desk.set_viewport_size({"width": 1400, "height": 900})
    desk.goto(PROFILE)
    frame = desk.frame_locator("#beside-page")
    expect(frame.locator(".site-name")).to_contain_text("Example Clinic")
    desk.fill("[name=name]", "Harbor Clinic")
    expect(frame.locator(".site-name")).to_contain_text("Harbor Clinic")
    expect(frame.locator(".site-footer__name")).to_have_text("Harbor Clinic")
    desk.select_option("[name=country]", "UK")
    expect(frame.locator(".help-line")).to_contain_text("999")
    desk.select_option("[name=preview-page]", "help")
    expect(frame.locator("h1")).to_have_text("Help now")
    desk.fill("[name=opening_hours]", "when we like")
    expect(frame.locator("h1")).to_have_text("This cannot be shown yet")
    desk.goto("/contact/")
    expect(desk.locator(".site-name")).to_contain_text("Example Clinic")
    assert not [text for text in desk.complaints if "422" not in text]


def test_it_stands_beside_the_form_where_there_is_room_and_below_it_where_there_is_not(desk):
    for width, beside in ((1400, True), (390, False)):
        desk.set_viewport_size({"width": width, "height": 900})
        desk.goto(PROFILE)
        form, box = desk.locator("#content-main").bounding_box(), desk.locator("#beside").bounding_box()
        assert (box["x"] >= form["x"] + form["width"]) is beside
        assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [1280, 360])
def test_writing_a_policy_breaks_no_rule_of_the_security_policy(desk, width):
    desk.set_viewport_size({"width": width, "height": 900})
    desk.goto("/admin/portal/policyversion/of/privacy/")
    expect(desk.locator("[contenteditable=true]")).to_be_visible()
    assert not desk.complaints


@pytest.mark.parametrize("width", [360, 768, 800, 1024, 1280])
def test_the_desk_fits_every_width_with_the_menu_of_somebody_who_may_do_all(desk, width):
    desk.set_viewport_size({"width": width, "height": 900})
    for address in ("/admin/", "/admin/opening/", "/admin/comments/retentionday/"):
        desk.goto(address)
        assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def test_a_time_beyond_the_promise_is_refused_in_words(desk):
    desk.goto("/admin/comments/retentionday/")
    desk.fill("[name=spam]", "9")
    desk.get_by_role("button", name="Save").click()
    expect(desk.locator(".desk-errors")).to_contain_text("Readers are promised 7 days at most. Enter 1 to 7.")


def test_the_long_address_of_a_private_page_stays_within_a_phones_page(desk):
    desk.set_viewport_size({"width": 360, "height": 800})
    desk.goto("/admin/comments/erasure/")
    desk.fill("[name=who]", f"https://clinic.example.org/comments/{'0a1b2c3d' * 5}/")
    desk.get_by_role("button", name="Look up").click()
    expect(desk.locator("h2").first).to_contain_text("0a1b2c3d")
    assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")
