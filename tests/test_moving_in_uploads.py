"""What an owner may upload to move in: the right files, within the limits, while there is room; and nothing of anybody
else's, of which not a byte is read."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler, TemporaryFileUploadHandler

from portal.arrival import files, uploading
from portal.models import Arrival
from tests.arrivals import PAGE, on_disk, private_folder, upload, xml  # noqa: F401
from tests.wordpress_files import post

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize("role", ["reader", "editor"])
def test_where_nobody_has_asked_who_sends_it_nothing_is_stored_either(role, request, tmp_path, monkeypatch):
    """The second guard, behind KnownSenders. Seen red with an upload handler that takes everybody's files."""
    monkeypatch.setattr(uploading.KnownSenders, "__call__", lambda layer, request: layer.get_response(request))
    monkeypatch.setattr(uploading, "Stored", lambda *_, **_more: pytest.fail("stored"))
    client = request.getfixturevalue(role)
    client.handler.enforce_csrf_checks = True  # so that the form is read
    client.cookies["csrf"] = "x" * 32
    answer = client.post(PAGE, {"export": xml(tmp_path, post(7)), "csrfmiddlewaretoken": "x" * 32})
    assert answer.status_code == 403
    assert on_disk() == []


def test_more_than_there_is_room_for_is_said_before_it_is_stored(owner, tmp_path, monkeypatch):
    monkeypatch.setattr(files, "KEEP_FREE", 1 << 60)
    answer = owner.post(PAGE, {"export": xml(tmp_path, post(7))})
    assert answer.status_code == 422
    assert "than it has room for" in answer.content.decode()
    assert on_disk() == []


def test_a_large_upload_goes_to_the_private_folder_and_is_moved_not_copied(owner, tmp_path, monkeypatch):
    moved = []
    monkeypatch.setattr(files.shutil, "move", lambda there, here: moved.append(Path(there).rename(here)))
    upload(owner, xml(tmp_path, post(7)))
    assert len(moved) == 1
    assert [name.partition("/")[2] for name in on_disk()] == ["export.xml"]
    assert oct(files.room().stat().st_mode & 0o777) == "0o700"
