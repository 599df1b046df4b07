"""Moving in on the desk: an owner uploads an export, reads what would come, brings it in, and stops it on the way.

What is taken and from whom: test_moving_in_uploads. The ZIP: test_moving_in_zips. When files go:
test_moving_in_removing.
"""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from articles.models import Article, Image
from portal.arrival import starting, work
from portal.models import Arrival, Imported
from tests.arrivals import PAGE, on_disk, packed, press, private_folder, shown, upload, xml  # noqa: F401
from tests.factories import picture_bytes
from tests.wordpress_files import attachment, comment, export, post

pytestmark = pytest.mark.django_db


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


def test_the_whole_report_is_a_text_file(owner, tmp_path):
    row = upload(owner, xml(tmp_path, post(7, '[contact-form-7 id="1"]')))
    assert owner.get(f"{PAGE}{row.pk}/report/").status_code == 404
    work.take_one()
    answer = owner.get(f"{PAGE}{row.pk}/report/")
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert "Shortcodes" in answer.content.decode()


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
