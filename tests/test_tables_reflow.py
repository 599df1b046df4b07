"""Tables on a phone: a plain one becomes a list of rows and stays a table for screen readers."""

import pytest
from bs4 import BeautifulSoup

from articles.rendering.structure import parse, shape_tables

HEAD = "<tr><th>Study [@han2016]</th><th>People</th></tr>"


def shaped(rows: str) -> BeautifulSoup:
    soup = parse(f"<table><tbody>{rows}</tbody></table>")
    shape_tables(soup, set())
    return soup


def test_each_cell_of_a_plain_table_says_which_column_it_is_of():
    soup = shaped(HEAD + "<tr><th>Han</th><td>368</td></tr><tr><td>Lii</td><td>40</td></tr>")
    assert soup.select_one(".table-wrap--reflow")
    assert [cell["data-label"] for cell in soup.select("td")] == ["People", "Study", "People"]
    assert not soup.select("table[role], table [role]")  # HTML forbids it; static/js/article.js gives them
    assert [cell["scope"] for cell in soup.select("th")] == ["col", "col", "row"]


@pytest.mark.parametrize(
    "rows",
    [
        "<tr><td>No</td><td>head</td></tr>",
        HEAD + "<tr><td colspan='2'>Merged</td></tr>",
        HEAD + "<tr><td rowspan='2'>Merged</td><td>1</td></tr>",
        HEAD + "<tr><td>Too few</td></tr>",
        "",
    ],
)
def test_any_other_table_keeps_its_frame_that_scrolls(rows):
    soup = shaped(rows)
    assert soup.select_one(".table-wrap") and not soup.select_one(".table-wrap--reflow")
    assert not soup.select("[data-label]")
