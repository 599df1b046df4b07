"""What people set for themselves holds on every kind of page: colours, less motion, wider text, zoom, direction."""

import pytest

PAGES = [
    *("/", "/articles/what-is-ketamine-therapy/", "/faq/", "/topics/safety/", "/search/?q=sleep", "/contact/"),
    *("/articles/what-is-ketamine-therapy/feedback/", "/help-now/", "/a-z/"),
    "/articles/ketamine-future-nasal-spray-oral-research/",  # has the longest words in its headings
]
SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-block-end: 2em !important; }"""
CUT = """() => [...document.querySelectorAll("main *, header *, footer *")].filter((e) => {
  const s = getComputedStyle(e);
  // What is one pixel wide is hidden on purpose: names for screen readers, and the head of a table read as a list.
  if (e.closest(".visually-hidden, .card__text, svg") || !e.checkVisibility() || !e.innerText) return false;
  if (e.offsetWidth <= 1) return false;
  return (s.overflowX === "hidden" && e.scrollWidth > e.clientWidth + 1) ||
         (s.overflowY === "hidden" && e.scrollHeight > e.clientHeight + 1); }).map((e) => e.className)"""


@pytest.fixture
def visit(browser, site):
    opened = []

    def open_page(path: str, **options):
        context = browser.new_context(base_url=site.address, **options)
        opened.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield open_page
    for context in opened:
        context.close()


def sideways(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


@pytest.mark.parametrize("path", PAGES)
def test_forced_colours_leave_every_control_its_edge_and_its_focus(visit, path):
    page = visit(path, forced_colors="active")
    lost = page.evaluate(
        """() => [...document.querySelectorAll("main .button, input, textarea, select")].filter((e) =>
             e.checkVisibility() && e.type !== "hidden" && getComputedStyle(e).borderStyle === "none").length"""
    )
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert lost == 0 and outline != "none"


@pytest.mark.parametrize("path", PAGES)
def test_nothing_moves_where_less_motion_is_asked_for(visit, path):
    page = visit(path, reduced_motion="reduce")
    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((e) => { const s = getComputedStyle(e);
             return s.animationName !== "none" || parseFloat(s.transitionDuration) > 0 || s.scrollBehavior === "smooth";
           }).length"""
    )
    assert moving == 0


@pytest.mark.parametrize("path", PAGES)
def test_wider_text_cuts_nothing_off_and_scrolls_nothing_sideways(visit, path):
    page = visit(path, viewport={"width": 320, "height": 800}, bypass_csp=True)
    page.add_style_tag(content=SPACING)
    assert not sideways(page)
    assert page.evaluate(CUT) == []


@pytest.mark.parametrize("path", PAGES)
def test_four_hundred_percent_of_a_small_screen_reads_in_one_column(visit, path):
    page = visit(path, viewport={"width": 320, "height": 256})
    assert not sideways(page)
    covered = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((e) => ["fixed", "sticky"].includes(
             getComputedStyle(e).position) && e.checkVisibility() && e.offsetHeight > innerHeight / 3).length"""
    )
    assert covered == 0


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [320, 1280])
def test_a_page_that_is_read_from_the_right_fits_as_well(visit, path, width):
    page = visit(path, viewport={"width": width, "height": 800})
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert not sideways(page)
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).textAlign") in ("start", "right")


@pytest.mark.parametrize("path", PAGES)
def test_focus_follows_the_order_of_the_page(visit, path):
    page = visit(path)
    places = []
    for _step in range(25):
        page.keyboard.press("Tab")
        places.append(
            page.evaluate("[...document.querySelectorAll('*')].indexOf(document.activeElement)"),
        )
    reached = [place for place in places if place > 3]
    assert reached == sorted(reached) and len(set(reached)) >= 20
    assert page.evaluate("[...document.querySelectorAll('[tabindex]')].every((e) => e.tabIndex <= 0)")
