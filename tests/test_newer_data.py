"""Editing a shared row changes no live page, and the desk says which pages keep older words than the library has."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from articles import publishing, upkeep
from articles.content import Content
from articles.models import LiveCheck, Source, Term
from articles.newer_data import LONGEST, newer_in_library, told
from articles.steps import MACHINE
from tests.factories import make_article, make_content, make_image, make_source, make_term

pytestmark = pytest.mark.django_db
DESK = "/admin/articles/article/"


@pytest.fixture
def page():
    source, image = make_source(key="han2016"), make_image(key="room", renditions=False)
    make_term(name="relapse")
    body = f'<p>A relapse may come [@{source.key}].</p><img src="/admin/picture/{image.key}/" alt="A room">'
    article = make_article(title="About relapse", body=body, image=image.key)
    upkeep.check_live(timezone.now())
    article.refresh_from_db()
    return article


def newer(article) -> list[str]:
    return newer_in_library(Content.from_json(article.live.content))


def source_form(source, **changes) -> dict:
    names = ("key", "title", "authors", "journal", "details", "doi", "pmid", "pmcid", "url", "kind", "note")
    values = {name: getattr(source, name) for name in names}
    return values | {"year": source.year, "people": "", "checked_on": source.checked_on.isoformat()} | changes


def test_a_page_just_published_keeps_nothing_older(page, editor):
    assert newer(page) == [] and LiveCheck.objects.get().newer_data == ""
    assert "newer data" not in editor.get(f"{DESK}{page.pk}/change/").content.decode()


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (lambda: Source.objects.update(note="The authors corrected a number."), "han2016"),
        (lambda: Term.objects.update(definition="Symptoms that come back."), "relapse"),
        (lambda: type(make_image()).objects.filter(key="room").update(alt="A quiet room"), "room"),
    ],
)
def test_an_entry_that_says_something_else_by_now_is_named(change, name, page):
    change()
    assert newer(page) == [name]


def test_a_source_that_was_only_looked_at_again_or_deleted_is_not_newer(page):
    Source.objects.update(checked_on=date(2027, 1, 5))
    assert newer(page) == []
    Source.objects.all().delete()
    assert newer(page) == []


def test_after_an_edit_in_the_library_the_desk_names_the_page_and_publishing_it_ends_that(page, editor, reader):
    before = reader.get(page.get_absolute_url()).content
    source = Source.objects.get()
    answer = editor.post(f"/admin/articles/source/{source.pk}/change/", source_form(source, title="Its mended title"))
    assert answer.status_code == 302
    upkeep.check_live(timezone.now())
    desk, form = (editor.get(address).content.decode() for address in ("/admin/", f"{DESK}{page.pk}/change/"))
    assert "The library has newer data than these pages" in desk and "About relapse: han2016" in desk
    assert "newer data than the public page: han2016" in form
    assert reader.get(page.get_absolute_url()).content == before
    draft = publishing.save_draft(page, Content.from_json(page.draft.content), MACHINE, base=page.draft)
    publishing.publish(page, draft, MACHINE)
    upkeep.check_live(timezone.now())
    assert "newer data" not in editor.get("/admin/").content.decode()
    assert "Its mended title" in reader.get(page.get_absolute_url()).content.decode()


def test_what_was_found_of_an_older_version_is_not_told_of_the_one_that_is_live(page, editor):
    LiveCheck.objects.update(newer_data="han2016")
    draft = publishing.save_draft(page, make_content(title="Quite new"), MACHINE, base=page.draft)
    publishing.publish(page, draft, MACHINE)
    for address in ("/admin/", f"{DESK}{page.pk}/change/"):
        assert "newer data" not in editor.get(address).content.decode()


def test_a_page_that_is_not_public_any_more_is_not_named(page, editor):
    LiveCheck.objects.update(newer_data="han2016", checked_at=timezone.now() + timedelta(hours=1))
    publishing.withdraw(page, MACHINE, reason="Wrong.")
    for address in ("/admin/", f"{DESK}{page.pk}/change/"):
        assert "newer data" not in editor.get(address).content.decode()


def test_many_names_are_told_as_far_as_there_is_room():
    assert told([]) == "" and told(["a", "b"]) == "a, b"
    text = told([f"source{number:03}" for number in range(200)])
    assert len(text) <= LONGEST and text.endswith(" …") and "source000" in text
