"""Rules that hold on every public page: accessible, private, tidy at 320 px, reachable by keyboard."""

import re
import urllib.error
import urllib.request

import pytest

from tests.browser.accessible import found_by_axe

KEPT = """async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length,
  (await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length]"""


def html_of(site, path: str) -> str:
    return urllib.request.urlopen(site.address + path, timeout=10).read().decode()


def status_of(site, path: str) -> int:
    try:
        return urllib.request.urlopen(site.address + path, timeout=10).status
    except urllib.error.HTTPError as error:
        return error.code


def test_the_crawl_finds_the_whole_site(paths):
    assert sum(path.startswith("/articles/") for path in paths) >= 8
    wanted = {
        "/topics/chronic-pain/",
        "/faq/",
        "/topics/",
        "/a-z/",
        "/our-service/",
        "/help-now/",
        "/contact/",
        "/about/privacy/",
    }
    assert wanted <= set(paths)


def test_no_link_or_picture_leads_nowhere(site, paths):
    empty = [path for path in paths if re.search(r'(href|src|srcset|action)=""', html_of(site, path))]
    broken = [path for path in paths if status_of(site, path) != 200]
    assert not empty and not broken


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing(browser, site, paths, width):
    context = browser.new_context(
        base_url=site.address, viewport={"width": width, "height": 800}, reduced_motion="reduce"
    )
    page = context.new_page()
    found = {}
    for path in paths:
        page.goto(path)
        if violations := found_by_axe(page):
            found[path] = violations
    context.close()
    assert not found


def test_no_page_scrolls_sideways_at_320_px(browser, site, paths):
    context = browser.new_context(base_url=site.address, viewport={"width": 320, "height": 800})
    page = context.new_page()
    wide = []
    for path in paths:
        page.goto(path)
        if page.evaluate("document.documentElement.scrollWidth > 320"):
            wide.append(path)
    context.close()
    assert not wide


def test_no_cookie_no_storage_no_other_host_and_no_console_error_with_all_that_opens_opened(browser, site, paths):
    context = browser.new_context(base_url=site.address)
    page = context.new_page()
    complaints, hosts = [], set()
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    shared = 0
    for path in paths:
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach((fold) => (fold.open = true))")
        if page.locator("[data-share]").count():
            shared += 1
            page.locator(".share img").scroll_into_view_if_needed()
            page.locator(".share img").evaluate("code => code.decode()")
        assert page.evaluate(KEPT) == [0, 0, 0, 0, 0], path
    assert context.cookies() == []
    assert shared == len([path for path in paths if re.fullmatch("/articles/[a-z0-9-]+/", path)]) >= 7
    assert hosts == {site.address.split("/")[2]}
    assert not complaints
    context.close()


@pytest.mark.parametrize("path", ["/", "/articles/ketamine-benefits-and-risks/", "/faq/", "/help-now/", "/topics/"])
def test_everything_is_reached_by_keyboard_and_shows_its_focus(page, path):
    page.goto(path)
    wanted = page.evaluate(
        """() => [...document.querySelectorAll("a[href], button, input, textarea, select, summary, [tabindex='0']")]
             .filter((e) => e.checkVisibility() && !e.disabled && e.tabIndex >= 0 && e.type !== "hidden").length"""
    )
    reached, invisible = 0, []
    for _step in range(wanted + 5):
        page.keyboard.press("Tab")
        state = page.evaluate(
            """() => { const e = document.activeElement; if (!e || e === document.body) return null;
                 const first = !e.dataset.walked; e.dataset.walked = "1"; const s = getComputedStyle(e);
                 return [first, s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== "none",
                         e.outerHTML.slice(0, 100)]; }"""
        )
        if state is None:
            break
        reached += state[0]
        if not state[1]:
            invisible.append(state[2])
    assert reached >= wanted
    assert not invisible
