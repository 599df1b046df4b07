"""A ZIP made to fill the memory or the disk of the machine is refused in plain words, and leaves nothing behind.

Seen red without Bounded, without the limit of folders, and without the limit of what is written of one file.
"""

import tracemalloc
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from articles import images
from portal.arrival import files, work
from portal.models import Arrival
from tests.arrivals import on_disk, packed, packed_as, private_folder, shown, upload, xml  # noqa: F401
from tests.factories import picture_bytes
from tests.wordpress_files import post


@pytest.fixture
def into(tmp_path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def made(path: Path, names) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return path


def test_a_zip_that_is_nearly_all_list_is_not_read_into_memory(tmp_path, into, monkeypatch):
    packed = made(tmp_path / "a.zip", (f"{number:0200}.txt" for number in range(3000)))
    monkeypatch.setattr(files, "LONGEST_LIST", 100_000)
    tracemalloc.start()
    with pytest.raises(files.BadPictures, match="too many files"):
        files.unpack(packed, into)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 500_000


def test_more_files_than_are_taken_are_refused_before_one_is_unpacked(tmp_path, into, monkeypatch):
    monkeypatch.setattr(files, "MOST_FILES", 10)
    with pytest.raises(files.BadPictures, match="holds 11 files; at most 10"):
        files.unpack(made(tmp_path / "a.zip", (f"{number}.png" for number in range(11))), into)
    assert list(into.iterdir()) == []


def test_folders_without_end_are_refused_and_those_of_a_real_site_are_not(tmp_path, into):
    deep = "a/" * 1000 + "b.png"
    with pytest.raises(files.BadPictures, match="more than 20 deep"):
        files.unpack(made(tmp_path / "a.zip", ["good.png", deep]), into)
    assert list(into.iterdir()) == []
    real = "backup/public_html/wp-content/uploads/sites/3/2019/05/lamp-300x200.png"
    files.unpack(made(tmp_path / "b.zip", [real]), into)
    assert (into / real).read_bytes() == b"x"


def test_what_the_list_says_of_sizes_is_not_believed(tmp_path, into, monkeypatch):
    """A picture of zeros packs to a thousandth, and its list may call it small."""
    monkeypatch.setattr(images, "LARGEST_FILE", 3_000_000)
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.png", bytes(30_000_000))
    assert path.stat().st_size < 50_000
    files.unpack(path, into)
    assert (into / "a.png").stat().st_size <= images.LARGEST_FILE + files.PIECE


@pytest.mark.parametrize("name", ["a\0b.png", "x" * 300 + ".png", "con.png", "a.png/b.png", "./a.png", "…/é\u202e.png"])
def test_odd_names_fail_nothing_and_stay_inside(tmp_path, into, name):
    files.unpack(made(tmp_path / "a.zip", ["a.png", name]), into)
    assert (into / "a.png").is_file()
    assert all(path.resolve().is_relative_to(into.resolve()) for path in into.rglob("*"))


def test_what_is_told_twice_is_one_file(tmp_path, into):
    with pytest.warns(UserWarning, match="Duplicate name"):
        files.unpack(made(tmp_path / "a.zip", ["a.png", "a.png"]), into)
    assert [path.name for path in into.iterdir()] == ["a.png"]


def test_a_name_that_is_no_text_is_damage_in_plain_words(tmp_path, into):
    packed = made(tmp_path / "a.zip", ["é.png"])
    whole = packed.read_bytes()
    packed.write_bytes(whole.replace("é".encode(), b"\xff\xfe"))
    with pytest.raises(files.BadPictures, match="damaged"):
        files.unpack(packed, into)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["../evil.png", "/etc/evil.png", "a/../../evil.png", "C:/evil.png", "a\\..\\evil.png"])
def test_a_zip_that_names_a_place_outside_is_refused_whole(owner, tmp_path, name):
    row = upload(owner, xml(tmp_path, post(7)), packed_as({"good.png": b"x", name: b"x"}))
    work.take_one()
    assert "outside its folder" in shown(owner, row)
    assert on_disk() == []
    assert not list(tmp_path.rglob("evil.png"))


@pytest.mark.django_db
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


@pytest.mark.django_db
def test_a_damaged_zip_is_said_in_plain_words(owner, tmp_path):
    whole = packed(a=picture_bytes("PNG")).read()
    at = whole.index(b"a.png") + 30
    row = upload(owner, xml(tmp_path, post(7)), SimpleUploadedFile("a.zip", whole[:at] + b"\0\0\0\0" + whole[at + 4 :]))
    work.take_one()
    assert Arrival.objects.get().state == "broken"
    assert "The ZIP is damaged" in shown(owner, row)
