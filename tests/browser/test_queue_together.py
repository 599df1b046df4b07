"""What was called spam together comes back by one key, and without a script by its button."""

import pytest

from tests.browser.conftest import sign_in

LIST = "/admin/comments/comment/"


@pytest.mark.parametrize("script", [True, False])
def test_what_was_called_spam_together_comes_back(browser, site, script):
    context = browser.new_context(base_url=site.address, java_script_enabled=script)
    page = context.new_page()
    sign_in(page, site, "moderator")
    page.goto(f"{LIST}?queue=normal")
    boxes = page.locator("#result_list tbody input[type=checkbox]")
    before = boxes.count()
    assert before > 1
    for place in (0, 1):
        boxes.nth(place).check()
    page.locator("select[name=action]").select_option("mark_selected_as_spam")
    page.locator("button[name=index]").click()
    assert page.get_by_text("2 comments decided: spam.").count() == 1
    assert boxes.count() == before - 2
    if script:
        with page.expect_navigation():
            page.keyboard.press("u")
    else:
        page.get_by_role("button", name="Undo all").click()
    assert page.get_by_text("2 comments wait again.").count() == 1
    assert boxes.count() == before
    context.close()
