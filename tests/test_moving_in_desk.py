"""Moving in on the desk: an owner uploads an export, reads what would come, brings it in, and stops it on the way."""

import io
import os
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler, TemporaryFileUploadHandler
from django.utils import timezone

from articles.models import Article, Image
from portal.arrival import files, starting, work
from portal.models import Arrival, Imported
from tests.factories import picture_bytes
from tests.wordpress_files import attachment, comment, export, post

pytestmark = pytest.mark.django_db
PAGE = "/admin/moving-in/"


@pytest.fixture(autouse=True)
def private_folder(tmp_path, settings):
    settings.DATA_DIR = tmp_path / "data"


def packed(**entries: bytes) -> SimpleUploadedFile:
    return packed_as({name.replace("__", "/") + ".png": data for name, data in entries.items()})


def packed_as(entries: dict[str, bytes]) -> SimpleUploadedFile:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return SimpleUploadedFile("uploads.zip", held.getvalue())


def xml(tmp_path, *items: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("old-blog.xml", export(tmp_path, *items).read_bytes())


def upload(client, file, pictures=None) -> Arrival:
    answer = client.post(PAGE, {"export": file} | ({"pictures": pictures} if pictures else {}))
    assert answer.status_code == 302, answer.content.decode()
    row = Arrival.objects.get()
    assert answer.headers["Location"] == f"{PAGE}{row.pk}/"
    return row


def shown(client, row) -> str:
    return client.get(f"{PAGE}{row.pk}/").content.decode()


def press(client, row, button: str) -> str:
    return client.post(f"{PAGE}{row.pk}/", {button: "1"}, follow=True).content.decode()


def on_disk() -> list[str]:
    return sorted(str(path.relative_to(files.room())) for path in files.room().rglob("*") if path.is_file())


def test_an_export_is_looked_through_first_and_then_brought_in_and_its_files_are_removed(owner, tmp_path):
    address = "https://old.example.org/wp-content/uploads/2019/a.png"
    body = f'<img class="wp-image-8" src="{address}" alt="A lamp">[contact-form-7 id="1"]'
    items = post(7, body, inside=comment(1, "It helped."), title="Sleep"), attachment(8, "2019/a.png")
    row = upload(owner, xml(tmp_path, *items), packed(uploads__2019__a=picture_bytes("PNG")))
    page = owner.get(f"{PAGE}{row.pk}/")
    assert "being looked through" in page.content.decode()
    assert page.headers["Refresh"] == f"5; url={PAGE}{row.pk}/?by-itself"

    assert work.take_one()
    page = owner.get(f"{PAGE}{row.pk}/")
    words = page.content.decode()
    assert "Nothing has been stored yet" in words
    assert "pictures: 1" in words
    assert "contact-form-7" in words
    assert "Sleep" in words
    assert "Refresh" not in page.headers
    assert not Article.objects.exists()
    assert not Imported.objects.exists()

    press(owner, row, "bring")
    assert work.take_one()
    assert "Everything has come" in shown(owner, row)
    assert [article.status for article in Article.objects.all()] == ["draft"]
    assert Image.objects.count() == 1
    assert on_disk() == []
    assert not work.take_one()


def test_what_is_uploaded_twice_changes_nothing(owner, tmp_path):
    for _again in range(2):
        row = upload(owner, xml(tmp_path, post(7)))
        work.take_one()
        press(owner, row, "bring")
        work.take_one()
        found = shown(owner, row)
        Arrival.objects.all().delete()
    assert Article.objects.count() == 1
    assert "Here already" in found


def test_it_stops_after_the_post_it_is_at_and_goes_on_where_it_was(owner, tmp_path, monkeypatch):
    row = upload(owner, xml(tmp_path, *(post(number) for number in range(1, 6))))
    work.take_one()
    press(owner, row, "bring")
    assert "It stops after the post" in press(owner, row, "stop")
    monkeypatch.setattr(work, "BETWEEN", 0)
    work.take_one()
    assert Article.objects.count() == 1
    assert "goes on where it was" in shown(owner, row)
    press(owner, row, "bring")
    work.take_one()
    assert Article.objects.count() == 5
    assert "Everything has come" in shown(owner, row)


def test_the_page_shows_how_far_it_is_how_fast_and_how_long_it_takes(owner):
    began = timezone.now() - timedelta(seconds=10)
    row = Arrival.objects.create(name="a.xml", folder="x", state="bringing", done=20, total=100, began_at=began)
    words = " ".join(shown(owner, row).split())
    assert '<progress value="20" max="100"' in words
    assert "20 of 100 posts, 2.0 a second, 40 seconds left" in words


def test_a_page_that_loads_itself_again_keeps_nobody_signed_in(owner):
    row = Arrival.objects.create(name="a.xml", folder="x", state="bringing")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        again = owner.get(f"{PAGE}{row.pk}/").headers["Refresh"].partition("url=")[2]
        begun = timezone.now()
        while timezone.now() - begun < settings.STAFF_IDLE_LIMIT - timedelta(minutes=10):
            clock.shift(timedelta(minutes=5))
            assert owner.get(again).status_code == 200
        clock.shift(timedelta(minutes=11))
        assert owner.get(again).status_code == 302


def test_a_page_that_somebody_loads_again_counts_as_use(owner):
    row = Arrival.objects.create(name="a.xml", folder="x", state="bringing")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _time in range(3):
            assert owner.get(f"{PAGE}{row.pk}/").status_code == 200
            clock.shift(settings.STAFF_IDLE_LIMIT - timedelta(minutes=1))


def test_a_broken_file_gives_its_line_and_leaves_nothing(owner, tmp_path):
    whole = export(tmp_path, post(7)).read_bytes()
    row = upload(owner, SimpleUploadedFile("cut.xml", whole[:-200]))
    work.take_one()
    assert "Line " in shown(owner, row)
    assert "Nothing of this file has been stored" in shown(owner, row)
    assert on_disk() == []
    assert not Article.objects.exists()


def test_an_error_of_the_program_is_said_and_it_can_go_on(owner, tmp_path, monkeypatch):
    row = upload(owner, xml(tmp_path, post(7)))

    def fail(*_args, **_more):
        raise KeyError("x")

    monkeypatch.setattr(work, "import_wordpress", fail)
    work.take_one()
    assert "an error of its own (KeyError)" in shown(owner, row)
    monkeypatch.undo()
    press(owner, row, "look")
    assert Arrival.objects.get().state == "looking"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "required"),
        ({"export": SimpleUploadedFile("a.xml", b"PK\x03\x04")}, "This is a ZIP"),
        ({"export": SimpleUploadedFile("a.xml", b"hello")}, "This is not an XML file"),
        (
            {"export": SimpleUploadedFile("a.xml", b"<rss/>"), "pictures": SimpleUploadedFile("a.zip", b"no")},
            "This is not a ZIP file",
        ),
    ],
)
def test_a_wrong_file_is_refused_in_plain_words_and_not_kept(owner, sent, words):
    answer = owner.post(PAGE, sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert on_disk() == []


def test_a_file_over_the_limit_is_refused_with_both_sizes(owner, tmp_path, monkeypatch):
    monkeypatch.setattr(files, "LARGEST_EXPORT", 1024)
    answer = owner.post(PAGE, {"export": xml(tmp_path, post(7))})
    assert answer.status_code == 422
    assert "at most 1.0" in answer.content.decode()
    assert on_disk() == []


def test_no_second_export_is_taken_while_one_is_worked_on(owner, tmp_path):
    upload(owner, xml(tmp_path, post(7)))
    answer = owner.post(PAGE, {"export": xml(tmp_path, post(8))})
    assert answer.status_code == 422
    assert "is being worked on" in answer.content.decode()
    assert Arrival.objects.count() == 1


@pytest.mark.parametrize("name", ["../evil.png", "/etc/evil.png", "a/../../evil.png", "C:/evil.png", "a\\..\\evil.png"])
def test_a_zip_that_names_a_place_outside_is_refused_whole(owner, tmp_path, name):
    row = upload(owner, xml(tmp_path, post(7)), packed_as({"good.png": b"x", name: b"x"}))
    work.take_one()
    assert "outside its folder" in shown(owner, row)
    assert on_disk() == []
    assert not list(tmp_path.rglob("evil.png"))


def test_a_zip_that_unpacks_to_more_than_there_is_room_for_is_refused(owner, tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MOST_UNPACKED", 3_000_000)
    row = upload(owner, xml(tmp_path, post(7)), packed(a=bytes(2_000_000), b=bytes(2_000_000)))
    work.take_one()
    assert "more room than there is" in shown(owner, row)
    assert on_disk() == []


def test_what_is_no_picture_is_not_unpacked_and_a_link_becomes_a_plain_file(tmp_path):
    link = zipfile.ZipInfo("link.png")
    link.external_attr = 0o120777 << 16
    held = tmp_path / "a.zip"
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("run.php", "<?php")
    (tmp_path / "out").mkdir()
    files.unpack(held, tmp_path / "out")
    assert [(path.name, path.is_symlink()) for path in (tmp_path / "out").iterdir()] == [("link.png", False)]


def test_a_picture_of_the_zip_that_cannot_be_unpacked_is_said_in_plain_words(tmp_path):
    damaged = bytearray(packed_as({"uploads/a.png": b"x" * 5_000}).read())
    damaged[43:45] = b"\xff" * 2  # of the packed bytes; name and list stay whole
    (tmp_path / "a.zip").write_bytes(damaged)
    with pytest.raises(files.BadPictures, match="damaged"):
        files.unpack(tmp_path / "a.zip", tmp_path)


def test_a_damaged_zip_is_said_in_plain_words(owner, tmp_path):
    whole = packed(a=picture_bytes("PNG")).read()
    at = whole.index(b"a.png") + 30
    row = upload(owner, xml(tmp_path, post(7)), SimpleUploadedFile("a.zip", whole[:at] + b"\0\0\0\0" + whole[at + 4 :]))
    work.take_one()
    assert Arrival.objects.get().state == "broken"
    assert "The ZIP is damaged" in shown(owner, row)


def test_files_that_nobody_touched_for_a_week_are_removed_and_the_report_stays(owner, tmp_path):
    row = upload(owner, xml(tmp_path, post(7)))
    work.take_one()
    starting.remove_old(timezone.now() + timedelta(days=6))
    assert on_disk() != []
    starting.remove_old(timezone.now() + timedelta(days=8))
    assert on_disk() == []
    assert "Its files have been removed" in shown(owner, row)
    assert "What would come" in shown(owner, row)
    assert "cannot be done now" in press(owner, row, "bring")


def test_the_owner_can_remove_the_files_at_once(owner, tmp_path):
    row = upload(owner, xml(tmp_path, post(7)))
    work.take_one()
    press(owner, row, "remove")
    assert on_disk() == []


def test_the_whole_report_is_a_text_file(owner, tmp_path):
    row = upload(owner, xml(tmp_path, post(7, '[contact-form-7 id="1"]')))
    assert owner.get(f"{PAGE}{row.pk}/report/").status_code == 404
    work.take_one()
    answer = owner.get(f"{PAGE}{row.pk}/report/")
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert "Shortcodes" in answer.content.decode()


@pytest.mark.parametrize("role", ["editor", "clinician", "moderator"])
def test_only_owners_move_in(role, request, tmp_path):
    client = request.getfixturevalue(role)
    row = Arrival.objects.create(name="a.xml", state="looked")
    for address in (PAGE, f"{PAGE}{row.pk}/", f"{PAGE}{row.pk}/report/"):
        assert client.get(address).status_code == 403
    assert client.post(PAGE, {"export": xml(tmp_path, post(7))}).status_code == 403
    assert client.post(f"{PAGE}{row.pk}/", {"bring": "1"}).status_code == 403
    assert on_disk() == []


def test_a_stranger_is_sent_to_sign_in_and_not_a_byte_of_the_file_is_stored(reader, tmp_path, monkeypatch):
    monkeypatch.setattr(TemporaryFileUploadHandler, "new_file", lambda *_: pytest.fail("stored"))
    monkeypatch.setattr(MemoryFileUploadHandler, "new_file", lambda *_: pytest.fail("stored"))
    answer = reader.post(PAGE, {"export": xml(tmp_path, post(7))})
    assert answer.status_code == 302
    assert on_disk() == []


class Unread:
    """A body that must not be read."""

    def read(self, *_):
        pytest.fail("read")

    readline = __iter__ = read


@pytest.mark.parametrize("role", ["reader", "editor"])
def test_nothing_that_a_stranger_sends_is_read_before_the_answer(role, request):
    client = request.getfixturevalue(role)
    client.handler.enforce_csrf_checks = True
    client.cookies["csrf"] = "x" * 32
    about = {"CONTENT_TYPE": "multipart/form-data; boundary=x", "CONTENT_LENGTH": "9000", "wsgi.input": Unread()}
    answer = client.post(PAGE, HTTP_ORIGIN="http://testserver", **about)
    assert answer.status_code == {"reader": 302, "editor": 403}[role]


def test_more_than_there_is_room_for_is_said_before_it_is_stored(owner, tmp_path, monkeypatch):
    monkeypatch.setattr(files, "KEEP_FREE", 1 << 60)
    answer = owner.post(PAGE, {"export": xml(tmp_path, post(7))})
    assert answer.status_code == 422
    assert "than it has room for" in answer.content.decode()
    assert on_disk() == []


def test_folders_that_no_row_knows_are_removed_after_a_day():
    lost, fresh = files.room() / "lost", files.room() / "fresh"
    for path in (lost, fresh):
        path.mkdir()
        (path / "export.xml").write_text("words")
    os.utime(lost, (1, 1))
    starting.remove_old(timezone.now())
    assert on_disk() == ["fresh/export.xml"]


def test_a_move_that_was_given_up_lets_go_of_its_files_too(owner, tmp_path):
    upload(owner, xml(tmp_path, post(7)))
    Arrival.objects.update(parked_at=timezone.now())
    starting.remove_old(timezone.now() + timedelta(days=8))
    assert on_disk() == []


def test_a_large_upload_goes_to_the_private_folder_and_is_moved_not_copied(owner, tmp_path, monkeypatch):
    moved = []
    monkeypatch.setattr(files.shutil, "move", lambda there, here: moved.append(Path(there).rename(here)))
    upload(owner, xml(tmp_path, post(7)))
    assert len(moved) == 1
    assert [name.partition("/")[2] for name in on_disk()] == ["export.xml"]
    assert oct(files.room().stat().st_mode & 0o777) == "0o700"


def test_what_a_broken_off_upload_left_is_removed_after_a_day(settings):
    left, fresh = files.room() / "a.part", files.room() / "b.part"
    for path in (left, fresh):
        path.write_bytes(b"x")
    os.utime(left, (1, 1))
    starting.remove_old(timezone.now())
    assert on_disk() == ["b.part"]


@pytest.mark.parametrize("number", [0, 999, 10**30])
def test_an_export_that_is_not_there_answers_not_found(owner, number):
    assert owner.get(f"{PAGE}{number}/").status_code == 404


def test_two_processes_never_take_the_same_step(owner, tmp_path):
    row = upload(owner, xml(tmp_path, post(7)))
    Arrival.objects.filter(pk=row.pk).update(leased_until=timezone.now() + timedelta(minutes=1))
    assert not work.take_one()
    assert Arrival.objects.get().state == "looking"


def test_the_worker_starts_one_process_while_a_step_waits(owner, tmp_path, monkeypatch):
    started = []

    class Running:
        def __init__(self, command, **_more):
            started.append(command[-1])

        def poll(self):
            return None

    monkeypatch.setattr(starting.subprocess, "Popen", Running)
    monkeypatch.setattr(starting._Process, "running", None)
    assert starting.start_when_asked(timezone.now()) == 0
    upload(owner, xml(tmp_path, post(7)))
    assert starting.start_when_asked(timezone.now()) == 1
    assert starting.start_when_asked(timezone.now()) == 0
    assert started == ["move_in"]
