"""Drafts shown as readers would see them: from the form, and by a link to somebody outside."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from articles import publishing, sharing
from articles.models import PreviewLink, Revision
from clinic.models import User
from clinic.roles import EDITOR
from tests.conftest import signed_in
from tests.factories import make_article, make_content, make_source
from tests.test_articles_publishing import form_data

pytestmark = pytest.mark.django_db
DESK = "/admin/articles/article/"


def test_what_stands_in_the_form_is_shown_as_the_public_page_renders_it(editor, reader):
    source = make_source()
    words = f"<h2>Heading</h2><p>Words [@{source.key}].</p><table><tr><th>A</th></tr><tr><td>1</td></tr></table>"
    article = make_article(slug="shown")
    data = form_data(article, body=words, title="Shown title")
    preview = editor.post(f"{DESK}{article.pk}/unsaved/", data).content.decode()
    assert article.revisions.count() == 1
    editor.post(f"{DESK}{article.pk}/change/", data | {"_publish": "1"})
    public = reader.get("/articles/shown/").content.decode()
    assert "Shown title" in public
    body = r'<div class="prose">.*?</section>'
    # Readers may say of each section that it is unclear; beside the editor's form that would lead away from it.
    public = re.sub(r'\s*<p class="unclear no-print">.*?</p>\s*', "", public, flags=re.DOTALL)
    assert re.search(body, preview, re.DOTALL).group(0) == re.search(body, public, re.DOTALL).group(0)


def test_only_that_answer_may_stand_in_a_frame_and_only_in_ours(editor):
    article = make_article()
    answer = editor.post(f"{DESK}{article.pk}/unsaved/", form_data(article))
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "SAMEORIGIN" and "no-store" in answer["Cache-Control"]
    page = editor.get(f"{DESK}{article.pk}/change/")
    assert "frame-src 'self'" in page["Content-Security-Policy"] and page["X-Frame-Options"] == "DENY"
    assert "unsafe" not in page["Content-Security-Policy"] + answer["Content-Security-Policy"]
    for address in (f"{DESK}{article.pk}/preview/", DESK):
        other = editor.get(address)
        assert "frame-ancestors 'none'" in other["Content-Security-Policy"]
        assert "frame-src" not in other["Content-Security-Policy"]


def test_a_form_that_cannot_be_shown_says_why(editor):
    answer = editor.post(f"{DESK}add/unsaved/", form_data(title=""))
    assert answer.status_code == 422 and "Write a title." in answer.content.decode()
    assert not Revision.objects.exists()


def test_scripts_in_the_form_are_cleaned_for_the_preview_too(editor):
    page = editor.post(f"{DESK}add/unsaved/", form_data(body="<p onclick='x()'>Hi<script>alert(1)</script></p>"))
    assert page.status_code == 200
    assert b"alert(1)" not in page.content and b"onclick" not in page.content


def share(editor, article, **changes) -> str:
    form = {"shows": "draft", "days": "7"} | changes
    page = editor.post(f"{DESK}{article.pk}/share/", form, follow=True).content.decode()
    return re.search(r"http://[^/]+(/preview/[^/]+/)", page).group(1)


def test_a_link_shows_the_draft_to_somebody_without_an_account_and_to_no_machine(editor, reader):
    article = make_article(title="Live title")
    publishing.save_draft(article, make_content(title="Draft title"), publishing.MACHINE, base=article.draft)
    answer = reader.get(share(editor, article))
    assert "Draft title" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store, private" and "noindex" in answer["X-Robots-Tag"]
    assert answer["Referrer-Policy"] == "no-referrer" and not answer.cookies
    assert "Draft title" not in reader.get(article.get_absolute_url()).content.decode()


def test_a_link_follows_the_draft_or_stays_with_one_version(editor, reader):
    article = make_article(publish=False, title="First title")
    follows, pinned = share(editor, article), share(editor, article, shows="this")
    publishing.save_draft(article, make_content(title="Second title"), publishing.MACHINE, base=article.draft)
    assert "Second title" in reader.get(follows).content.decode()
    assert "First title" in reader.get(pinned).content.decode()


def test_a_link_ends_by_itself_and_can_be_taken_back(editor, reader):
    article = make_article(publish=False)
    address, other = share(editor, article), share(editor, article)
    editor.post(f"{DESK}{article.pk}/share/", {"_revoke": str(PreviewLink.objects.last().pk)})
    assert sorted([reader.get(address).status_code, reader.get(other).status_code]) == [200, 404]
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert {reader.get(address).status_code, reader.get(other).status_code} == {404}


def test_the_secret_is_stored_nowhere_and_cannot_be_guessed(editor):
    token = share(editor, make_article(publish=False)).split("/")[2]
    link = PreviewLink.objects.get()
    assert len(token) >= 43 and token not in str(link.__dict__)
    assert sharing.find(token) == link
    assert sharing.find(link.token_hash) is None and sharing.find("") is None


def test_a_link_that_is_over_tells_its_reader_what_to_do_and_nothing_of_the_draft(editor, reader):
    article = make_article(publish=False, title="Secret draft")
    address = share(editor, article)
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        over = reader.get(address)
    unknown = reader.get(f"/preview/{'a' * 43}/")
    assert "for a fresh one" in over.content.decode() and "Secret draft" not in over.content.decode()
    assert over["Cache-Control"] == "no-store, private" and over["Referrer-Policy"] == "no-referrer"
    assert over.content == unknown.content


def test_the_address_of_a_new_link_can_be_copied_with_one_press(editor):
    where = f"{DESK}{make_article(publish=False).pk}/share/"
    assert "js/copy" not in editor.get(where).content.decode()
    page = editor.post(where, {"shows": "draft", "days": "7"}, follow=True).content.decode()
    assert re.search(r'<input [^>]*id="share-address" readonly value="http://[^"]+/preview/', page)
    assert 'data-copy="share-address"' in page and "js/copy" in page


def test_loading_the_page_again_after_making_a_link_shows_that_link_and_makes_no_other(editor):
    where = f"{DESK}{make_article(publish=False).pk}/share/"
    answer = editor.post(where, {"shows": "draft", "days": "7"})
    assert (answer.status_code, answer.headers["Location"]) == (302, where)
    first, again = (re.search(r"/preview/[^/]+/", editor.get(where).content.decode())[0] for _time in range(2))
    assert first == again and PreviewLink.objects.count() == 1


def test_the_address_of_a_new_link_is_shown_for_ten_minutes_to_its_maker_on_its_page_while_it_works(editor):
    article, other = make_article(publish=False), make_article(publish=False)
    address = share(editor, article)
    assert "/preview/" not in editor.get(f"{DESK}{other.pk}/share/").content.decode()
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert address not in editor.get(f"{DESK}{article.pk}/share/").content.decode()
    editor.post(f"{DESK}{article.pk}/share/", {"_revoke": str(PreviewLink.objects.get().pk)})
    assert address not in editor.get(f"{DESK}{article.pk}/share/").content.decode()


def test_a_colleague_at_the_same_browser_is_not_shown_the_link_made_before(editor):
    where = f"{DESK}{make_article(publish=False).pk}/share/"
    editor.post(where, {"shows": "draft", "days": "7"})
    cookie = editor.cookies["link-made"]
    assert cookie["httponly"] and cookie["samesite"] == "Strict" and cookie["path"] == where
    second = User.objects.create_user("second@example.org", display_name="Second", is_staff=True)
    second.groups.add(Group.objects.get(name=EDITOR))
    colleague = signed_in(second)
    colleague.cookies["link-made"] = cookie.value
    assert "/preview/" not in colleague.get(where).content.decode()


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00", "..%2f", "ä" * 43])
def test_an_unknown_link_is_not_found(token, reader):
    assert reader.get(f"/preview/{token}/").status_code == 404


@pytest.mark.parametrize("days", ["0", "61", "-1", "x", "9" * 30])
def test_a_link_for_no_time_or_too_long_is_refused_in_words(days, editor):
    article = make_article(publish=False)
    page = editor.post(f"{DESK}{article.pk}/share/", {"shows": "draft", "days": days})
    assert page.status_code == 200 and "desk-errors" in page.content.decode()
    assert not PreviewLink.objects.exists()


@pytest.mark.parametrize("role", ["owner", "clinician", "moderator"])
def test_only_editors_make_and_take_back_links(role, people, request, editor):
    article = make_article(publish=False, title="Secret draft")
    share(editor, article)
    link, client = PreviewLink.objects.get(), request.getfixturevalue(role)
    for data in ({"shows": "draft", "days": "7"}, {"_revoke": str(link.pk)}):
        assert client.post(f"{DESK}{article.pk}/share/", data).status_code == 403
    answer = client.post(f"{DESK}{article.pk}/unsaved/", form_data(article))
    assert answer.status_code == 403 and "Secret draft" not in answer.content.decode()
    with pytest.raises(PermissionDenied):
        sharing.share(article, people[role], days=7)
    with pytest.raises(PermissionDenied):
        sharing.revoke(link, people[role])


@pytest.mark.parametrize("number", ["x", "0", "999999", "9" * 30, "\x00"])
def test_a_link_that_is_not_the_articles_is_not_taken_back(number, editor):
    assert editor.post(f"{DESK}{make_article().pk}/share/", {"_revoke": number}).status_code == 404
