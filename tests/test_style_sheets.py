"""Style sheets are whole: a lost brace puts all rules after it inside another one, where no reader ever meets them."""

import re

import pytest
from django.conf import settings

SHEETS = sorted(path.name for path in (settings.BASE_DIR / "static" / "css").glob("*.css"))
PART = re.compile(r"([^{};]*)([{};])")


def swallowed(sheet: str) -> list[str]:
    """Rules inside rules, and what is still open at the end. We nest in @media and its like only."""
    found, around = [], []
    for words, mark in PART.findall(re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)):
        if mark == "{":
            if around and not around[-1].startswith("@"):
                found.append(words.strip())
            around.append(words.strip())
        elif mark == "}":
            if not around:
                found.append("}")
            else:
                around.pop()
    return found + around


@pytest.mark.parametrize("name", SHEETS)
def test_no_rule_of_a_style_sheet_lies_inside_another(name):
    assert swallowed((settings.BASE_DIR / "static" / "css" / name).read_text(encoding="utf-8")) == []


def test_a_lost_brace_is_found():
    assert swallowed("del { color: red;\n.search { margin: 0; }") == [".search", "del"]
    assert swallowed("@media print { a { b: c; } } d { e: f }") == []
    assert swallowed("a { b: c } }") == ["}"]
