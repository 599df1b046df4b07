"""How much the look may weigh: what an old phone on a slow line has to fetch before an article can be read."""

import gzip

from django.conf import settings

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
