"""Somebody in distress writes, without JavaScript; those on duty find it first; she deletes it again."""

import os

ARTICLE = "/articles/what-is-ketamine-therapy/"
WORDS = "I want to kill myself tonight, my number is 212 555 0142"


def keep_picture(page, name: str) -> None:
    """For people who want to look: PICTURES=folder."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_a_message_of_distress_is_answered_found_first_and_deleted(browser, page, site, sign_in_as):
    reader = browser.new_context(java_script_enabled=False, base_url=site.address).new_page()
    reader.goto(ARTICLE)
    reader.fill("#reply-text", WORDS)  # without a name: that keeps nothing back
    reader.get_by_role("button", name="Send for review by our team").click()
    assert reader.get_by_role("heading", level=1).inner_text() == "Please talk to somebody now"
    assert reader.locator("#your-words").input_value() == WORDS
    keep_picture(reader, "answer")

    sign_in_as("moderator")
    task = page.locator(".desk__task").first
    assert "in distress" in task.inner_text()
    keep_picture(page, "desk")
    task.get_by_role("link").first.click()
    covered = page.get_by_text("I want to").first
    assert not covered.is_visible()
    page.get_by_text("Show the words. They may weigh on you.").click()
    assert covered.is_visible()
    assert page.get_by_role("button", name="Approve").count() == 0
    keep_picture(page, "urgent")

    reader.get_by_role("button", name="Delete my message").click()
    assert reader.get_by_role("heading", level=1).inner_text() == "Your message is deleted"
    keep_picture(reader, "deleted")
    page.goto("/admin/comments/comment/?queue=urgent")
    assert page.get_by_role("link", name="Urgent: open it to read").count() == 0
