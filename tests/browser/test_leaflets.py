"""An article on paper: printed by Chromium, read back with pdftotext, its QR code decoded from the drawing."""

import re
import shutil
import subprocess

import pytest
import segno

ARTICLE = "/articles/what-is-ketamine-therapy/"
HEADINGS = ("In short: for and against", "Words on this page", "Sources", "How this page was made")
SIZES = {"A4": (595, 842), "Letter": (612, 792)}


@pytest.fixture
def printed(page, tmp_path):
    def make(path: str, size: str = "A4") -> list[str]:
        """The text of each page."""
        page.goto(path)
        file = tmp_path / "leaflet.pdf"
        page.pdf(path=str(file), format=size)
        if not shutil.which("pdftotext"):
            pytest.skip("pdftotext is not installed (apt-get install poppler-utils): the paper was not read")
        told = subprocess.run(["pdfinfo", str(file)], capture_output=True, text=True, check=True).stdout
        width, height = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", told).groups()
        assert (float(width), float(height)) == pytest.approx(SIZES[size], abs=2)
        text = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True, check=True).stdout
        pages = [" ".join(page_text.split()) for page_text in text.rstrip("\f\n ").split("\f")]
        assert len(pages) == int(re.search(r"Pages:\s+(\d+)", told)[1])
        return pages

    return make


@pytest.mark.parametrize("size", SIZES)
def test_the_paper_carries_what_a_leaflet_needs(page, printed, size):
    pages = printed(ARTICLE, size)
    text = " ".join(pages)
    page.emulate_media(media="screen")
    title, summary = page.inner_text("h1"), page.inner_text(".article__title .lead")
    for words in (title, summary, "Key points", "In short: for and against", "Sources", "Not clinically reviewed"):
        assert words in text, words
    for words in ("Does this leaflet still hold?", "Check after", "Version 1", "988", "911"):
        assert words in text, words
    assert re.search(rf"\b{len(pages)} ?/ ?{len(pages)}\b", text)
    assert re.search(r"localhost:\d+/l/[0-9a-z]{8}", text)


def test_the_paper_has_nothing_that_belongs_to_the_screen(printed):
    pages = printed(ARTICLE)
    for words in ("Skip to the content", "Main", "Pass this page on", "Read next", "Your message", "Copy the link"):
        assert words not in " ".join(pages), words
    assert len(pages) <= 9  # far fewer than the screen's spacing would take, with any usual font


@pytest.mark.parametrize("size", SIZES)
def test_no_page_ends_in_a_heading_and_the_help_lines_stand_with_whom_to_ask(page, printed, size):
    for path in article_paths(page):
        pages = printed(path, size)
        for number, text in enumerate(pages, 1):
            said = re.sub(rf"\s*{number} ?/ ?{len(pages)}$", "", text)
            assert not said.endswith(HEADINGS), (path, size, number, said[-60:])
        for words in ("Does this leaflet still hold?", "Ask us", "911", "988", "a clinician who knows your history"):
            assert words in pages[-1], (path, size, words)


def article_paths(page) -> list[str]:
    page.goto("/articles/")
    paths = page.locator("main h2 a, main h3 a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert len(paths) >= 7
    return paths


def test_the_code_on_the_paper_is_read_and_leads_to_its_page(page, site):
    page.goto(ARTICLE)
    page.emulate_media(media="print")
    code = page.locator(".leaflet__code")
    assert code.bounding_box()["width"] >= 110  # 3 cm: a phone reads it from a hand's distance
    address = code.get_attribute("aria-label").removeprefix("QR code: ")
    assert dark_modules(code.locator("path").get_attribute("d")) == modules_of(address)
    assert address.startswith(site.address + "/l/")
    page.goto(address)
    assert "It is still current." in page.inner_text("main")


def dark_modules(path: str) -> set[tuple[int, int]]:
    """The modules that an SVG path of horizontal lines paints, as (column, row)."""
    x = y = 0.0
    dark = set()
    for letter, numbers in re.findall(r"([Mmh])([^Mmh]*)", path):
        values = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        if letter == "h":
            dark |= {(int(x) + step, int(y)) for step in range(int(values[0]))}
            x += values[0]
        else:
            x, y = (values[0], values[1]) if letter == "M" else (x + values[0], y + values[1])
    return dark


def modules_of(text: str) -> set[tuple[int, int]]:
    rows = segno.make(text, error="m", micro=False).matrix_iter(border=4)
    return {(column, row) for row, line in enumerate(rows) for column, dark in enumerate(line) if dark}


def test_every_answer_is_open_on_paper(printed):
    text = " ".join(printed("/faq/"))
    assert "Evidence checked on" in text


def test_it_prints_in_black_on_white_from_a_dark_screen(page):
    page.goto(ARTICLE)
    page.emulate_media(media="print", color_scheme="dark")
    ground, ink = page.evaluate(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
    )
    assert (ground, ink) == ("rgb(255, 255, 255)", "rgb(0, 0, 0)")


def test_a_draft_says_on_paper_that_it_is_one(page, sign_in_as, printed):
    sign_in_as("editor")
    page.goto("/admin/articles/article/?status__exact=published")
    address = page.locator("#result_list tbody th a").first.get_attribute("href")
    text = " ".join(printed(address.replace("/change/", "/preview/")))
    assert "Draft – not for handing out" in text and "Does this leaflet still hold?" not in text
