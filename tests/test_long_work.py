"""Long work says how far it is, how fast and how long still; it stops with a sentence and goes on where it was."""

import os
import signal
from pathlib import Path

import pytest
from django.core.cache import caches
from django.core.management import CommandError, call_command
from django.utils import timezone

from articles import due, images
from articles.models import Article, Image
from jobs import progress
from jobs.progress import Progress, line, stoppable, time_left
from portal.moving import arriving, leaving
from search import index
from search.models import Entry
from tests.addresses import make_world
from tests.factories import make_article, make_image
from tests.test_site_moves import empty_the_site, rows
from tests.wordpress_files import export, post

ROOT = Path(__file__).resolve().parent.parent


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def told(monkeypatch):
    """Lines of a Progress whose clock the test moves."""
    monkeypatch.setattr(progress, "show", lambda kind, words: None)
    lines, clock = [], Clock()
    return lines, clock, Progress("rebuild_search", lines.append, clock)


def test_a_line_a_second_says_how_many_how_fast_and_how_long_still(told):
    lines, clock, say = told
    for done in range(1, 101):
        clock.now += 0.125
        say("entries", done, 100)
    assert len(lines) == 13
    assert lines[0] == "entries: 8 of 100, 8.0 a second, 12 seconds left"
    assert lines[-1] == "entries: 100 of 100, 8.0 a second"


def test_what_was_there_before_makes_nothing_look_faster(told):
    lines, clock, say = told
    say("articles", 9_000, 10_000)
    clock.now = 10
    say("articles", 9_100, 10_000)
    assert lines == ["articles: 9,100 of 10,000, 10 a second, 2 minutes left"]


@pytest.mark.parametrize(
    ("rest", "rate", "words"),
    [
        (5, 0, ""),
        (0, 1, "0 seconds left"),
        (1, 1, "1 second left"),
        (89, 1, "89 seconds left"),
        (90, 1, "2 minutes left"),
        (3600, 1, "60 minutes left"),
        (36_000, 1, "10 hours left"),
    ],
)
def test_the_time_that_is_left_in_words(rest, rate, words):
    assert time_left(rest, rate) == words


def test_where_nobody_knows_how_many_there_are_it_says_how_far_and_how_fast():
    assert line("files", 1_200, 0, 3.25) == "files: 1,200, 3.2 a second"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_a_polite_kill_end_in_one_sentence(number):
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(CommandError, match=r"^Stopped\. It goes on\.$") as stopped, stoppable("Stopped. It goes on."):
        os.kill(os.getpid(), number)
        signal.pause()
    assert stopped.value.returncode == 130
    assert signal.getsignal(signal.SIGTERM) == before


@pytest.mark.django_db
def test_owners_see_what_is_being_done_and_others_do_not(owner, editor):
    progress.show("rebuild_search", "entries: 20 of 100, 2.0 a second, 40 seconds left")
    assert "Being done now: entries: 20 of 100, 2.0 a second, 40 seconds left" in owner.get("/admin/").content.decode()
    assert "Being done now" not in editor.get("/admin/").content.decode()
    caches["pages"].delete("progress:rebuild_search")
    assert "Being done now" not in owner.get("/admin/").content.decode()


@pytest.mark.django_db
def test_a_cache_that_fails_costs_the_line_and_nothing_else(owner, monkeypatch):
    def fails(*_args, **_more):
        raise OSError

    monkeypatch.setattr(caches["pages"], "set", fails)
    progress.show("rebuild_search", "words")
    monkeypatch.setattr(caches["pages"], "get_many", fails)
    assert progress.shown() == []


def stopping_at(function, number: int):
    """`function`, but its call of this number is where somebody presses Ctrl-C."""
    calls = []

    def called(*args, **more):
        calls.append(args)
        if len(calls) == number:
            raise KeyboardInterrupt
        return function(*args, **more)

    return called


@pytest.mark.django_db
def test_rebuilding_the_search_stops_cleanly_and_the_next_run_does_it_all(monkeypatch):
    for number in range(3):
        make_article(slug=f"one-{number}")
    Entry.objects.all().delete()
    with monkeypatch.context() as patched:
        patched.setattr(index, "put", stopping_at(index.put, 3))
        with pytest.raises(CommandError, match="Everything can still be found"):
            call_command("rebuild_search")
    assert Entry.objects.filter(kind="article").count() == 2
    call_command("rebuild_search")
    assert Entry.objects.filter(kind="article").count() == 3


@pytest.mark.django_db
def test_an_import_from_wordpress_stops_with_the_sentence_how_it_goes_on(tmp_path, monkeypatch):
    path = export(tmp_path, *(post(number) for number in range(1, 4)))
    monkeypatch.setattr(progress, "BETWEEN", 0)
    monkeypatch.setattr(progress, "show", stopping_at(progress.show, 2))
    with pytest.raises(CommandError, match="same file, and it goes on where it was"):
        call_command("import_wordpress", path)
    assert Article.objects.count() == 2
    call_command("import_wordpress", path)
    assert Article.objects.count() == 3


@pytest.fixture
def site(people):
    return make_world(people)


@pytest.mark.django_db
@pytest.mark.parametrize("where", ["write_articles", "write_tables", "write_rows", "copy_media"])
def test_an_export_that_was_stopped_is_never_taken_for_one_and_the_next_run_makes_it_whole(
    site, tmp_path, monkeypatch, where
):
    folder, whole = tmp_path / "out", tmp_path / "whole"
    call_command("export_site", whole)
    with monkeypatch.context() as patched:
        patched.setattr(leaving, where, stopping_at(getattr(leaving, where), 1))
        with pytest.raises(CommandError, match="is of no use so"):
            call_command("export_site", folder)
    with pytest.raises(CommandError, match="broken off"):
        call_command("import_site", folder)
    call_command("export_site", folder)
    names = sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))
    assert names == sorted(str(path.relative_to(whole)) for path in whole.rglob("*"))
    assert rows_of(folder) == rows_of(whole)


def rows_of(folder) -> list[str]:
    """What an export holds, but its own line in the record and the number of all lines at the end."""
    *rows, _number = (folder / "site.json").read_text().splitlines()
    return [row for row in rows if '"action": "export site"' not in row]


@pytest.mark.django_db
def test_a_folder_of_somebody_elses_is_never_cleared(site, tmp_path):
    (tmp_path / "letter.txt").write_text("keep me")
    with pytest.raises(CommandError, match="not empty"):
        call_command("export_site", tmp_path)
    (tmp_path / leaving.UNFINISHED).touch()
    call_command("export_site", tmp_path)
    assert (tmp_path / "letter.txt").read_text() == "keep me"


@pytest.mark.django_db
@pytest.mark.parametrize("where", ["load_rows", "place_media", "rebuild", "place_faq"])
def test_a_site_whose_import_was_stopped_comes_whole_with_the_next_run(site, tmp_path, monkeypatch, settings, where):
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    call_command("export_site", tmp_path / "out")
    before = rows()
    empty_the_site()
    with monkeypatch.context() as patched:
        patched.setattr(arriving, where, stopping_at(getattr(arriving, where), 1))
        with pytest.raises(CommandError, match="Run it again with the same folder"):
            call_command("import_site", tmp_path / "out")
    call_command("import_site", tmp_path / "out")
    assert {model: rows()[model] for model in before} == before
    assert Entry.objects.filter(kind="article").exists()
    with pytest.raises(CommandError, match="not empty: it has"):  # and once it is whole, it is a site like any other
        call_command("import_site", tmp_path / "out")


@pytest.mark.django_db
def test_another_copy_is_not_mixed_into_an_import_that_was_stopped(site, tmp_path, monkeypatch, settings):
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    call_command("export_site", tmp_path / "one")
    make_article(slug="one-more")
    call_command("export_site", tmp_path / "two")
    empty_the_site()
    monkeypatch.setattr(arriving, "place_media", stopping_at(arriving.place_media, 1))
    with pytest.raises(CommandError):
        call_command("import_site", tmp_path / "one")
    with pytest.raises(CommandError, match="not empty: it has"):
        call_command("import_site", tmp_path / "two")


@pytest.mark.django_db
def test_sizes_of_pictures_are_made_at_once_stop_cleanly_and_go_on(monkeypatch):
    for number in range(3):
        make_image(key=f"picture-{number}")
    Image.objects.update(next_try_at=timezone.now(), renditions={})
    with monkeypatch.context() as patched:
        patched.setattr(images, "make_renditions", stopping_at(images.make_renditions, 2))
        with pytest.raises(CommandError, match="What has been made stays"):
            call_command("make_renditions")
    made = Image.objects.exclude(renditions={}).count()
    assert made == 1
    Image.objects.update(leased_until=None)  # the one in hand is free again when its lease has run out
    call_command("make_renditions")
    assert Image.objects.exclude(renditions={}).count() == 3


@pytest.mark.django_db
def test_a_damaged_picture_stops_none_of_the_others(monkeypatch):
    for number in range(3):
        make_image(key=f"picture-{number}")
    Image.objects.update(next_try_at=timezone.now(), renditions={})
    make = images.make_renditions

    def break_the_first(image):
        if image.key == "picture-0":
            raise OSError("not there")
        return make(image)

    monkeypatch.setattr(images, "make_renditions", break_the_first)
    call_command("make_renditions")
    assert sorted(Image.objects.exclude(renditions={}).values_list("key", flat=True)) == ["picture-1", "picture-2"]


@pytest.mark.django_db
def test_the_worker_says_how_many_pictures_wait(monkeypatch):
    for number in range(7):
        make_image(key=f"picture-{number}")
    Image.objects.update(next_try_at=timezone.now())
    monkeypatch.setattr(due, "make_renditions", lambda image: None)
    assert due.make_waiting_renditions(timezone.now()) == 5
    assert [words for words in progress.shown() if "pictures that wait for their sizes: 2" in words]


def test_every_long_work_is_written_with_progress_and_a_way_to_stop():
    long_work = {
        "import_wordpress",
        "export_site",
        "import_site",
        "make_bench_data",
        "backup",
        "restore",
        "make_renditions",
        "rebuild_search",
    }
    for name in long_work:
        app = {"make_renditions": "articles", "rebuild_search": "search"}.get(name, "portal")
        words = (ROOT / app / "management" / "commands" / f"{name}.py").read_text(encoding="utf-8")
        assert "Progress(" in words and "stoppable(" in words, name
    assert long_work == set(progress.KINDS)
