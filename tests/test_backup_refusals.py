"""A file that is damaged, foreign, or of another kind is refused with words, and nothing has changed."""

import gzip
import io
import json
import tarfile
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command

from comments.models import Comment
from portal.backup import archive, checking, databases, making, restoring
from tests.backup_place import newest, put_media
from tests.comment_factories import make_comment

pytest_plugins = ["tests.database_file", "tests.backup_place"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def backup(store):
    make_comment(text="In the backup")
    put_media("pictures/a.jpg", b"a picture")
    making.make()
    return newest(store)


def refused(path) -> str:
    """The reason; and nothing may have changed."""
    words = {comment.text for comment in Comment.objects.all()}
    with pytest.raises(archive.Refused) as problem:
        restoring.restore(str(path), replace=True)
    assert {comment.text for comment in Comment.objects.all()} == words
    return str(problem.value)


@pytest.mark.parametrize("sealed", [False, True])
def test_a_changed_byte_is_found_wherever_it_is(store, settings, tmp_path, sealed):
    """Of a compressed file a few bits mean nothing: changed or not, what comes out is the same."""
    settings.BACKUP_PASSPHRASE = "four words of mine" if sealed else ""
    put_media("pictures/a.jpg", b"a picture")
    making.make()
    data = newest(store).read_bytes()
    whole = archive.unpack(io.BytesIO(data), tmp_path, settings.BACKUP_PASSPHRASE).manifest
    found, places = 0, range(100, len(data) - 40, len(data) // 12)
    for place in places:
        damaged = io.BytesIO(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        try:
            assert archive.unpack(damaged, tmp_path, settings.BACKUP_PASSPHRASE).manifest == whole
        except archive.Refused:
            found += 1
    assert found == len(places) if sealed else found > 0


def test_a_damaged_file_is_not_restored(backup, store):
    data = backup.read_bytes()
    middle = len(data) // 2
    (store / "damaged").write_bytes(data[:middle] + bytes(64) + data[middle + 64 :])
    assert "damaged" in refused(store / "damaged")


def test_a_member_changed_in_a_file_that_reads_well_is_refused(backup, store):
    """Packed anew, the archive's own checksums are right: only our digests know."""
    with tarfile.open(backup) as old, tarfile.open(store / "changed", "w:gz") as new:
        for member in old:
            data = old.extractfile(member).read()
            new.addfile(member, io.BytesIO(data.replace(b"a picture", b"A PICTURE")))
    assert "not what its manifest says" in refused(store / "changed")


@pytest.mark.parametrize("part", [0, 0.3, 0.9])
def test_a_file_that_was_cut_off_is_refused(backup, store, part):
    data = backup.read_bytes()
    (store / "cut").write_bytes(data[: int(len(data) * part)])
    assert "damaged" in refused(store / "cut")


@pytest.mark.parametrize("data", [b"", b"words", gzip.compress(b"words", mtime=0), b"SQLite format 3\x00" * 100])
def test_something_else_is_refused(store, data):
    store.mkdir(exist_ok=True)
    (store / "other").write_bytes(data)
    assert "no backup of this portal" in refused(store / "other")


def test_a_tar_of_somebody_else_is_refused(store):
    store.mkdir(exist_ok=True)
    with tarfile.open(store / "other", "w:gz") as tar:
        info = tarfile.TarInfo("../../etc/passwd")
        info.size = 5
        tar.addfile(info, io.BytesIO(b"words"))
    assert "no manifest" in refused(store / "other")


def test_a_link_in_the_archive_is_refused(store):
    store.mkdir(exist_ok=True)
    with tarfile.open(store / "other", "w:gz") as tar:
        info = tarfile.TarInfo("media/a.jpg")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(info)
    assert "no file" in refused(store / "other")


@pytest.mark.parametrize("data", [b"", b"[]", b'{"format": "other"}', json.dumps({"format": archive.FORMAT}).encode()])
def test_a_manifest_that_is_not_ours_is_none(data):
    assert archive.read_manifest(data) is None


def test_another_kind_of_database_is_named():
    manifest = replace(making.describe(making.timezone.now(), {}), engine="oracle")
    with pytest.raises(archive.Refused, match="oracle"):
        restoring.refuse_what_does_not_fit(manifest)


def test_a_newer_version_is_named():
    manifest = making.describe(making.timezone.now(), {})
    manifest.migrations.append("comments.0999_from_the_future")
    with pytest.raises(archive.Refused, match="0999_from_the_future"):
        restoring.refuse_what_does_not_fit(manifest)


def test_a_site_is_not_replaced_unless_asked(backup, people):
    with pytest.raises(archive.Refused, match="--replace"):
        restoring.restore(str(backup))


def test_a_wrong_or_missing_passphrase_is_said(store, settings):
    settings.BACKUP_PASSPHRASE = "one"
    making.make()
    settings.BACKUP_PASSPHRASE = "another"
    assert "BACKUP_PASSPHRASE is another one" in refused(newest(store))
    settings.BACKUP_PASSPHRASE = ""
    assert "encrypted" in refused(newest(store))


def test_the_check_finds_rows_that_are_missing(backup, monkeypatch):
    name = "count_sqlite" if making.connection.vendor == "sqlite" else "count_postgres"
    real = getattr(databases, name)
    monkeypatch.setattr(databases, name, lambda *given: real(*given) | {"comments_comment": 0})
    with pytest.raises(archive.Refused, match="comments_comment 0 instead of 1"):
        checking.check(str(backup))


def test_the_commands_say_it_in_one_line(store):
    with pytest.raises(CommandError, match="Nothing was restored"):
        call_command("restore", "nowhere")
    with pytest.raises(CommandError, match="no backup yet"):
        call_command("backup", check=True)


def test_without_the_programs_of_postgresql_it_says_what_to_install():
    def missing():
        raise databases.CommandConnectorError("Database command 'pg_dump' not found.")

    with pytest.raises(archive.Refused, match="client programs"):
        databases.run(missing)
