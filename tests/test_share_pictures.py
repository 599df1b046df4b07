"""The picture beside a shared link: drawn by the worker, named by what it shows, used as og:image."""

import io
import re

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image as Pillow

from articles import due, publishing, share_drawing, share_letters
from articles.models import Article, SharePicture
from clinic.models import ClinicProfile
from clinic.profile import write_profile
from jobs.work import run_batch
from tests.factories import make_article, make_content, make_image

pytestmark = pytest.mark.django_db


def work() -> int:
    return due.make_share_pictures(timezone.now())


def shown(reader, article) -> str:
    page = reader.get(article.get_absolute_url()).content.decode()
    return re.search('<meta property="og:image" content="(.*?)">', page)[1]


def picture_at(reader, address: str) -> Pillow.Image:
    response = reader.get(address.removeprefix("http://testserver"))
    assert "immutable" in response.headers["Cache-Control"] and response.headers["X-Content-Type-Options"] == "nosniff"
    return Pillow.open(io.BytesIO(b"".join(response.streaming_content)))


def test_the_worker_draws_it_and_the_page_names_it(reader):
    article = make_article(title="Getting ready", image=make_image().key)
    before = shown(reader, article)
    assert work() == 1
    after = shown(reader, article)
    assert before != after and re.fullmatch(r"http://testserver/media/[0-9a-f]{32}-1200\.jpg", after)
    assert picture_at(reader, after).size == (1200, 630)


def test_the_same_words_make_the_same_file_and_nothing_twice(reader):
    article = make_article(title="Getting ready")
    work()
    first = shown(reader, article)
    publishing.refresh_projection(Article.objects.get(pk=article.pk))
    assert work() == 0 and shown(reader, article) == first


def test_a_new_title_makes_a_new_one_and_never_shows_the_old(reader):
    article = make_article(title="Getting ready")
    work()
    first = shown(reader, article)
    article.refresh_from_db()
    content = make_content(title="Another title", topics=tuple(article.topics.values_list("pk", flat=True)))
    revision = publishing.save_draft(article, content, publishing.MACHINE, base=article.draft)
    publishing.publish(article, revision, publishing.MACHINE)
    assert shown(reader, article) != first
    assert work() == 1 and shown(reader, article) not in ("", first)


def test_a_clinic_that_changes_its_name_gets_new_ones(reader):
    article = make_article()
    work()
    first = shown(reader, article)
    profile = ClinicProfile.the_one()
    profile.name = "Another clinic"
    profile.save()
    write_profile(profile)
    assert due.ask_for_missing_share_pictures(timezone.now()) == 1
    assert due.ask_for_missing_share_pictures(timezone.now()) == 0
    assert work() == 1 and shown(reader, article) != first


def test_articles_from_before_there_were_such_pictures_get_one():
    article = make_article()
    SharePicture.objects.all().delete()
    due.ask_for_missing_share_pictures(timezone.now())
    assert work() == 1 and Article.objects.get(pk=article.pk).page["share"]


def test_what_was_taken_down_stays_down():
    article = make_article()
    publishing.withdraw(article, publishing.MACHINE, reason="It was wrong.")
    work()
    assert "share" not in (Article.objects.get(pk=article.pk).page["share"] or "")
    assert not due.ask_for_missing_share_pictures(timezone.now())


def test_a_title_the_font_cannot_write_leaves_the_articles_own_picture(reader):
    article = make_article(title="睡眠", image=make_image().key)
    own = shown(reader, article)
    assert work() == 1 and shown(reader, article) == own


def test_a_storage_that_fails_is_tried_again(monkeypatch):
    make_article()

    def refuse(*_arguments):
        raise OSError("full")

    monkeypatch.setattr(default_storage, "save", refuse)
    assert run_batch(SharePicture.objects.all(), due.make_share_picture, now=timezone.now()) == 0
    assert SharePicture.objects.get().tries == 1


@pytest.mark.parametrize(
    "title", ["", "\x00\x1b[31m ]]> & <b>", "word " * 60, "Unbrokenlongword" * 20, "Größe, café – “ß”"]
)
def test_any_title_is_drawn_within_the_picture(title):
    assert share_drawing.draw(title, title, title, None).size == (1200, 630)


@pytest.mark.parametrize(
    ("title", "can"), [("Benefits – and “risks”: 6 in 10?", True), ("Größe", False), ("睡眠", False), ("", True)]
)
def test_it_knows_what_the_font_can_write(title, can):
    assert share_drawing.can_write(title) is can


@pytest.mark.parametrize(
    "title",
    [
        "¿Qué hacer mañana? ¡Él, el pingüino y tú!",
        "Où naît l’œuvre : ça et là, Noël à l’été",
        "Zażółć gęślą jaźń, „ŁÓDŹ”",
    ],
)
def test_titles_in_spanish_french_and_polish_can_be_written(title):
    assert share_drawing.can_write(title)


def ink(text: str) -> bytes:
    canvas = Pillow.new("L", (200, 160))
    share_letters.write(canvas, (40, 40), text, 80, "white")
    return canvas.tobytes()


@pytest.mark.parametrize(("marked", "plain"), list(zip("éèêëñçąłźżÓŁíïøœ¿¡", "eeeencalzzOLiioo?!", strict=True)))
def test_a_letter_with_a_mark_is_neither_the_bare_one_nor_a_box(marked, plain):
    assert ink(marked) not in (ink(plain), ink("\uffff"), ink(" "))


def test_every_mark_gives_another_letter():
    marked = "eéèêëēėęěĕẽ"
    assert len({ink(letter) for letter in marked}) == len(marked)


@pytest.mark.parametrize("title", ["治疗", "Помощь", "ďábel", "😀"])
def test_what_cannot_be_drawn_truly_is_not_drawn(title):
    assert not share_drawing.can_write(title)
