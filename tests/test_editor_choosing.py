"""Choosing among thousands on the editor's page: by address or key, and adding what is missing without leaving it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from articles import publishing
from articles.content import Content
from articles.models import Article, Image, Source
from articles.steps import MACHINE
from clinic.models import Record
from tests.factories import make_article, make_image, make_source, picture_bytes

pytestmark = pytest.mark.django_db
DESK = "/admin/articles/article/"


def save(client, article, **changes):
    """Post the editor's form of an article that has nothing but a title."""
    values = {"title": "A title", "kind": "guide", "base": article.draft.number, "_save": "1"}
    return client.post(f"{DESK}{article.pk}/change/", values | changes)


def content(article) -> Content:
    article.refresh_from_db()
    return Content.from_json(article.draft.content)


def test_related_articles_are_chosen_by_tick_address_or_last_part_and_keep_their_order(editor):
    first, second, third = (make_article(title=f"Page {number}") for number in range(3))
    article = make_article(publish=False)
    answer = save(editor, article, related=[str(third.pk), second.get_absolute_url(), first.slug])
    assert answer.status_code == 302 and content(article).related == (third.pk, second.pk, first.pk)
    page = editor.get(f"{DESK}{article.pk}/change/").content.decode()
    assert page.count('name="related" value="') == 4  # three ticks and the empty field
    assert "Page 2" in page


def test_a_related_article_that_was_taken_down_since_keeps_nobody_from_saving(editor, reader):
    """It was “no article of ours” by its number, and nothing could be saved until its tick was taken out."""
    related, article = make_article(title="The old page"), make_article()
    save(editor, article, related=[str(related.pk)])
    publishing.withdraw(related, MACHINE, reason="Wrong.")
    page = editor.get(f"{DESK}{article.pk}/change/").content.decode()
    assert "The old page (taken down: readers are not led to it)" in page
    article.refresh_from_db()
    assert save(editor, article, title="A mended title", related=[str(related.pk)]).status_code == 302
    assert content(article).related == (related.pk,)
    assert save(editor, article, related=["/articles/" + related.slug + "/"]).status_code == 422
    assert "The old page" not in reader.get(article.get_absolute_url()).content.decode()


def test_an_article_that_nobody_knows_is_refused_and_what_was_typed_stays(editor):
    article, known = make_article(publish=False), make_article(title="Known")
    answer = save(editor, article, related=[str(known.pk), "/articles/nowhere/"], image="no-such-key")
    page = answer.content.decode()
    assert answer.status_code == 422 and "is no article of ours" in page and 'value="/articles/nowhere/"' in page
    assert f'value="{known.pk}" checked' in page
    assert "No picture has the key" in page and 'value="no-such-key"' in page


@pytest.mark.parametrize("strange", ["9" * 40, "²", "\x00", "/", "%", "-1"])
def test_strange_choices_are_refused_and_never_an_error(strange, editor):
    article = make_article(publish=False)
    assert save(editor, article, related=[strange], image=strange).status_code in (302, 422)


def test_more_than_twelve_related_articles_are_too_many(editor):
    article, others = make_article(publish=False), [make_article() for _number in range(13)]
    assert "At most 12" in save(editor, article, related=[row.pk for row in others]).content.decode()


def test_the_lead_picture_is_chosen_by_key_or_by_the_address_that_the_library_gives(editor):
    image, article = make_image(), make_article(publish=False)
    for written in (image.key, f"/admin/picture/{image.key}/"):
        save(editor, article, image=written)
        assert content(article).image == image.key
    assert f'src="/admin/picture/{image.key}/"' in editor.get(f"{DESK}{article.pk}/change/").content.decode()


def test_readers_are_sent_on_to_an_address_that_any_role_can_look_up(moderator):
    article, other = make_article(), make_article(title="Go here instead")
    draft = make_article(title="Go here secretly", publish=False)
    found = moderator.get(f"{DESK}pick/", {"kind": "public", "q": "go here"}).json()["found"]
    assert [one["value"] for one in found] == [other.get_absolute_url()]
    where = f"{DESK}{article.pk}/withdraw/"
    assert "can be chosen here" in moderator.post(where, {"reason": "Old.", "replacement": draft.slug}).content.decode()
    moderator.post(where, {"reason": "Old.", "replacement": other.get_absolute_url()})
    article.refresh_from_db()
    assert article.replacement == other


def test_the_page_costs_the_same_with_many_articles_and_pictures(editor, django_assert_max_num_queries):
    body = f'<p>Words [@{make_source().key}] <a href="https://other.example.org/">there</a>.</p>'
    article = make_article(publish=False, image=make_image().key, related=(make_article().pk,), body=body)
    where = f"{DESK}{article.pk}/change/"
    editor.get(where)  # the first page of a session writes that it was used
    with django_assert_max_num_queries(15):
        before = len(editor.get(where).content)
    for number in range(30):
        Article.objects.create(slug=f"more-{number}", title=f"More {number}")
    make_image(renditions=False), make_source()
    with django_assert_max_num_queries(15):
        assert abs(len(editor.get(where).content) - before) < 500


def test_a_source_is_added_in_place_with_a_key_of_its_own(editor, people):
    make_source(key="han2016")
    form = {
        "title": "A study",
        "authors": "Han, Y. et al.",
        "year": "2016",
        "kind": "trial",
        "checked_on": "2026-11-22",
    }
    answer = editor.post(f"{DESK}quick/source/", form)
    assert answer.json()["added"]["value"] == "han2016-2"
    assert Source.objects.get(key="han2016-2").title == "A study"
    assert Record.objects.filter(action="save source", actor=people["editor"]).exists()


def test_a_picture_is_added_in_place_and_asks_for_its_words(editor):
    file = SimpleUploadedFile("room.jpg", picture_bytes(), "image/jpeg")
    form = {"title": "A quiet room", "upload": file, "focal_x": "20", "focal_y": "80"}
    answer = editor.post(f"{DESK}quick/picture/", form)
    assert answer.status_code == 422 and "alt" in answer.json()["errors"] and not Image.objects.exists()
    file.seek(0)
    answer = editor.post(f"{DESK}quick/picture/", form | {"alt": "A room with one chair"})
    assert answer.json()["added"]["value"] == "/admin/picture/a-quiet-room/"
    image = Image.objects.get()
    assert (image.focal_x, image.focal_y, image.next_try_at is not None) == (20, 80, True)


def test_a_file_that_is_no_picture_is_refused_in_place(editor):
    form = {"title": "Bad", "alt": "Bad", "focal_x": "1", "focal_y": "1"}
    form["upload"] = SimpleUploadedFile("bad.jpg", b"<script>", "image/jpeg")
    assert "not a picture" in editor.post(f"{DESK}quick/picture/", form).content.decode()


@pytest.mark.parametrize("role", ["owner", "clinician", "moderator"])
@pytest.mark.parametrize("kind", ["source", "picture"])
def test_who_may_not_add_to_the_library_adds_nothing_in_place_either(role, kind, request):
    assert request.getfixturevalue(role).post(f"{DESK}quick/{kind}/", {"title": "X"}).status_code == 403
