"""An export with what fifteen years of a blog may leave: it comes without an exception, nothing private shows, and the
report names all that stayed behind. In each version of the format, and as a file of another encoding."""

from pathlib import Path

import pytest
from django.test import Client

from articles.models import Article, Topic
from articles.sanitising import LARGEST
from comments.models import Comment, Status
from portal.models import Imported, OldAddress
from portal.wordpress import importing
from portal.wordpress.importing import import_wordpress
from portal.wordpress.markup import clean_post
from portal.wordpress.walker import Surroundings
from portal.wordpress.wxr import BadExport
from tests.test_wordpress_import import everything

pytestmark = pytest.mark.django_db
WORDS = (Path(__file__).parent / "data" / "wordpress" / "years.xml").read_text(encoding="utf-8")
LINE = "<p>Calm words about sleep &amp; rest.</p>\n"
LONG, TWO_MEGABYTES = LINE * 2_000, LINE * 50_000
MARKERS = ("MARKER-", "SECRET-PASSWORD", "HIDDEN-WORDS", "secret.example", "198.51.100.7")
NOT_CARRIED = {
    "posts and entries": ("Binned MARKER-TRASH (15)", "Auto Draft (16)", "A lamp (17)", "– (18)", "Styles (21)")
    + ("Twice (10)", "No number at all (0)", "user_request"),
    "files": ("2011/gone.jpg", "2012/price-list.pdf", "No file", "written into the text itself", "number 404"),
    "comments": ("marked as spam there", "pingback", "without a number of their own", "under pages of files")
    + ("under entries that did not come", "akismet_result", "the end of a name of more than 40"),
    "markup": ("contact-form-7", "et_pb_section", "latest-posts", "Scripts", "Forms", "Trackers", "Hidden text"),
    "terms": ("Empty shelf", "post_format: Aside", "Staff only MARKER-CATEGORY"),
    "the rest": (
        "_elementor_data",
        "control characters",
        "Talk & tea 🫖 for everyone (10)",
        "Letter MARKER-PASSWORD (14)",
    )
    + ("Dr Jo Reed", "?p=404", "/same", "Dates that make no sense", "now several drafts"),
}


@pytest.fixture(autouse=True)
def no_rest(monkeypatch):
    monkeypatch.setattr(importing, "REST", 0)


def made(folder: Path, version: str = "1.2", huge: str = LINE, nul: str = "\x00") -> Path:
    path = folder / "years.xml"
    words = WORDS.replace("{VERSION}", version).replace("{HUGE}", huge).replace("{NUL}", nul)
    path.write_text(words, encoding="utf-8")
    return path


@pytest.fixture
def moved(tmp_path):
    return import_wordpress(made(tmp_path, huge=LONG))


def test_it_comes_whole_and_everything_waits(moved):
    assert not Article.objects.exclude(status="draft").exists()
    assert not Comment.objects.exclude(status=Status.PENDING).exists()
    slugs = set(Imported.objects.filter(kind="post", part=1).values_list("article__slug", flat=True))
    assert slugs == {"talk", "same", "same-2", "diary", "letter", "planned", "two-megabytes"}
    assert Imported.objects.filter(number=24).count() == 2
    levels = list(Comment.objects.filter(article__slug="talk").order_by("submitted_at"))
    assert len(levels) == 5
    assert len({row.parent_id for row in levels if row.parent_id}) == 1  # our threads are one answer deep
    assert Comment.objects.get(text__contains="I want to die").tier == "high"
    authors = dict(Imported.objects.filter(kind="post", part=1).values_list("number", "author"))
    assert (authors[10], authors[11], authors[12], authors[13]) == ("Dr Jo Reed", "nobody-known", "", "sam")
    assert {topic.title for topic in Topic.objects.all()} == {"Round", "Own parent"}


def test_the_report_names_what_did_not_come(moved):
    said = "\n".join(moved.lines())
    assert {
        part: left for part, words in NOT_CARRIED.items() if (left := [one for one in words if one not in said])
    } == {}
    assert "secret.example" not in said and "SECRET-PASSWORD" not in said


def test_a_post_of_two_megabytes_becomes_drafts_none_of_which_is_too_long():
    parts = clean_post(TWO_MEGABYTES, Surroundings()).parts
    assert len(parts) > 20
    assert max(map(len, parts)) <= LARGEST
    assert sum(part.count("Calm words") for part in parts) == 50_000


def test_nothing_private_is_public(moved):
    client = Client()
    addresses = [
        "/",
        "/articles/",
        "/topics/",
        "/feeds/articles/",
        "/sitemap.xml",
        "/a-z/",
        "/search/?q=marker",
        "/?p=13",
    ]
    addresses += ["/diary/", "/letter/", "/?p=14", "/category/staff-only/", "/?cat=6", "/tag/rtl/", "/articles/diary/"]
    addresses += [f"/{row.address}" for row in OldAddress.objects.exclude(address__startswith="?")]
    for address in addresses:
        answer = client.get(address, follow=True)
        assert answer.status_code < 500, address
        words = answer.content.decode()
        assert [marker for marker in MARKERS if marker in words.replace("q=marker", "")] == [], address
    assert not OldAddress.objects.filter(address__in=("diary", "letter", "?p=13", "?p=14")).exists()


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_the_older_versions_of_the_format_give_the_same(tmp_path, version):
    report = import_wordpress(made(tmp_path, version), dry_run=True)
    expected = import_wordpress(made(tmp_path), dry_run=True)
    assert report.to_json() == expected.to_json()


def test_the_second_time_changes_nothing_and_says_the_same(tmp_path):
    path = made(tmp_path)
    first = import_wordpress(path).to_json()
    before = everything()
    again = import_wordpress(path).to_json()
    assert everything() == before
    assert not again["came"]
    for part in ("not_carried_over", "to_mend", "worklist"):
        assert again[part] == first[part]


@pytest.mark.parametrize(("declared", "encoding"), [("ISO-8859-1", "latin-1"), ("windows-1252", "cp1252")])
def test_a_file_of_another_encoding_is_read_as_it_says(tmp_path, declared, encoding):
    path = made(tmp_path, nul="")
    words = path.read_text(encoding="utf-8").replace('encoding="UTF-8"', f'encoding="{declared}"')
    words = words.replace("One of two.", "Café, über, ñ.")
    path.write_bytes(words.encode(encoding, "xmlcharrefreplace"))
    import_wordpress(path)
    assert "Café, über, ñ." in Article.objects.get(slug="same").draft.content["body"]


def test_a_file_that_lies_about_its_encoding_comes_or_is_refused_in_words(tmp_path):
    path = made(tmp_path)
    path.write_bytes(path.read_bytes().replace(b"One of two.", b"Caf\xe9."))  # Latin-1 in a file that says UTF-8
    report = import_wordpress(path)
    assert "bytes that are not UTF-8" in "\n".join(report.lines())
    path.write_bytes(path.read_bytes().replace(b'encoding="UTF-8"', b'encoding="klingon"'))
    with pytest.raises(BadExport, match="encoding cannot be read"):
        import_wordpress(path)
