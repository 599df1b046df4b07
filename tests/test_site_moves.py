"""Export → empty site → import: the same rows, the same public bytes, and nobody locked in."""

import csv
import json
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from articles.models import Article, PreviewLink, Revision, Topic
from clinic.models import ClinicProfile, Record, User
from comments.models import Comment
from pagecache import pieces
from pagecache.shared import pages
from portal.moving.leaving import write_tables
from portal.moving.markdown import to_markdown
from portal.moving.rows import carried_models
from portal.policies.models import PolicyVersion
from search.models import Entry, Label, Word
from tests.addresses import make_world, public_addresses
from tests.comment_factories import make_comment
from tests.factories import make_article
from tests.rows_of_each import add_the_rest

pytestmark = pytest.mark.django_db
MORE = ("/articles/gone/", "/articles/was-here/", "/2014/05/old-post/", "/topics/old/", "/search/?q=words", "/nothing/")
# Links to drafts are left behind, and whether the machine is well is not a page.
NOT_CARRIED = ("/preview/", "/healthz", "/readyz")


def rows() -> dict:
    found = {}
    for model in carried_models():
        hidden = {"password", "last_login"} if model is User else set()
        names = [field.attname for field in model._meta.concrete_fields if field.attname not in hidden]
        links = [field.name for field in model._meta.many_to_many]
        found[model] = [
            [getattr(row, name) for name in names]
            + [sorted(getattr(row, link).values_list("pk", flat=True)) for link in links]
            for row in model._base_manager.order_by("pk")
        ]
    return found


def pages_as_read(addresses) -> dict:
    """Status, address and bytes of each public page, as somebody who comes with nothing reads them."""
    pages.clear()
    pieces.memory.clear()
    found = {address: Client().get(address) for address in (*addresses, *MORE)}
    return {
        address: (answer.status_code, answer.headers.get("Location"), answer.getvalue())
        for address, answer in found.items()
        if not address.startswith(NOT_CARRIED)
    }


def empty_the_site() -> None:
    """As after “migrate” on a new machine."""
    Article.objects.update(live=None, draft=None, scheduled=None, status="draft", publish_at=None)
    for model in (PreviewLink, Word, Label, Entry, *reversed(carried_models())):
        model._base_manager.get_queryset()._raw_delete("default")
    for model in carried_models():
        for link in model._meta.local_many_to_many:
            link.remote_field.through._base_manager.get_queryset()._raw_delete("default")
    here = Path(settings.DATA_DIR)
    for name in ("profile.json", "policies.json", "answer-links.json"):
        (here / name).unlink(missing_ok=True)
    shutil.rmtree(here / "media", ignore_errors=True)


@pytest.fixture
def world(people):
    world = make_world(people)
    add_the_rest(world, people)
    make_comment(article=world["article"], text="It waits.", email="owl@example.org")
    return world


@pytest.fixture
def moved_out(tmp_path, world):
    folder = tmp_path / "out"
    call_command("export_site", folder, verbosity=0)
    return folder


def test_what_comes_back_is_the_same_to_the_last_byte(moved_out, world):
    addresses = public_addresses(world)
    before, read = rows(), pages_as_read(addresses)
    assert [model._meta.label for model, found in before.items() if not found] == []
    assert len(read) > 40 and b"Words" in read["/articles/shown/"][2]
    empty_the_site()
    call_command("import_site", moved_out, verbosity=0)
    after = rows()
    assert {model: after[model] for model in before} == before
    after = pages_as_read(addresses)
    assert [address for address in read if after[address] != read[address]] == []
    make_article(slug="one-more")  # numbers go on after the old ones
    assert Revision.objects.order_by("pk").last().article.slug == "one-more"


def test_a_copy_from_before_policies_had_versions_keeps_its_crisis_procedure(moved_out):
    file = moved_out / "site.json"
    head, *rows, last = file.read_text().splitlines()
    kept = [row.rstrip(",") for row in rows if row.startswith("{")]
    kept = [row for row in kept if json.loads(row)["model"] not in ("portal.policyversion", "portal.opening")]
    fields = {"crisis_procedure": "Ring the lead."}
    kept.append(json.dumps({"model": "portal.opening", "pk": 1, "fields": fields}))
    end = '], "number": ' + str(len(kept)) + "}"
    file.write_text("\n".join([head, ",\n".join(kept), end]) + "\n")
    assert last.startswith('], "number": ')
    empty_the_site()
    call_command("import_site", moved_out, verbosity=0)
    assert PolicyVersion.objects.in_force().get(policy="crisis").text == "<p>Ring the lead.</p>"


def test_everything_can_be_read_without_us(moved_out):
    text = (moved_out / "articles" / "shown.en-us.md").read_text()
    assert text.startswith('---\ntitle: "Getting ready for a talk"')
    assert "Words [@" in text
    assert "<p>Words" in (moved_out / "articles" / "shown.en-us.html").read_text()
    assert len(json.loads((moved_out / "site.json").read_text())["rows"]) > 20
    assert list((moved_out / "media" / "originals").iterdir())
    assert (moved_out / "faq").is_dir()
    assert "It waits." not in "".join(path.read_text() for path in (moved_out / "comments").iterdir())
    assert "approve comment" in (moved_out / "record.csv").read_text()


def test_the_record_says_that_everything_left_and_the_copy_has_the_line_too(moved_out):
    assert Record.objects.filter(action="export site", actor=None).count() == 1
    assert ",,export site,,," in (moved_out / "record.csv").read_text()


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_no_cell_is_a_formula(tmp_path, words):
    Topic.objects.create(slug="odd", title=words)
    write_tables(tmp_path)
    with (tmp_path / "topics.csv").open(newline="", encoding="utf-8") as file:
        cells = [row["title"] for row in csv.DictReader(file) if row["slug"] == "odd"]
    assert cells == [f"'{words}"]


def test_secrets_stay_behind(moved_out, people):
    everything = (moved_out / "site.json").read_text()
    assert "md5$" not in everything
    assert "argon2" not in everything
    assert (moved_out.stat().st_mode & 0o077) == 0
    assert settings.SECRET_KEY not in everything


def test_a_folder_or_site_with_something_in_it_is_refused(moved_out):
    with pytest.raises(CommandError, match="not empty"):
        call_command("export_site", moved_out)
    before = rows()
    with pytest.raises(CommandError, match="not empty: it has"):
        call_command("import_site", moved_out)
    assert rows() == before


@pytest.mark.parametrize("damage", ["cut", "line", "model", "head", "gone"])
def test_a_damaged_copy_is_named_and_nothing_of_it_is_stored(moved_out, damage):
    path = moved_out / "site.json"
    lines = path.read_text().splitlines()
    broken = {
        "cut": lines[:-3],
        "line": [*lines[:3], "{nonsense,", *lines[3:]],
        "model": [*lines[:3], '{"model": "clinic.unheard", "pk": 1, "fields": {}},', *lines[3:]],
        "head": ["{}", *lines[1:]],
    }
    if damage == "gone":
        path.unlink()
    else:
        path.write_text("\n".join(broken[damage]))
    empty_the_site()
    with pytest.raises(CommandError, match="Nothing has been stored"):
        call_command("import_site", moved_out, verbosity=0)
    assert not Article.objects.exists()
    assert not Comment.objects.exists()
    assert not Record.objects.exists()
    assert not ClinicProfile.objects.exists()


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<h2>A</h2><p>b <strong>c</strong> <em>d</em></p>", "## A\n\nb **c** *d*"),
        ("<ul><li>a</li><li><p>b</p><ol><li>c</li></ol></li></ul>", "- a\n- b\n  \n  1. c"),
        ('<p><a href="/x/">a_b</a> [1] [@han2016]</p>', "[a\\_b](</x/>) \\[1] [@han2016]"),
        ("<blockquote><p>a</p><p>b</p></blockquote><hr>", "> a\n>\n> b\n\n---"),
        ('<figure><img alt="A" src="/p/"><figcaption>c</figcaption></figure>', "![A](</p/>)\n\n*c*"),
        ("<table><tbody><tr><td>a</td></tr></tbody></table>", "<table><tbody><tr><td>a</td></tr></tbody></table>"),
    ],
)
def test_html_becomes_markdown(html, markdown):
    assert to_markdown(html) == markdown


@pytest.mark.parametrize("start", ["x", "-1", "²", "1.5", "9" * 5000])
def test_a_list_whose_start_is_no_number_begins_with_one(start):
    assert to_markdown(f'<ol start="{start}"><li>One</li><li>Two</li></ol>') == "1. One\n2. Two"


def test_a_text_longer_than_the_editor_takes_moves_out_whole_and_sanitised(tmp_path):
    draft = make_article(publish=False, slug="long").draft
    body = "<p>Words.</p>" * 6000 + "<script>alert(1)</script><p>The end.</p>"
    Revision.objects.filter(pk=draft.pk).update(content=draft.content | {"body": body})
    call_command("export_site", tmp_path / "out", verbosity=0)
    page = (tmp_path / "out" / "articles" / "long.en-us.html").read_text()
    assert "The end." in page and page.count("Words.") == 6000 and "alert(1)" not in page
