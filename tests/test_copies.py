"""The files of the profile and the policies are, on every machine, as the database has them."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.test import Client
from django.utils import timezone

from clinic.models import ClinicProfile
from clinic.profile import profile_path, save_profile, write_profile
from pagecache import generations
from pagecache.generations import known
from portal import copies
from portal.policies import steps
from portal.policies.copy import copy_path

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.servers]
ADDRESS = "/about/privacy/"


@pytest.fixture
def here(settings, tmp_path, empty_cache):
    """This process has served a page; what follows is done by a machine whose files are elsewhere."""
    save_profile(ClinicProfile.the_one(), None)
    assert "Example Clinic" in page()

    def elsewhere(change):
        own, settings.DATA_DIR = settings.DATA_DIR, tmp_path / "elsewhere"
        token = known.copies
        change()
        settings.DATA_DIR = own
        known.reset()
        known.copies = token  # what that machine hears is not what this one knows

    return elsewhere


def page() -> str:
    return Client().get(ADDRESS).content.decode()


def rename(name: str = "Quiet Harbour") -> None:
    row = ClinicProfile.the_one()
    row.name = name
    save_profile(row, None)
    generations.forget_site()


def test_a_profile_saved_on_another_machine_is_on_the_next_page_of_this_one(here):
    here(rename)
    assert "Quiet Harbour" in page()
    assert "Quiet Harbour" in profile_path().read_text()


def test_a_policy_put_in_force_on_another_machine_too(here, people):
    def put_in_force():
        words = {"text": "<p>Ask for Dana.</p>", "note": "", "in_force_on": timezone.localdate(), "seen": ""}
        steps.put_in_force(steps.save_draft("privacy", "en-us", people["owner"], **words), people["owner"])

    here(put_in_force)
    assert not copy_path().exists()
    assert "Ask for Dana." in page()


def test_what_could_not_be_read_is_tried_again_and_the_page_is_made_meanwhile(here, monkeypatch, caplog):
    def refuse():
        raise OSError("a secret path")

    with monkeypatch.context() as broken:
        broken.setattr(copies, "write", refuse)
        here(rename)
        assert "Example Clinic" in page()
        assert generations.begin() == ""  # so that page was kept nowhere
    assert "could not be read anew: OSError" in caplog.text and "secret" not in caplog.text
    assert "Quiet Harbour" in page()


def test_a_process_that_begins_has_what_the_database_has(here):
    here(rename)
    known.reset()
    copies.catch_up()
    assert "Quiet Harbour" in profile_path().read_text()
    assert known.copies


def test_a_process_that_begins_without_its_files_looks_again_with_the_next_page(here, monkeypatch):
    here(rename)
    known.reset()
    with monkeypatch.context() as broken:
        broken.setattr(copies, "follow", lambda: False)
        copies.catch_up()
    assert "Quiet Harbour" in page()


def test_no_page_is_made_while_another_thread_still_brings_the_files_up_to_date(monkeypatch):
    inside, go_on, process, calls = Event(), Event(), generations.Known(), []

    def slow() -> bool:
        calls.append(1)
        inside.set()
        return go_on.wait(10)

    monkeypatch.setattr(generations, "changed_elsewhere", [slow])
    process.hear_of_copies("old")
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(process.hear_of_copies, "new")
        assert inside.wait(10)
        second = pool.submit(process.hear_of_copies, "new")
        with pytest.raises(TimeoutError):
            second.result(0.3)
        go_on.set()
        assert first.result(10) and second.result(10)
    assert len(calls) == 1


def test_a_machine_whose_files_are_right_writes_none(here):
    before = profile_path().stat().st_mtime_ns
    assert copies.write() is False
    generations.forget(generations.COPIES)
    page()
    assert profile_path().stat().st_mtime_ns == before


def test_the_worker_finds_a_file_that_somebody_has_damaged(here):
    row = ClinicProfile.the_one()
    profile_path().write_text("{broken")
    assert copies.look() == 1 and copies.look() == 0
    assert row.name in profile_path().read_text()
    profile_path().unlink()
    assert copies.look() == 1
    assert write_profile(row) is False


def test_what_the_worker_of_one_machine_mends_the_others_look_at(here):
    token = generations.begin() and known.copies
    profile_path().write_text("{broken")
    copies.look()
    generations.begin()
    assert known.copies != token
