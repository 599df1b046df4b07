"""The files of somebody who moves in lie on the disk no longer than they are needed."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone

from portal.arrival import files, starting, work
from portal.models import Arrival
from tests.arrivals import on_disk, press, private_folder, shown, upload, xml  # noqa: F401
from tests.wordpress_files import post

pytestmark = pytest.mark.django_db


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


def test_what_a_broken_off_upload_left_is_removed_after_a_day(settings):
    left, fresh = files.room() / "a.part", files.room() / "b.part"
    for path in (left, fresh):
        path.write_bytes(b"x")
    os.utime(left, (1, 1))
    starting.remove_old(timezone.now())
    assert on_disk() == ["b.part"]
