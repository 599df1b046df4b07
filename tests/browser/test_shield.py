"""A comment with a phone number, without JavaScript: shown, sent without it, approved, published, and in no file."""

import re

ARTICLE = "/articles/what-is-ketamine-therapy/"
NUMBER = "212 555 0187"


def files_with(folder, words: bytes) -> list[str]:
    return [str(path) for path in folder.rglob("*") if path.is_file() and words in path.read_bytes()]


def test_a_phone_number_meets_the_shield_and_is_nowhere_afterwards(browser, page, site, sign_in_as):
    reader = browser.new_context(java_script_enabled=False, base_url=site.address).new_page()
    reader.goto(ARTICLE)
    reader.fill("#reply-name", "Night owl")
    reader.fill("#reply-text", f"Thanks for the clear page. Call me on {NUMBER} if you like.")
    reader.get_by_role("button", name="Send for review by our team").click()
    assert reader.get_by_role("heading", level=1).inner_text() == "Check before you send"
    assert reader.locator("mark").first.inner_text() == NUMBER
    reader.get_by_role("button", name="Send it like this").click()
    assert reader.get_by_role("heading", level=1).inner_text() == "Your comment is saved"
    mine = reader.locator("a", has_text=re.compile(r"/comments/[0-9a-f]{40}/")).get_attribute("href")

    reader.goto(mine)
    assert "It waits for a member of our team." in reader.locator("main").inner_text()
    assert not reader.context.cookies()

    sign_in_as("moderator")
    page.goto("/admin/comments/comment/?queue=normal")
    page.get_by_role("link", name=re.compile("Thanks for the clear page")).first.click()
    page.get_by_role("button", name="Approve").first.click()

    reader.goto(mine)
    reader.get_by_role("link", name="see it").click()
    assert "Call me on [removed: phone number] if you like." in reader.locator("main").inner_text()
    assert files_with(site.data, NUMBER.encode()) == []

    reader.goto(mine)
    reader.get_by_role("button", name="Erase my words now").click()
    assert reader.get_by_role("heading", level=1).inner_text() == "Your words are erased"
    assert reader.goto(mine).status == 404
    assert files_with(site.data, b"Thanks for the clear page. Call me on") == []
