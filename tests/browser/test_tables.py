"""On a phone a table becomes a list of rows; screen readers still hear a table."""

import pytest


@pytest.mark.parametrize("path", ["/articles/ketamine-depression-evidence/", "/topics/depression/"])
def test_a_table_laid_out_as_blocks_stays_a_table_to_screen_readers(page, path):
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(path)
    table = page.locator(".table-wrap--reflow table").first
    table.locator("xpath=ancestor::details").evaluate_all("folds => folds.forEach(fold => (fold.open = true))")
    assert table.evaluate("table => getComputedStyle(table.rows[1]).display") == "block"
    for part, role in (("tr", "row"), ("thead th", "columnheader"), ("tbody th", "rowheader"), ("td", "cell")):
        assert table.locator(part).evaluate_all("(all, role) => all.every(one => one.role === role)", role), part
