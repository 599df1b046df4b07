"""How much the look may weigh: what an old phone on a slow line has to fetch before an article can be read."""

import gzip
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.conf import settings

from tests.addresses import make_world, public_addresses

STATIC = settings.BASE_DIR / "static"
SHEETS = ("tokens.css", "site.css", "print.css")
MODULES = ("article.js", "form.js", "faq.js")


def test_the_style_sheets_stay_under_12_kb_compressed():
    assert sum(len(gzip.compress((STATIC / "css" / name).read_bytes())) for name in SHEETS) < 12_000


def test_the_scripts_stay_under_8_kb_compressed():
    assert sum(len(gzip.compress((STATIC / "js" / name).read_bytes())) for name in MODULES) < 8_000


def test_no_style_sheet_names_another_host_or_a_font_file():
    for name in SHEETS:
        sheet = (STATIC / "css" / name).read_text(encoding="utf-8")
        assert "url(" not in sheet
        assert "@import" not in sheet
        assert "@font-face" not in sheet


def loaded_from(page: str) -> set[str]:
    """The hosts from which a browser would load a part of the page, or that are named as its place."""
    parts = BeautifulSoup(page, "html.parser").select("[src], [srcset], [poster], object[data], link[href], use[href]")
    named = [part.get(name, "") for part in parts for name in ("src", "srcset", "poster", "data", "href")]
    return {urlsplit(one.split()[0]).netloc for value in named for one in value.split(",") if one.strip()} - {""}


@pytest.mark.django_db
def test_no_public_page_loads_anything_from_another_host(people, reader):
    """The browser says the same with everything opened (browser/test_every_page). Seen red with a script of another
    host in templates/base.html."""
    found = {path: reader.get(path) for path in public_addresses(make_world(people))}
    pages = {path: answer for path, answer in found.items() if answer.headers["Content-Type"].startswith("text/html")}
    assert len(pages) > 25
    assert {
        path: hosts
        for path, answer in pages.items()
        if (hosts := loaded_from(answer.content.decode()) - {"testserver"})
    } == {}


@pytest.mark.parametrize(
    "part",
    [
        '<script src="https://cdn.example/a.js"></script>',
        '<img srcset="/a.jpg 1x, //cdn.example/b.jpg 2x">',
        '<link rel="stylesheet" href="//cdn.example/a.css">',
        '<video poster="https://cdn.example/a.jpg">',
    ],
)
def test_a_part_from_elsewhere_is_seen(part):
    assert loaded_from(part) == {"cdn.example"}
