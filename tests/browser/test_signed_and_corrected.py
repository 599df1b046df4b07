"""From an edit to a signature to a correction: what an anonymous visitor sees at every step, in a real browser."""

import email
import email.policy
import re
import time

from playwright.sync_api import expect

from tests.browser.conftest import sign_in
from tests.browser.visits import fetch, without_picture

ARTICLE = "/articles/ketamine-depression-evidence/"
TITLE = "Ketamine for depression"
ADDED = "This sentence was added by a test."
WRONG, RIGHT = "46 against 18", "46 against 19"
REVIEWED, CHANGED = "Reviewed by Demo Clinician, psychiatrist on", "not yet checked"
LINK = re.compile(r"http://\S+/accounts/clinician/\S+/")


def soon(look, seconds: float = 60):
    """What `look` answers once it answers anything: the worker and the cache take their moment."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, "nothing came"
        time.sleep(0.1)
    return found


def mailed_link(site) -> str:
    for path in sorted((site.data / "mail").glob("*")):
        for text in path.read_bytes().split(b"-" * 79):
            body = email.message_from_bytes(text.strip(), policy=email.policy.default).get_content()
            if found := LINK.search(body):
                return found[0]
    return ""


class Desk:
    """One member of staff in a browser of their own."""

    def __init__(self, browser, site, role: str, **options):
        self.page = browser.new_context(base_url=site.address, **options).new_page()
        sign_in(self.page, site, role)

    def close(self) -> None:
        self.page.context.close()


def register_the_clinician(browser, site) -> None:
    """The owner enters the clinician, whose mail proves the address."""
    owner = Desk(browser, site, "owner")
    page = owner.page
    page.goto("/admin/clinic/clinician/add/")
    values = {"name": "Demo Clinician", "credential": "psychiatrist", "registration_number": "Example board 1"}
    values |= {"registration_link": "https://example.org/1", "disclosure": "None", "email": "clinician@example.org"}
    for name, value in values.items():
        page.fill(f"[name={name}]", value)
    page.select_option("[name=user]", label="Demo Clinician")
    page.click("[name=_save]")
    expect(page.get_by_text("We have mailed a link")).to_be_visible()
    page.goto(soon(lambda: mailed_link(site)))
    page.locator("main form button").click()
    expect(page.locator("h1")).to_be_visible()
    owner.close()


def edit(page, field: str, change) -> None:
    """Change the words of one field of the article's form, and save the draft."""
    page.goto("/admin/articles/article/?q=depression")
    page.get_by_role("link", name=TITLE).first.click()
    page.locator(".field-body [contenteditable=true]").wait_for()
    page.fill(f"[name={field}]", change(page.input_value(f"[name={field}]")))
    page.click("[name=_save]")
    expect(page.get_by_text("The draft is saved")).to_be_visible()


def send(page) -> None:
    page.get_by_role("link", name="Send for review").click()
    page.select_option("[name=clinician]", index=1)
    page.get_by_role("button", name="Send for review").click()
    expect(page.get_by_text("It waits for Demo Clinician now")).to_be_visible()


def sign(page, differs: str) -> None:
    """The first page that waits: read what differs, and sign it."""
    page.goto("/admin/sign-off/")
    page.get_by_role("link", name=TITLE).first.click()
    expect(page.get_by_text(differs).first).to_be_visible()
    page.check("[name=agree]")
    page.get_by_role("button", name="Sign this version").click()
    expect(page.get_by_text("Your answer is kept")).to_be_visible()


def test_readers_see_the_old_bytes_until_the_signed_words_are_published_and_the_true_state_after_a_correction(
    browser, site
):
    register_the_clinician(browser, site)
    editor = Desk(browser, site, "editor")
    clinician = Desk(browser, site, "clinician", viewport={"width": 360, "height": 740})
    before = without_picture(fetch(site, ARTICLE))
    edit(editor.page, "summary", lambda words: f"{words} {ADDED}")
    assert without_picture(fetch(site, ARTICLE)) == before
    send(editor.page)
    sign(clinician.page, ADDED)
    unpublished = fetch(site, ARTICLE)
    assert ADDED not in unpublished and REVIEWED not in unpublished

    editor.page.goto(editor.page.url.replace("/send-for-review/", "/change/"))
    editor.page.click("[name=_publish]")
    expect(editor.page.get_by_text("is public now")).to_be_visible()
    published = soon(lambda: (page := fetch(site, ARTICLE)) and ADDED in page and page)
    assert REVIEWED in published and '"reviewedBy"' in published

    edit(editor.page, "key_points", lambda words: words.replace(WRONG, RIGHT))
    assert WRONG in fetch(site, ARTICLE)
    editor.page.get_by_role("link", name="Correct now").click()
    editor.page.fill("[name=note]", "The figure for the comparison was wrong.")
    editor.page.get_by_role("button", name="Correct the public page now").click()
    expect(editor.page.get_by_text("Readers see the corrected page and your note now")).to_be_visible()
    corrected = soon(lambda: (page := fetch(site, ARTICLE)) and RIGHT in page and page)
    assert CHANGED in corrected and '"reviewedBy"' not in corrected
    assert "The figure for the comparison was wrong." in corrected

    sign(clinician.page, "19")
    signed = soon(lambda: (page := fetch(site, ARTICLE)) and CHANGED not in page and page)
    assert REVIEWED in signed and RIGHT in signed
    editor.close()
    clinician.close()
