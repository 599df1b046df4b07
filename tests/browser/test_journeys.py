"""What the portal is for, from start to end, in a real browser."""

import re
import time
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.visits import fetch, without_picture
from tests.factories import picture_bytes

ARTICLE = "/articles/what-is-ketamine-therapy/"


def appears(site, path: str, words: str, within: float) -> bool:
    deadline = time.monotonic() + within
    while words not in fetch(site, path):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def test_a_comment_sent_without_javascript_waits_is_approved_and_appears(browser, page, site, sign_in_as):
    words = "What should a relative bring along on the day?"
    plain = browser.new_context(base_url=site.address, java_script_enabled=False)
    visitor = plain.new_page()
    visitor.goto(ARTICLE)
    visitor.fill("#reply [name=name]", "Robin")
    visitor.fill("#reply textarea", words)
    visitor.click("#reply button[type=submit]")
    expect(visitor.locator("h1")).to_be_visible()
    assert "988" in visitor.inner_text("body")
    assert plain.cookies() == []
    plain.close()
    assert words not in fetch(site, ARTICLE)

    sign_in_as("moderator")
    page.goto("/admin/comments/comment/")
    page.get_by_role("link", name=words).click()
    expect(page.get_by_text(words).first).to_be_visible()
    page.locator("button[data-key=a]").click()
    assert appears(site, ARTICLE, words, within=1)


def write(page, menu_item: str) -> None:
    page.locator(f".field-body .prose-menubar [title='{menu_item}']").first.click()


def test_an_editor_writes_previews_and_publishes_an_article(page, site, sign_in_as, tmp_path):
    sign_in_as("editor")
    picture = tmp_path / "room.jpg"
    picture.write_bytes(picture_bytes(color="#7fd1c7"))
    page.goto("/admin/articles/image/add/")
    page.fill("[name=title]", "A room")
    page.fill("[name=key]", "a-room")
    page.fill("[name=alt]", "A quiet room with one chair")
    page.set_input_files("[name=upload]", str(picture))
    page.click("[name=_save]")
    page.goto("/admin/articles/source/add/")
    page.fill("[name=key]", "ours2026")
    page.fill("[name=title]", "A study of waiting rooms")
    page.select_option("[name=kind]", "observational")
    page.fill("[name=checked_on]", "2026-11-22")
    page.click("[name=_save]")

    page.goto("/admin/articles/article/add/")
    page.fill("[name=title]", "The waiting room")
    page.fill("[name=summary]", "What the waiting room is like.")
    page.select_option("[name=topic]", label="The treatment day")
    page.fill("[name=evidence_checked_on]", "2026-11-22")
    page.fill("[name=next_review_on]", "2027-05-22")
    area = page.locator(".field-body [contenteditable=true]")
    area.click()
    page.keyboard.type("It is calm [@ours2026].")
    page.keyboard.press("Enter")
    page.keyboard.type("## What you find there")
    page.keyboard.press("Enter")
    page.keyboard.type("- a chair")
    page.keyboard.press("Enter")
    page.keyboard.type("a window")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    insert_table(page)
    insert_figure(page)
    page.click("[name=_preview]")
    page.wait_for_url("**/preview/")
    expect(page.locator("h1")).to_have_text("The waiting room")
    assert "The waiting room" not in fetch(site, "/articles/")

    page.get_by_role("link", name="Back to the editor").click()
    page.click("[name=_publish]")
    expect(page.get_by_text("is public now")).to_be_visible()
    check_published(page, site)
    check_that_a_draft_changes_nothing(page, site)


def insert_table(page) -> None:
    page.locator(".field-body .prose-menubar").get_by_title("Insert table").click()
    page.locator("dialog[open]").get_by_role("button", name="Insert Table").click()
    expect(page.locator(".field-body th").first).to_be_visible()  # a hand is slower than a busy machine's dialog
    expect(page.locator(".field-body [contenteditable=true]")).to_be_focused()
    page.keyboard.type("Thing")


def insert_figure(page) -> None:
    area = page.locator(".field-body [contenteditable=true]")
    area.press("Control+End")
    page.locator(".field-body .prose-menubar").get_by_title("figure").click()
    dialog = page.locator("dialog[open]")
    dialog.locator("[name=imageUrl]").fill("/admin/picture/a-room/")
    dialog.locator("[name=caption]").fill("Our example")
    dialog.get_by_role("button", name="Insert").click()


def check_published(page, site) -> None:
    assert appears(site, "/articles/", "The waiting room", within=1)
    html = fetch(site, "/articles/the-waiting-room/")
    assert ">What you find there</h2>" in html
    assert "<li>a chair</li>" in html
    assert re.search(r'<th [^>]*scope="col"[^>]*>Thing</th>', html)
    assert "A study of waiting rooms" in html
    assert appears(site, "/articles/the-waiting-room/", "A quiet room with one chair", within=20)
    for path in ("/", "/articles/", "/topics/treatment-day/"):
        assert appears(site, path, "The waiting room", within=1)


def check_that_a_draft_changes_nothing(page, site) -> None:
    before = without_picture(fetch(site, "/articles/the-waiting-room/"))
    page.fill("[name=summary]", "Another summary.")
    page.click("[name=_save]")
    expect(page.get_by_text("Readers see no change")).to_be_visible()
    assert without_picture(fetch(site, "/articles/the-waiting-room/")) == before
    page.click("[name=_publish]")
    expect(page.get_by_text("is public now")).to_be_visible()
    assert appears(site, "/articles/the-waiting-room/", "Another summary.", within=1)


def test_opening_and_saving_every_starter_article_unchanged_makes_no_new_version(page, sign_in_as):
    sign_in_as("editor")
    page.goto("/admin/articles/article/?status__exact=published")
    rows = page.locator("#result_list tbody th a")
    addresses = [rows.nth(number).get_attribute("href") for number in range(rows.count())]
    assert len(addresses) >= 7
    for address in addresses:
        page.goto(address)
        page.locator(".field-body [contenteditable=true]").wait_for()
        with page.expect_navigation():  # the page first asks whether anybody is still signed in
            page.click("[name=_save]")
        assert "newest draft" not in page.inner_text(".article-state")


def test_the_editor_has_no_console_error_but_the_known_blocked_style_attributes(page, sign_in_as):
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    sign_in_as("editor")
    page.goto("/admin/articles/article/add/")
    page.locator(".field-body [contenteditable=true]").wait_for()
    assert [text for text in complaints if "inline style" not in text] == []


def test_articles_and_questions_can_be_read_without_javascript(browser, site):
    context = browser.new_context(base_url=site.address, java_script_enabled=False)
    page = context.new_page()
    page.goto(ARTICLE)
    expect(page.locator("article h1")).to_be_visible()
    page.goto("/faq/")
    question = page.locator("details").first
    question.locator("summary").click()
    expect(question.locator("p").first).to_be_visible()
    context.close()


def test_the_demo_keeps_its_accounts_file_to_itself(site):
    assert oct(Path(site.data / "demo-accounts.txt").stat().st_mode)[-3:] == "600"
