"""What a first visit costs an old phone on a slow line, and that nothing jumps while a page comes in."""

import pytest

MOST_BYTES, MOST_REQUESTS = 50_000, 8
PAGES = ["/", "/articles/what-is-ketamine-therapy/", "/faq/", "/topics/depression/", "/search/?q=sleep", "/glossary/"]
SHIFTS = """window.moved = 0; new PerformanceObserver((list) => {
  for (const shift of list.getEntries()) if (!shift.hadRecentInput) window.moved += shift.value;
}).observe({ type: "layout-shift", buffered: true });"""


def test_the_first_visit_of_any_article_stays_light(browser, site, paths):
    heavy = {}
    for path in [path for path in paths if path.startswith("/articles/") and path.count("/") == 3 and "?" not in path]:
        context = browser.new_context(base_url=site.address, viewport={"width": 412, "height": 823})
        page = context.new_page()
        answers = []
        page.on("requestfinished", lambda request, answers=answers: answers.append(request))
        page.goto(path, wait_until="networkidle")
        sizes = [request.sizes() for request in answers if request.resource_type != "image"]
        wire = sum(each["responseBodySize"] + each["responseHeadersSize"] for each in sizes)
        if wire > MOST_BYTES or len(answers) > MOST_REQUESTS:
            heavy[path] = (wire, len(answers))
        context.close()
    assert not heavy


@pytest.mark.parametrize("width", [412, 1280])
def test_nothing_moves_while_a_page_comes_in_and_is_scrolled(browser, site, width):
    context = browser.new_context(base_url=site.address, viewport={"width": width, "height": 823})
    page = context.new_page()
    page.add_init_script(SHIFTS)
    moved = {}
    for path in PAGES:
        page.goto(path, wait_until="networkidle")
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        page.wait_for_load_state("networkidle")
        if (by := page.evaluate("window.moved")) > 0.01:
            moved[path] = by
    context.close()
    assert not moved
