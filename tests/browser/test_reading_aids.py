"""What scripts add for readers: suggestions while typing, the meaning of a word in its place, a contents list that
follows along, questions to take along. Each does without a script, keeps nothing and sends nothing."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

ARTICLE = "/articles/is-ketamine-right-for-me/"
FACTS = "/articles/ketamine-benefits-and-risks/"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}


@pytest.fixture
def plain(browser, site):
    context = browser.new_context(base_url=site.address, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_suggestions_are_a_combobox_that_the_keyboard_works(page):
    page.goto("/search/")
    field = page.get_by_role("combobox", name="Search articles and answers")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press_sequentially("bladder")
    options = page.get_by_role("listbox").get_by_role("option")
    expect(options.first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.locator("[data-search] [role=status]")).to_contain_text("Use the arrow keys")
    assert field.get_attribute("aria-controls") == page.get_by_role("listbox").get_attribute("id")
    assert Axe().run(page, options=RULES).violations_count == 0
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    field.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    field.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_value("bladder")
    field.press_sequentially(" pain")
    expect(options.first).to_be_visible()
    field.press("ArrowDown")
    wanted = options.first.get_attribute("data-url")
    field.press("Enter")
    page.wait_for_url(f"**{wanted}")


def test_enter_without_a_choice_searches_for_what_was_typed(page):
    page.goto("/search/")
    field = page.get_by_role("combobox")
    field.press_sequentially("blader")
    field.press("Enter")
    page.wait_for_url("**/search/?q=blader")
    expect(page.locator("main")).to_contain_text("bladder")


def test_without_javascript_the_search_is_a_plain_form(plain):
    plain.goto("/search/")
    plain.get_by_label("Search articles and answers").fill("bladder")
    plain.get_by_role("button", name="Search").click()
    expect(plain.locator(".result").first).to_be_visible()


def test_a_words_meaning_opens_in_its_place_by_touch_and_by_keyboard(page):
    page.goto(ARTICLE)
    word = page.locator(".term").first
    meaning = page.locator(f"#{word.get_attribute('aria-describedby')}").inner_text()
    for open_it in (word.click, lambda: word.press("Enter")):
        open_it()
        expect(page.locator(".term-note")).to_be_visible()
        assert meaning in page.locator(".term-note").inner_text()
        page.keyboard.press("Escape")
        expect(page.locator(".term-note")).to_be_hidden()
    assert page.url.endswith(ARTICLE)


def test_a_words_meaning_closes_when_the_reader_scrolls_on_and_not_with_the_end_of_a_scroll(page):
    page.goto(ARTICLE)
    page.locator(".term").first.click()
    page.evaluate("dispatchEvent(new Event('scroll'))")
    expect(page.locator(".term-note")).to_be_visible()
    page.evaluate("scrollBy(0, 200)")
    expect(page.locator(".term-note")).to_be_hidden()


def test_without_javascript_a_word_leads_to_its_meaning_and_back(plain):
    plain.goto(ARTICLE)
    word = plain.locator(".term").first
    target = word.get_attribute("href")
    word.click()
    assert plain.url.endswith(target)
    expect(plain.locator(target)).to_be_in_viewport()
    plain.locator(target).get_by_role("link", name="Back to the text").click()
    expect(word).to_be_in_viewport()


def test_the_contents_list_marks_the_section_that_is_read(page):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(ARTICLE)
    links = page.locator("[data-contents] a")
    for number in (1, links.count() - 2):
        target = links.nth(number).get_attribute("href")
        page.locator(target).evaluate("heading => scrollTo(0, heading.getBoundingClientRect().top + scrollY - 20)")
        expect(page.locator("[data-contents] a[aria-current]")).to_have_attribute("href", target)


def test_ticked_questions_are_printed_and_copied_and_nothing_is_kept_or_sent(browser, site):
    context = browser.new_context(base_url=site.address, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.add_init_script("window.print = () => { window.classes = document.documentElement.className; };")
    page.goto(ARTICLE)
    section = page.locator("[data-questions]")
    boxes = section.get_by_role("checkbox")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    boxes.nth(1).press("Space")
    expect(boxes.nth(1)).to_be_checked()
    chosen = section.locator("li span").nth(1).inner_text()
    section.get_by_role("button", name="Copy my questions").click()
    expect(section.get_by_role("status")).to_have_text("Questions copied")
    assert page.evaluate("navigator.clipboard.readText()") == f"- {chosen}"
    section.get_by_role("button", name="Print only my questions").click()
    assert page.evaluate("window.classes") == "print-questions"
    page.evaluate("document.documentElement.classList.add('print-questions')")
    page.emulate_media(media="print")
    assert [each.strip() for each in section.locator("li:visible").all_inner_texts()] == [chosen]
    others = page.locator(".article__main > :not(.questions)")
    assert not others.evaluate_all("all => all.some((e) => e.checkVisibility())")
    sent = [url for url in asked if "/static/" not in url]  # the browser may come for the site's icon
    assert sent == [] and context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    page.reload()
    assert page.locator("[data-questions] input:checked").count() == 0
    context.close()


@pytest.mark.parametrize(("width", "side_by_side"), [(1280, True), (360, False)])
def test_benefits_and_risks_have_the_same_room(page, width, side_by_side):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(FACTS)
    benefits, risks = (page.locator(f".facts #{name}").bounding_box() for name in ("benefits", "risks"))
    assert abs(benefits["width"] - risks["width"]) < 1
    assert (abs(benefits["y"] - risks["y"]) < 1) is side_by_side
    looks = "e => [getComputedStyle(e).fontSize, getComputedStyle(e).color, e.tagName].join()"
    heads = [page.locator(f".facts #{name} h3").evaluate(looks) for name in ("benefits", "risks")]
    assert heads[0] == heads[1]


def test_the_devices_own_share_sheet_gets_title_and_address(page, site):
    page.add_init_script("navigator.share = async (what) => { window.shared = what; };")
    page.goto(ARTICLE)
    page.get_by_role("button", name="Share with an app").click()
    assert page.evaluate("window.shared") == {
        "title": page.locator("[data-share]").get_attribute("data-title"),
        "url": site.address + ARTICLE,
    }
